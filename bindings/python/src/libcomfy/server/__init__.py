"""A server with ComfyUI's API, which ComfyUI's own web page drives: `pip install libcomfy[server]`.

    python -m libcomfy.server --port 8188

`create_application` gives the same as an aiohttp application, for programs that have a server of their own.
"""

from __future__ import annotations

from .application import create_application
from .options import Options, parse_options
from .serving import serve

__all__ = ["Options", "create_application", "parse_options", "serve"]
