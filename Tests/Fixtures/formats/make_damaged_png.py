#!/usr/bin/env python3
"""Writes damaged_png.json: damaged PNG files, and what Pillow makes of them when it is told to go on.

    pip install pillow==13.0.0 && python make_damaged_png.py

ComfyUI's LoadImage tries a file again with `ImageFile.LOAD_TRUNCATED_IMAGES` when the first try fails. Of a stream with
a wrong checksum at its end Pillow loses the last row, which is there: `rows` says how many rows are to be compared.
"""
import io, json, pathlib, struct, zlib

from PIL import Image, ImageFile

ImageFile.LOAD_TRUNCATED_IMAGES = True
WIDTH, HEIGHT = 13, 9


def chunk(kind, data, checksum=None):
    crc = zlib.crc32(kind + data) if checksum is None else checksum
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def file(color=2, channels=3, interlaced=0, stream=None, idat_crc=None, iend=b"", text=b"", rows=HEIGHT):
    raw = b"".join(
        b"\0" + bytes((x * 37 + y * 91 + c * 53 + x * y) % 256 for x in range(WIDTH) for c in range(channels))
        for y in range(rows))
    data = zlib.compress(raw, 0)
    data = stream(data) if stream else data
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, color, 0, 0, interlaced)) + text
            + chunk(b"IDAT", data, idat_crc) + iend)


END = chunk(b"IEND", b"")
whole = file(iend=END)
cases = {
    "no_iend": file(),
    "iend_crc": file(iend=chunk(b"IEND", b"", 0)),
    "idat_crc": file(iend=END, idat_crc=0),
    "text_crc": file(iend=END, text=chunk(b"tEXt", b"Comment\0hello", 0)),
    "adler": file(iend=END, stream=lambda data: data[:-4] + b"\0\0\0\0"),
    "half": whole[: len(whole) * 2 // 3],
    "rows_missing": file(iend=END, rows=5),
    "alpha_half": file(color=6, channels=4)[:300],
    "stream_broken": file(iend=END, stream=lambda data: data[:200] + b"\xff" * 40),
}
result = []
for name, data in cases.items():
    image = Image.open(io.BytesIO(data))
    rgba = image.convert("RGBA").tobytes()
    result.append({"name": name, "file": data.hex(), "rgba": rgba.hex(), "rows": HEIGHT - 1 if name == "adler" else HEIGHT,
                   "has_alpha": "A" in image.getbands()})
pathlib.Path(__file__).with_name("damaged_png.json").write_text(json.dumps(result, indent=1) + "\n")
