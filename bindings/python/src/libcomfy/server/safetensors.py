"""The header of a file of safetensors: its length in 64 bits, little-endian, then as much JSON."""

from __future__ import annotations

import json
import struct
from typing import Any

#: A longer header is none that anybody wants to see.
LIMIT = 16 * 1024 * 1024


def header_of(path: str) -> dict[str, Any] | None:
    """The header, or None if the file cannot be read or has none."""
    try:
        with open(path, "rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else LIMIT + 1
            header = json.loads(file.read(length)) if length <= LIMIT else None
    except (OSError, ValueError, RecursionError):
        return None
    return header if isinstance(header, dict) else None
