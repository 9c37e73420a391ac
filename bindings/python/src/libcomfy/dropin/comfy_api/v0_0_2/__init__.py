"""The node API of version 3."""

from comfy_api.latest import *  # noqa: F403
