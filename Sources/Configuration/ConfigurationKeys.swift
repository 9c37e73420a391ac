internal import Formats

extension ConfigurationKey {
    /// All keys in the order of the original's defaults (`Configuration` of the hiddenswitch fork 0.10.0,
    /// comfy/cli_args_types.py).
    package static let all: [ConfigurationKey] = [
        .init(
            "config_files", .strings, [], .honoured, "files of settings, YAML or JSON; later ones override earlier ones"
        ),
        .init("cwd", .optionalString, nil, .honoured, "a base directory, after base_directory"),
        .init("base_paths", .strings, [], .honoured, "further base directories; each may have models/"),
        .init(
            "base_directory", .optionalString, nil, .honoured,
            "where models/, input/, output/, temp/, user/ and an extra_model_paths.yaml lie"),
        .init("listen", .string, "127.0.0.1", .server),
        .init("port", .int, 8188, .server),
        .init("enable_cors_header", .optionalString, nil, .server),
        .init("enable_compress_response_body", .bool, false, .server),
        .init("max_upload_size", .number, 100, .server),
        .init("extra_model_paths_config", .strings, [], .honoured, "files that add model folders by category"),
        .init(
            "output_directory", .optionalString, nil, .honoured,
            "where results are saved; relative to the base directory"),
        .init(
            "temp_directory", .optionalString, nil, .honoured,
            "where previews are saved; relative to the base directory"),
        .init(
            "input_directory", .optionalString, nil, .honoured,
            "where LoadImage and its like look; relative to the base directory"),
        .init("auto_launch", .bool, false, .server),
        .init("disable_auto_launch", .bool, false, .inherent),
        .init("cuda_device", .optionalInt, nil, .device),
        .init("cuda_malloc", .bool, false, .device),
        .init("disable_cuda_malloc", .bool, true, .inherent),
        .init("dont_upcast_attention", .bool, false, .precision),
        .init("force_upcast_attention", .bool, false, .inherent, "computing is done in 32 bits", isolates: true),
        .init("force_fp32", .bool, false, .inherent, "computing is done in 32 bits", isolates: true),
        .init("force_fp16", .bool, false, .precision, isolates: true),
        .init(
            "force_bf16", .bool, false, .honoured,
            "every part multiplies bf16, in 3x3 convolutions fixed point of 16 bits, with sums in 32 bits",
            isolates: true),
        .init(
            "bf16_unet", .bool, false, .honoured, "bf16, as for force_bf16, in the UNet",
            isolates: true),
        .init("fp16_unet", .bool, false, .precision, isolates: true),
        .init("fp32_unet", .bool, false, .inherent, "computing is done in 32 bits", isolates: true),
        .init("fp64_unet", .bool, false, .precision, isolates: true),
        .init("fp8_e4m3fn_unet", .bool, false, .precision, isolates: true),
        .init("fp8_e5m2_unet", .bool, false, .precision, isolates: true),
        .init("fp16_vae", .bool, false, .precision, isolates: true),
        .init("fp32_vae", .bool, false, .inherent, "computing is done in 32 bits", isolates: true),
        .init(
            "bf16_vae", .bool, false, .honoured, "bf16, as for force_bf16, in the VAE",
            isolates: true),
        .init("cpu_vae", .bool, false, .inherent, "the processor computes everything", isolates: true),
        .init("fp8_e4m3fn_text_enc", .bool, false, .precision, isolates: true),
        .init("fp8_e5m2_text_enc", .bool, false, .precision, isolates: true),
        .init("fp16_text_enc", .bool, false, .precision, isolates: true),
        .init("fp32_text_enc", .bool, false, .inherent, "computing is done in 32 bits", isolates: true),
        .init("directml", .optionalInt, nil, .rejected, "there is no such device here", isolates: true),
        .init("disable_ipex_optimize", .bool, false, .device, isolates: true),
        .init(
            "preview_method", .choice(["none", "auto", "latent2rgb", "taesd"]), "auto", .honoured,
            "how steps of sampling are shown"),
        .init("use_split_cross_attention", .bool, false, .device, isolates: true),
        .init("use_quad_cross_attention", .bool, false, .device, isolates: true),
        .init("use_pytorch_cross_attention", .bool, true, .inherent, "there is one implementation of attention"),
        .init("use_sage_attention", .bool, false, .device, isolates: true),
        .init("use_flash_attention", .bool, false, .device, isolates: true),
        .init("disable_xformers", .bool, false, .device, isolates: true),
        .init("gpu_only", .bool, false, .device, isolates: true),
        .init(
            "highvram", .bool, false, .honoured,
            "all weights stay in memory between their uses, whatever the machine has", isolates: true),
        .init(
            "normalvram", .bool, false, .inherent, "weights may take half of the machine's memory between their uses"),
        .init(
            "lowvram", .bool, false, .honoured,
            "at most 512 MiB of weights stay in memory between their uses; the VAE works in tiles from 1 GiB on",
            isolates: true),
        .init(
            "novram", .bool, false, .honoured,
            "no weights stay in memory between their uses; the VAE works in tiles from 512 MiB on", isolates: true),
        .init("cpu", .bool, false, .inherent, "the processor computes everything", isolates: true),
        .init(
            "fast", .choices(["fp16_accumulation", "fp8_matrix_mult", "cublas_ops", "autotune"]), [], .precision,
            isolates: true),
        .init(
            "reserve_vram", .optionalNumber, 0, .honoured,
            "weights stay in memory only if that leaves this many GB of it free; the VAE works in tiles if it would not",
            isolates: true),
        .init("disable_smart_memory", .bool, false, .device, isolates: true),
        .init("deterministic", .bool, false, .inherent, "results are bit-identical from run to run", isolates: true),
        .init("dont_print_server", .bool, false, .inherent),
        .init("quick_test_for_ci", .bool, false, .server, "it tests the import of Python nodes"),
        .init("windows_standalone_build", .bool, false, .server),
        .init("disable_metadata", .bool, false, .honoured, "leave the prompt out of saved files"),
        .init("disable_all_custom_nodes", .bool, false, .inherent),
        .init("blacklist_custom_nodes", .strings, [], .server),
        .init("whitelist_custom_nodes", .strings, [], .server),
        .init("multi_user", .bool, false, .server),
        .init("plausible_analytics_base_url", .optionalString, nil, .server),
        .init("plausible_analytics_domain", .optionalString, nil, .server),
        .init("analytics_use_identity_provider", .bool, false, .server),
        .init(
            "write_out_config_file", .bool, false, .unused, "it names no place; write_out_config_file_to_this_path does"
        ),
        .init(
            "create_directories", .bool, false, .honoured, "make the input, output and temp directories at the start"),
        .init("distributed_queue_connection_uri", .optionalString, nil, .server, isSecret: true),
        .init("distributed_queue_worker", .bool, false, .server),
        .init("distributed_queue_frontend", .bool, false, .server),
        .init("distributed_queue_name", .string, "comfyui", .server),
        .init("external_address", .optionalString, nil, .server),
        .init("disable_known_models", .bool, false, .inherent, "nothing is downloaded"),
        .init("max_queue_size", .int, 65536, .honoured, "prompts that may wait; one more is refused", least: 1),
        .init("disable_requests_caching", .bool, false, .server),
        .init("force_channels_last", .bool, false, .device, isolates: true),
        .init("force_hf_local_dir_mode", .bool, false, .server),
        .init("preview_size", .int, 512, .server, "previews come unscaled"),
        .init(
            "logging_level", .choice(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]), "INFO", .honoured,
            "the least important messages that log_stdout shows; the log callback has a level of its own"),
        .init("oneapi_device_selector", .optionalString, nil, .device),
        .init("log_stdout", .bool, false, .honoured, "write log messages to standard output"),
        .init("cache_lru", .int, 0, .honoured, "keep the outputs of that many nodes", least: 0),
        .init("otel_service_name", .string, "comfyui", .honoured, "the service that exported spans are of"),
        .init("otel_service_version", .string, "0.10.0", .honoured, "its version"),
        .init(
            "otel_exporter_otlp_endpoint", .optionalString, nil, .honoured,
            "the http:// address of a collector, to which spans are posted (below /v1/traces) as OTLP's JSON over HTTP, "
                + "whatever OTEL_EXPORTER_OTLP_PROTOCOL says"),
        .init(
            "executor_factory", .choice(["ThreadPoolExecutor", "ProcessPoolExecutor"]), "ThreadPoolExecutor", .server,
            "it is for workers of a distributed queue; comfy_client_options.executor chooses here"),
        .init("openai_api_key", .optionalString, nil, .server, isSecret: true),
        .init("ideogram_api_key", .optionalString, nil, .server, isSecret: true),
        .init("anthropic_api_key", .optionalString, nil, .server, isSecret: true),
        .init("user_directory", .optionalString, nil, .honoured, "the user directory; relative to the base directory"),
        .init("panic_when", .strings, [], .unused, "a library does not end its host"),
        .init("workflows", .strings, [], .server, "prompts are queued by the host, or by `libcomfy run`"),
        .init("enable_manager", .bool, false, .server),
        .init("disable_manager_ui", .bool, false, .server),
        .init("enable_manager_legacy_ui", .bool, false, .server),
        .init("disable_pinned_memory", .bool, false, .device, isolates: true),
        .init("fp8_e8m0fnu_unet", .bool, false, .precision, isolates: true),
        .init(
            "bf16_text_enc", .bool, false, .honoured, "bf16, as for force_bf16, in the text encoder",
            isolates: true),
        .init("supports_fp8_compute", .bool, false, .precision, isolates: true),
        .init("cache_classic", .bool, false, .honoured, "keep the outputs of the latest prompt: the default"),
        .init("cache_none", .bool, false, .honoured, "keep no outputs"),
        .init("cache_ram", .number, 0, .honoured, "keep outputs while this many GB of memory are free", least: 0),
        .init("async_offload", .optionalInt, nil, .device, isolates: true),
        .init("disable_async_offload", .bool, false, .device, isolates: true),
        .init("force_non_blocking", .bool, false, .device, isolates: true),
        .init(
            "default_hashing_function", .choice(["md5", "sha1", "sha256", "sha512"]), "sha256", .server,
            "it compares uploads"),
        .init("mmap_torch_files", .bool, false, .unused, "pickled checkpoints are not mapped"),
        .init("disable_mmap", .bool, false, .honoured, "read model files into memory instead of mapping them"),
        .init("disable_api_nodes", .bool, false, .inherent),
        .init("front_end_version", .string, "comfyanonymous/ComfyUI@latest", .server),
        .init("front_end_root", .optionalString, nil, .server),
        .init("comfy_api_base", .string, "https://api.comfy.org", .server),
        .init("database_url", .string, "sqlite:///:memory:", .server, isSecret: true),
        .init("disable_assets_autoscan", .bool, false, .inherent),
        .init("default_device", .optionalInt, nil, .device),
        .init("block_runtime_package_installation", .bool, false, .inherent, "nothing is installed"),
        .init("enable_eval", .bool, false, .server),
        .init("enable_video_to_image_fallback", .bool, false, .server),
        .init("config_file", .optionalString, nil, .honoured, "one more such file, after the others"),
        .init(
            "write_out_config_file_to_this_path", .optionalString, nil, .honoured,
            "write the configuration in force to this file, as JSON without its secrets"),
    ]

    /// Keys that the original does not have: about integers of 8 bits, links, URLs, the processes of the isolated executor and the export of spans.
    package static let own: [ConfigurationKey] = [
        .init(
            "int8_unet", .bool, false, .honoured,
            "linear layers in the blocks of diffusion networks multiply integers of 8 bits (W8A8) where they have 256 "
                + "inputs and outputs and 16 rows at least, a product on processors with AVX512-VNNI about 1.7 times as "
                + "fast as bf16; others are slow at it. Pictures become others. Weights take a byte a number "
                + "of the memory budget; what is stored in such integers is used as it is"),
        .init(
            "link_roots", .strings, ["/"], .honoured,
            "folders below which links in the input, output and temp directories may lead, beside their own; relative "
                + "to the base directory"),
        .init(
            "fetch_urls", .bool, false, .honoured,
            "fetch the pictures and films that nodes for requests name by http:// and https:// URLs, through libcurl, "
                + "which is found at run time; never from the machine's own networks"),
        .init(
            "fetch_urls_of_own_networks", .bool, false, .honoured,
            "with fetch_urls: also from loopback, private and link-local addresses and the networks of the machine's "
                + "interfaces"),
        .init("worker_path", .optionalString, nil, .honoured, "where comfy-worker lies"),
        .init(
            "worker_memory_limit", .number, 0, .honoured, "GB of memory that a worker may allocate; 0: no limit",
            least: 0),
        .init("worker_time_limit", .number, 0, .honoured, "seconds that a prompt may take; 0: no limit", least: 0),
        .init(
            "worker_heartbeat_timeout", .number, 5, .honoured,
            "seconds without a sign of life after which a worker counts as lost; 0: 5; at least 0.5", least: 0),
        .init(
            "otel_sdk_disabled", .bool, false, .honoured,
            "export no spans; the variable counts where it says `true`, as OpenTelemetry has it"),
        .init(
            "otel_exporter_otlp_traces_endpoint", .optionalString, nil, .honoured,
            "the whole http:// address to which spans are posted, in place of otel_exporter_otlp_endpoint"),
        .init(
            "otel_exporter_otlp_headers", .optionalString, nil, .honoured,
            "further headers of those requests, as in `key=value,key=value`, percent-encoded", isSecret: true),
        .init(
            "otel_resource_attributes", .optionalString, nil, .honoured,
            "attributes of what exported spans come from, as in `key=value,key=value`, percent-encoded; its "
                + "service.name and service.version count where those keys have their defaults"),
    ]

    package static let byName = Dictionary(uniqueKeysWithValues: (all + own).map { ($0.name, $0) })
}
