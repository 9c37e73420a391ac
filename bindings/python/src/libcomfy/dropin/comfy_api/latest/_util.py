"""Another name of comfy_api.util."""

from comfy_api.util import *  # noqa: F403
