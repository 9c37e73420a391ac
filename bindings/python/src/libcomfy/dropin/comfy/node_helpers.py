"""Small helpers of ComfyUI's for nodes."""

from node_helpers import conditioning_set_values, hasher, image_alpha_fix, pillow, string_to_torch_dtype

__all__ = ["conditioning_set_values", "hasher", "image_alpha_fix", "pillow", "string_to_torch_dtype"]
