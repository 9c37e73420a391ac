"""Another name of comfy_api.input."""

from comfy_api.input import VideoInput

__all__ = ["VideoInput"]
