#!/usr/bin/env python3
"""Writes png.json: small PNG files of every kind, and what Pillow makes of them.

    pip install pillow==13.0.0 numpy && python make_png.py

The files are written here, bit by bit, since Pillow writes only some of the kinds. The expected pixels are
`ImageOps.exif_transpose` and `Image.convert("RGBA")`, as in ComfyUI's LoadImage. 16-bit grey is first scaled to 8
bits, rounded. LoadImage divides by 255 and cuts off what is over 255; recent Pillow calls the mode "I;16", so that not
even the division happens and everything above 255 is white: a defect that nobody wants.
"""
import io, json, pathlib, random, struct, zlib

from PIL import Image, ImageOps

rng = random.Random(1)
MAGIC = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pack_row(row, depth):
    if depth == 8:
        return bytes(row)
    if depth == 16:
        return struct.pack(f">{len(row)}H", *row)
    bits = "".join(format(v, f"0{depth}b") for v in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filtered(rows, bpp):
    """Rows behind each other, with a random filter each."""
    out, previous = b"", None
    for row in rows:
        kind = rng.randrange(5)
        above = previous or bytes(len(row))
        left = bytes(bpp) + row
        corner = bytes(bpp) + above
        guess = {
            0: lambda i: 0, 1: lambda i: left[i], 2: lambda i: above[i], 3: lambda i: (left[i] + above[i]) // 2,
            4: lambda i: paeth(left[i], above[i], corner[i]),
        }[kind]
        out += bytes([kind]) + bytes((row[i] - guess(i)) & 255 for i in range(len(row)))
        previous = row
    return out


def make(width, height, color, depth, interlaced=False, before=b"", after=b"", values=None, split=1):
    channels = CHANNELS[color]
    top = values or (1 << depth)
    pixels = [[[rng.randrange(top) for _ in range(channels)] for _ in range(width)] for _ in range(height)]
    bpp = max(1, channels * depth // 8)
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    raw = b""
    for x0, y0, dx, dy in passes:
        if x0 >= width:
            continue
        rows = [pack_row([v for x in range(x0, width, dx) for v in pixels[y][x]], depth) for y in range(y0, height, dy)]
        raw += filtered(rows, bpp)
    data = zlib.compress(raw, 9)
    size = -(-len(data) // split)
    parts = b"".join(chunk(b"IDAT", data[i:i + size]) for i in range(0, len(data), size))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced)))
    return MAGIC + header + before + parts + after + chunk(b"IEND", b"")


def palette(count):
    return chunk(b"PLTE", bytes(rng.randrange(256) for _ in range(3 * count)))


def exif(orientation, order="<", kind=3):
    value = {1: "BBH", 3: "HH", 4: "L"}[kind]
    values = (orientation,) if kind == 4 else (orientation, 0) if kind == 3 else (orientation, 0, 0)
    entries = [(0x10f, 2, 4, b"abc\0"), (0x112, kind, 1, struct.pack(order + value, *values))]
    head = b"II" if order == "<" else b"MM"
    out = head + struct.pack(order + "HLH", 42, 8, len(entries))
    for tag, kind, count, data in entries:
        out += struct.pack(order + "HHL", tag, kind, count) + data
    return out + struct.pack(order + "L", 0)


files = {}
for color, depths in {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}.items():
    for depth in depths:
        for interlaced in (False, True):
            before = palette(min(1 << depth, 256)) if color == 3 else b""
            files[f"color{color}_{depth}bit{'_interlaced' * interlaced}"] = make(9, 7, color, depth, interlaced, before)
        if color in (0, 2, 3):
            if color == 3:
                before = palette(1 << depth) + chunk(b"tRNS", bytes(rng.randrange(256) for _ in range(1 << max(depth - 1, 0))))
            else:
                # few values, one of them transparent
                before = chunk(b"tRNS", struct.pack(f">{CHANNELS[color]}H", *[1] * CHANNELS[color]))
            files[f"color{color}_{depth}bit_transparent"] = make(9, 7, color, depth, before=before, values=2)
files["grey1_transparent_black"] = make(9, 7, 0, 1, before=chunk(b"tRNS", b"\0\0"))
files["palette_one_transparent"] = make(9, 7, 3, 2, before=palette(4) + chunk(b"tRNS", b"\xff\xff\0"))
files["palette_opaque_transparency"] = make(9, 7, 3, 2, before=palette(4) + chunk(b"tRNS", b"\xff\xff"))
files["palette_short"] = make(9, 7, 3, 8, before=palette(5))
for width in range(1, 6):
    for height in (1, 2, 5):
        files[f"interlaced_{width}x{height}"] = make(width, height, 2, 8, True)
        files[f"interlaced_{width}x{height}_1bit"] = make(width, height, 0, 1, True)
for orientation in range(0, 10):
    files[f"exif_{orientation}"] = make(5, 3, 2, 8, before=chunk(b"eXIf", exif(orientation)))
files["exif_big_endian"] = make(5, 3, 6, 8, before=chunk(b"eXIf", exif(6, ">")))
files["exif_long"] = make(5, 3, 0, 8, before=chunk(b"eXIf", exif(8, ">", 4)))
files["exif_byte"] = make(5, 3, 0, 8, before=chunk(b"eXIf", exif(8, "<", 1)))
files["exif_prefixed"] = make(5, 3, 0, 8, before=chunk(b"eXIf", b"Exif\0\0" + exif(5)))
files["exif_behind"] = make(5, 3, 3, 8, before=palette(256), after=chunk(b"eXIf", exif(3)))
files["exif_profile"] = make(5, 3, 2, 8, before=chunk(
    b"tEXt", b"Raw profile type exif\0" + f"\nexif\n{len(exif(7)) + 6:8}\n{(b'Exif' + bytes(2) + exif(7)).hex()}\n".encode()))
xmp = b'<x:xmpmeta><rdf:Description tiff:Orientation="%d"/></x:xmpmeta>'
files["exif_xmp"] = make(5, 3, 2, 8, before=chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp % 6))
files["exif_before_xmp"] = make(
    5, 3, 2, 8, before=chunk(b"eXIf", exif(8)) + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp % 6))
files["text"] = make(3, 2, 2, 8, before=chunk(b"tEXt", b"prompt\0" + b'{"a": 1}') + chunk(b"tEXt", b"K\xe9y\0caf\xe9\n") + chunk(
    b"zTXt", b"zipped\0\0" + zlib.compress(b"abc" * 100)) + chunk(
    b"iTXt", b"international\0\0\0de\0x\0" + "日本😀".encode()) + chunk(
    b"iTXt", b"izipped\0\1\0\0\0" + zlib.compress("äöü".encode())), after=chunk(b"tEXt", b"last\0behind"))
files["many_idat"] = make(9, 7, 2, 8, split=20)
files["colorimetry"] = make(5, 3, 2, 8, before=chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(
    b"iCCP", b"x\0\0" + zlib.compress(b"not a profile")) + chunk(b"sRGB", b"\1")[:0] + chunk(
    b"pHYs", struct.pack(">IIB", 1, 2, 0)) + chunk(b"prIv", b"abc"))
frame = lambda n, w, h: chunk(b"fcTL", struct.pack(">IIIIIHHBB", n, w, h, 0, 0, 1, 10, 0, 0))
files["animated"] = make(
    4, 3, 2, 8, before=chunk(b"acTL", struct.pack(">II", 2, 0)) + frame(0, 4, 3),
    after=frame(1, 4, 3) + chunk(b"fdAT", struct.pack(">I", 2) + zlib.compress(bytes(13 * 3))))

cases = []
for name, data in files.items():
    image = Image.open(io.BytesIO(data))
    upright = ImageOps.exif_transpose(image)
    has_alpha = "A" in upright.getbands() or (upright.mode == "P" and "transparency" in upright.info)
    if upright.mode == "I;16":
        upright.info.pop("transparency", None)
        upright = upright.convert("I").point(lambda i: i * (255 / 65535) + 0.5)
    rgba = upright.convert("RGBA")
    rgb = upright.convert("RGB")
    assert rgba.convert("RGB").tobytes() == rgb.tobytes(), name
    assert not has_alpha or Image.Image.getchannel(rgba, "A") is not None
    pixels = bytearray(rgba.tobytes())
    if name == "color0_16bit_transparent":
        # Pillow compares bytes of unlike scales here; what the file says
        deep = Image.open(io.BytesIO(data))
        for i, value in enumerate(deep.get_flattened_data()):
            if value == 1:
                pixels[4 * i + 3] = 0
    cases.append({
        "name": name, "file": data.hex(), "width": rgba.width, "height": rgba.height,
        "has_alpha": has_alpha, "rgba": pixels.hex(),
        # the keyword that stands for an EXIF text is Pillow's own affair
        "text": sorted([k, str(v)] for k, v in image.text.items()) if name == "text" else None,
    })
pathlib.Path(__file__).with_name("png.json").write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
