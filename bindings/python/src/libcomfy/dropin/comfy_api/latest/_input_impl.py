"""Another name of comfy_api.input_impl."""

from comfy_api.input_impl import *  # noqa: F403
