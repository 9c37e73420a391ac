"""ComfyUI's configuration: its keys, their defaults, and which of them need a process of their own."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from typing import Any


class LatentPreviewMethod(enum.Enum):
    NoPreviews = "none"
    Auto = "auto"
    Latent2RGB = "latent2rgb"
    TAESD = "taesd"


class PerformanceFeature(enum.Enum):
    Fp16Accumulation = "fp16_accumulation"
    Fp8MatrixMultiplication = "fp8_matrix_mult"
    CublasOps = "cublas_ops"
    AutoTune = "autotune"


def _defaults() -> dict[str, Any]:
    return {
        "config_files": [],
        "cwd": None,
        "base_paths": [],
        "base_directory": None,
        "listen": "127.0.0.1",
        "port": 8188,
        "enable_cors_header": None,
        "enable_compress_response_body": False,
        "max_upload_size": 100,
        "extra_model_paths_config": [],
        "output_directory": None,
        "temp_directory": None,
        "input_directory": None,
        "auto_launch": False,
        "disable_auto_launch": False,
        "cuda_device": None,
        "cuda_malloc": False,
        "disable_cuda_malloc": True,
        "dont_upcast_attention": False,
        "force_upcast_attention": False,
        "force_fp32": False,
        "force_fp16": False,
        "force_bf16": False,
        "bf16_unet": False,
        "fp16_unet": False,
        "fp32_unet": False,
        "fp64_unet": False,
        "fp8_e4m3fn_unet": False,
        "fp8_e5m2_unet": False,
        "fp16_vae": False,
        "fp32_vae": False,
        "bf16_vae": False,
        "cpu_vae": False,
        "fp8_e4m3fn_text_enc": False,
        "fp8_e5m2_text_enc": False,
        "fp16_text_enc": False,
        "fp32_text_enc": False,
        "directml": None,
        "disable_ipex_optimize": False,
        "preview_method": LatentPreviewMethod.Auto,
        "use_split_cross_attention": False,
        "use_quad_cross_attention": False,
        "use_pytorch_cross_attention": True,
        "use_sage_attention": False,
        "use_flash_attention": False,
        "disable_xformers": False,
        "gpu_only": False,
        "highvram": False,
        "normalvram": False,
        "lowvram": False,
        "novram": False,
        "cpu": False,
        "fast": set(),
        "reserve_vram": 0,
        "disable_smart_memory": False,
        "deterministic": False,
        "dont_print_server": False,
        "quick_test_for_ci": False,
        "windows_standalone_build": False,
        "disable_metadata": False,
        "disable_all_custom_nodes": False,
        "blacklist_custom_nodes": [],
        "whitelist_custom_nodes": [],
        "multi_user": False,
        "plausible_analytics_base_url": None,
        "plausible_analytics_domain": None,
        "analytics_use_identity_provider": False,
        "write_out_config_file": False,
        "create_directories": False,
        "distributed_queue_connection_uri": None,
        "distributed_queue_worker": False,
        "distributed_queue_frontend": False,
        "distributed_queue_name": "comfyui",
        "external_address": None,
        "disable_known_models": False,
        "max_queue_size": 65536,
        "disable_requests_caching": False,
        "force_channels_last": False,
        "force_hf_local_dir_mode": False,
        "preview_size": 512,
        "logging_level": "INFO",
        "oneapi_device_selector": None,
        "log_stdout": False,
        "cache_lru": 0,
        "otel_service_name": "comfyui",
        "otel_service_version": "0.10.0",
        "otel_exporter_otlp_endpoint": None,
        "executor_factory": "ThreadPoolExecutor",
        "openai_api_key": None,
        "ideogram_api_key": None,
        "anthropic_api_key": None,
        "user_directory": None,
        "panic_when": [],
        "workflows": [],
        "enable_manager": False,
        "disable_manager_ui": False,
        "enable_manager_legacy_ui": False,
        "disable_pinned_memory": False,
        "fp8_e8m0fnu_unet": False,
        "bf16_text_enc": False,
        "supports_fp8_compute": False,
        "cache_classic": False,
        "cache_none": False,
        "cache_ram": 0,
        "async_offload": None,
        "disable_async_offload": False,
        "force_non_blocking": False,
        "default_hashing_function": "sha256",
        "mmap_torch_files": False,
        "disable_mmap": False,
        "disable_api_nodes": False,
        "front_end_version": "comfyanonymous/ComfyUI@latest",
        "front_end_root": None,
        "comfy_api_base": "https://api.comfy.org",
        "database_url": "sqlite:///:memory:",
        "disable_assets_autoscan": False,
        "default_device": None,
        "block_runtime_package_installation": False,
        "enable_eval": False,
        "enable_video_to_image_fallback": False,
        "config_file": None,
        "write_out_config_file_to_this_path": None,
    }


class Configuration(dict[str, Any]):
    """A dictionary of ComfyUI's settings, whose items are attributes too. It starts with the defaults."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(_defaults())
        self.update(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the configuration has no {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __reduce__(self) -> tuple[Any, ...]:
        return Configuration, (dict(self),)

    def __deepcopy__(self, memo: dict[int, Any]) -> Configuration:
        import copy

        return Configuration(copy.deepcopy(dict(self), memo))


def default_configuration() -> Configuration:
    """A new configuration with all defaults."""
    return Configuration()


#: The settings that concern the management of models. ComfyUI keeps those in global state, so that a client which
#: changes one of them runs its prompts in another process.
MODEL_MANAGEMENT_ARGS = frozenset(
    {
        "async_offload",
        "bf16_text_enc",
        "bf16_unet",
        "bf16_vae",
        "cpu",
        "cpu_vae",
        "deterministic",
        "directml",
        "disable_async_offload",
        "disable_ipex_optimize",
        "disable_pinned_memory",
        "disable_smart_memory",
        "disable_xformers",
        "fast",
        "force_bf16",
        "force_channels_last",
        "force_fp16",
        "force_fp32",
        "force_non_blocking",
        "force_upcast_attention",
        "fp16_text_enc",
        "fp16_unet",
        "fp16_vae",
        "fp32_text_enc",
        "fp32_unet",
        "fp32_vae",
        "fp64_unet",
        "fp8_e4m3fn_text_enc",
        "fp8_e4m3fn_unet",
        "fp8_e5m2_text_enc",
        "fp8_e5m2_unet",
        "fp8_e8m0fnu_unet",
        "gpu_only",
        "highvram",
        "lowvram",
        "novram",
        "reserve_vram",
        "supports_fp8_compute",
        "use_flash_attention",
        "use_quad_cross_attention",
        "use_sage_attention",
        "use_split_cross_attention",
    }
)


def isolating_keys(configuration: Mapping[str, Any] | None) -> list[str]:
    """The keys of a configuration that force a process of its own, sorted."""
    if configuration is None:
        return []
    defaults = _defaults()
    return sorted(key for key in MODEL_MANAGEMENT_ARGS & configuration.keys() if configuration[key] != defaults[key])


def requires_process_pool_executor(configuration: Mapping[str, Any] | None) -> bool:
    """Whether a configuration changes any of MODEL_MANAGEMENT_ARGS."""
    return bool(isolating_keys(configuration))


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(item) for item in value), key=str)
    return str(value)  # paths, mostly


def changes(configuration: Mapping[str, Any] | None) -> dict[str, Any]:
    """The settings that differ from the defaults."""
    defaults = _defaults()
    missing = object()
    return {k: v for k, v in (configuration or {}).items() if v != defaults.get(k, missing)}


def to_json(configuration: Mapping[str, Any] | None) -> str:
    """What the library is told: the settings that differ from its defaults."""
    return json.dumps(changes(configuration), default=_plain)


def from_json(text: str) -> Configuration:
    """What the library tells of its configuration."""
    settings = json.loads(text)
    settings["preview_method"] = LatentPreviewMethod(settings["preview_method"])
    settings["fast"] = {PerformanceFeature(name) for name in settings["fast"]}
    return Configuration(settings)
