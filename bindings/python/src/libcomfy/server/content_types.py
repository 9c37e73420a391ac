"""What files are by their names: what may be uploaded, and what a browser may show."""

from __future__ import annotations

import mimetypes
import os

_OWN = {
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".exr": "image/x-exr",
    ".flac": "audio/flac",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".mkv": "video/x-matroska",
    ".webm": "video/webm",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".glb": "model/gltf-binary",
    ".md": "text/markdown",
    ".vtt": "text/vtt",
}

#: Kinds of files beside pictures, sounds and films that nodes read from the input folder.
_UPLOADS = {".latent", ".exr", ".hdr", ".glb", ".gltf", ".obj", ".fbx", ".stl", ".ply", ".splat", ".spz", ".ksplat",
            ".usdz", ".safetensors", ".sft", ".npy", ".txt", ".md", ".json", ".yaml", ".csv", ".srt",
            ".vtt"}  # fmt: skip

#: What files without an ending begin with, if they are pictures.
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"GIF8", b"BM", b"II*\0", b"MM\0*")

#: Kinds of text that a browser shows and does not run.
_PLAIN = {"application/json", "text/plain", "text/csv", "text/markdown", "text/vtt"}
#: What else may be sent as what it is.
_HARMLESS = _PLAIN | {"model/gltf-binary"}


def content_type(name: str) -> str:
    """The type of a file by its name."""
    ending = os.path.splitext(name)[1].lower()
    return _OWN.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def shown_type(name: str) -> str:
    """The type under which a stranger's file may be sent: one that no browser runs."""
    kind = content_type(name)
    is_media = kind.partition("/")[0] in ("image", "audio", "video") and "xml" not in kind
    return kind if is_media or kind in _HARMLESS else "application/octet-stream"


def may_be_uploaded(name: str, beginning: bytes) -> bool:
    """Whether a file is of a kind that nodes load: pictures, sounds, films, meshes, tensors, texts."""
    ending = os.path.splitext(name)[1].lower()
    if not ending:
        return beginning.startswith(_BEGINNINGS)
    return ending in _UPLOADS or (shown_type(name) not in _PLAIN | {"application/octet-stream"})


#: Headers for files of strangers: their type is what it says, and if it were shown as a page it could do nothing.
HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
