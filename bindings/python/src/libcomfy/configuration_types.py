"""The keys of the configuration, for type checkers and editors.

Made by tools/make_configuration_types.py. Do not edit.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal, TypedDict

from .configuration_values import LatentPreviewMethod, PerformanceFeature


class ConfigurationKeys(TypedDict, total=False):
    """ComfyUI's settings, and the library's own."""

    #: files of settings, YAML or JSON; later ones override earlier ones
    config_files: list[str]
    #: a base directory, after base_directory
    cwd: str | Path | None
    #: further base directories; each may have models/
    base_paths: list[str]
    #: where models/, input/, output/, temp/, user/ and an extra_model_paths.yaml lie
    base_directory: str | Path | None
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    listen: str
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    port: int
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    enable_cors_header: str | None
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    enable_compress_response_body: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    max_upload_size: float
    #: files that add model folders by category
    extra_model_paths_config: list[str]
    #: where results are saved; relative to the base directory
    output_directory: str | Path | None
    #: where previews are saved; relative to the base directory
    temp_directory: str | Path | None
    #: where LoadImage and its like look; relative to the base directory
    input_directory: str | Path | None
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    auto_launch: bool
    #: always so: what it asks for is so anyway
    disable_auto_launch: bool
    #: no effect (device): it is for another device than the processor
    cuda_device: int | None
    #: no effect (device): it is for another device than the processor
    cuda_malloc: bool
    #: always so: what it asks for is so anyway
    disable_cuda_malloc: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    dont_upcast_attention: bool
    #: always so: computing is done in 32 bits
    force_upcast_attention: bool
    #: always so: computing is done in 32 bits
    force_fp32: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    force_fp16: bool
    #: every part multiplies bf16, in 3x3 convolutions fixed point of 16 bits, with sums in 32 bits
    force_bf16: bool
    #: bf16, as for force_bf16, in the UNet
    bf16_unet: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fp16_unet: bool
    #: always so: computing is done in 32 bits
    fp32_unet: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fp64_unet: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fp8_e4m3fn_unet: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fp8_e5m2_unet: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fp16_vae: bool
    #: always so: computing is done in 32 bits
    fp32_vae: bool
    #: bf16, as for force_bf16, in the VAE
    bf16_vae: bool
    #: always so: the processor computes everything
    cpu_vae: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fp8_e4m3fn_text_enc: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fp8_e5m2_text_enc: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fp16_text_enc: bool
    #: always so: computing is done in 32 bits
    fp32_text_enc: bool
    #: rejected: there is no such device here
    directml: int | None
    #: no effect (device): it is for another device than the processor
    disable_ipex_optimize: bool
    #: how steps of sampling are shown
    preview_method: LatentPreviewMethod | Literal["none", "auto", "latent2rgb", "taesd"]
    #: no effect (device): it is for another device than the processor
    use_split_cross_attention: bool
    #: no effect (device): it is for another device than the processor
    use_quad_cross_attention: bool
    #: always so: there is one implementation of attention
    use_pytorch_cross_attention: bool
    #: no effect (device): it is for another device than the processor
    use_sage_attention: bool
    #: no effect (device): it is for another device than the processor
    use_flash_attention: bool
    #: no effect (device): it is for another device than the processor
    disable_xformers: bool
    #: no effect (device): it is for another device than the processor
    gpu_only: bool
    #: all weights stay in memory between their uses, whatever the machine has
    highvram: bool
    #: always so: weights may take half of the machine's memory between their uses
    normalvram: bool
    #: at most 512 MiB of weights stay in memory between their uses; the VAE works in tiles from 1 GiB on
    lowvram: bool
    #: no weights stay in memory between their uses; the VAE works in tiles from 512 MiB on
    novram: bool
    #: always so: the processor computes everything
    cpu: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fast: Collection[PerformanceFeature | Literal["fp16_accumulation", "fp8_matrix_mult", "cublas_ops", "autotune"]]
    #: weights stay in memory only if that leaves this many GB of it free; the VAE works in tiles if it would not
    reserve_vram: float | None
    #: no effect (device): it is for another device than the processor
    disable_smart_memory: bool
    #: always so: results are bit-identical from run to run
    deterministic: bool
    #: always so: what it asks for is so anyway
    dont_print_server: bool
    #: no effect (server): it tests the import of Python nodes
    quick_test_for_ci: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    windows_standalone_build: bool
    #: leave the prompt out of saved files
    disable_metadata: bool
    #: always so: what it asks for is so anyway
    disable_all_custom_nodes: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    blacklist_custom_nodes: list[str]
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    whitelist_custom_nodes: list[str]
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    multi_user: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    plausible_analytics_base_url: str | None
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    plausible_analytics_domain: str | None
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    analytics_use_identity_provider: bool
    #: no effect: it names no place; write_out_config_file_to_this_path does
    write_out_config_file: bool
    #: make the input, output and temp directories at the start
    create_directories: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    distributed_queue_connection_uri: str | None
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    distributed_queue_worker: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    distributed_queue_frontend: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    distributed_queue_name: str
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    external_address: str | None
    #: always so: nothing is downloaded
    disable_known_models: bool
    #: prompts that may wait; one more is refused
    max_queue_size: int
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    disable_requests_caching: bool
    #: no effect (device): it is for another device than the processor
    force_channels_last: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    force_hf_local_dir_mode: bool
    #: no effect (server): previews come unscaled
    preview_size: int
    #: the least important messages that log_stdout shows; the log callback has a level of its own
    logging_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
    #: no effect (device): it is for another device than the processor
    oneapi_device_selector: str | None
    #: write log messages to standard output
    log_stdout: bool
    #: keep the outputs of that many nodes
    cache_lru: int
    #: the service that exported spans are of
    otel_service_name: str
    #: its version
    otel_service_version: str
    #: the http:// address of a collector, to which spans are posted (below /v1/traces) as OTLP's JSON over HTTP,
    #: whatever OTEL_EXPORTER_OTLP_PROTOCOL says
    otel_exporter_otlp_endpoint: str | None
    #: no effect (server): it is for workers of a distributed queue; comfy_client_options.executor chooses here
    executor_factory: Literal["ThreadPoolExecutor", "ProcessPoolExecutor"]
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    openai_api_key: str | None
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    ideogram_api_key: str | None
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    anthropic_api_key: str | None
    #: the user directory; relative to the base directory
    user_directory: str | Path | None
    #: no effect: a library does not end its host
    panic_when: list[str]
    #: no effect (server): prompts are queued by the host, or by `libcomfy run`
    workflows: list[str]
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    enable_manager: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    disable_manager_ui: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    enable_manager_legacy_ui: bool
    #: no effect (device): it is for another device than the processor
    disable_pinned_memory: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    fp8_e8m0fnu_unet: bool
    #: bf16, as for force_bf16, in the text encoder
    bf16_text_enc: bool
    #: no effect (precision): computing is done in 32 bits, or in bf16 where that is asked for
    supports_fp8_compute: bool
    #: keep the outputs of the latest prompt: the default
    cache_classic: bool
    #: keep no outputs
    cache_none: bool
    #: keep outputs while this many GB of memory are free
    cache_ram: float
    #: no effect (device): it is for another device than the processor
    async_offload: int | None
    #: no effect (device): it is for another device than the processor
    disable_async_offload: bool
    #: no effect (device): it is for another device than the processor
    force_non_blocking: bool
    #: no effect (server): it compares uploads
    default_hashing_function: Literal["md5", "sha1", "sha256", "sha512"]
    #: no effect: pickled checkpoints are not mapped
    mmap_torch_files: bool
    #: read model files into memory instead of mapping them
    disable_mmap: bool
    #: always so: what it asks for is so anyway
    disable_api_nodes: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    front_end_version: str
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    front_end_root: str | None
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    comfy_api_base: str
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    database_url: str
    #: always so: what it asks for is so anyway
    disable_assets_autoscan: bool
    #: no effect (device): it is for another device than the processor
    default_device: int | None
    #: always so: nothing is installed
    block_runtime_package_installation: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    enable_eval: bool
    #: no effect (server): it is for ComfyUI's server, front end or Python nodes
    enable_video_to_image_fallback: bool
    #: one more such file, after the others
    config_file: str | None
    #: write the configuration in force to this file, as JSON without its secrets
    write_out_config_file_to_this_path: str | None
    #: linear layers in the blocks of diffusion networks multiply integers of 8 bits (W8A8) where they have 256 inputs
    #: and outputs and 16 rows at least, a product on processors with AVX512-VNNI about 1.7 times as fast as bf16;
    #: others are slow at it. Pictures become others. Weights take a byte a number of the memory budget; what is
    #: stored in such integers is used as it is
    int8_unet: bool
    #: folders below which links in the input, output and temp directories may lead, beside their own; relative to the
    #: base directory
    link_roots: list[str]
    #: fetch the pictures and films that nodes for requests name by http:// and https:// URLs, through libcurl, which
    #: is found at run time; never from the machine's own networks
    fetch_urls: bool
    #: with fetch_urls: also from loopback, private and link-local addresses and the networks of the machine's
    #: interfaces
    fetch_urls_of_own_networks: bool
    #: where comfy-worker lies
    worker_path: str | None
    #: GB of memory that a worker may allocate; 0: no limit
    worker_memory_limit: float
    #: seconds that a prompt may take; 0: no limit
    worker_time_limit: float
    #: seconds without a sign of life after which a worker counts as lost; 0: 5; at least 0.5
    worker_heartbeat_timeout: float
    #: export no spans; the variable counts where it says `true`, as OpenTelemetry has it
    otel_sdk_disabled: bool
    #: the whole http:// address to which spans are posted, in place of otel_exporter_otlp_endpoint
    otel_exporter_otlp_traces_endpoint: str | None
    #: further headers of those requests, as in `key=value,key=value`, percent-encoded
    otel_exporter_otlp_headers: str | None
    #: attributes of what exported spans come from, as in `key=value,key=value`, percent-encoded; its service.name and
    #: service.version count where those keys have their defaults
    otel_resource_attributes: str | None
