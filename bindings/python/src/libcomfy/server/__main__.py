"""`python -m libcomfy.server`, also `libcomfy-server`."""

from __future__ import annotations

import asyncio
import logging
import sys

from ..errors import ComfyError


def main(arguments: list[str] | None = None) -> int:
    try:
        from .options import parse_options
        from .serving import serve
    except ImportError as error:
        if error.name not in ("aiohttp", "PIL", "yaml"):
            raise
        print(f"libcomfy-server needs {error.name}: pip install 'libcomfy[server]'", file=sys.stderr)
        return 1
    options = parse_options(arguments)
    logging.basicConfig(
        level=options.logging_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    try:
        asyncio.run(serve(options))
    except KeyboardInterrupt:
        return 130
    except (ComfyError, OSError, ValueError) as error:
        print(f"libcomfy-server: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
