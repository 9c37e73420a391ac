#!/usr/bin/env python3
"""Writes formats.json: small JPEG, WebP, GIF, BMP, TIFF and animated PNG files, and what Pillow makes of them.

    pip install pillow==13.0.0 numpy && python make_formats.py

What is expected is what ComfyUI's LoadImage does with each frame of `ImageSequence.Iterator`: `ImageOps.exif_transpose`,
then `convert("RGBA")` (whose colours are those of `convert("RGB")`), with an alpha that counts if the frame has a band
of it or a palette with a transparent entry; frames of another size than the first are left out. 16 bit grey is scaled to
8 bits instead, rounded, and CMYK TIFF is as Pillow converts it.
"""
import io, json, pathlib, random, struct

import numpy as np
from PIL import Image, ImageOps, ImageSequence

rng = random.Random(4)
nprng = np.random.default_rng(4)
cases = []


def smooth(w, h, channels=3):
    y, x = np.mgrid[0:h, 0:w]
    planes = [(np.sin(x / (3 + c) + c) * np.cos(y / (4 + c)) * 110 + 128) for c in range(channels)]
    return np.stack(planes, -1).clip(0, 255).astype(np.uint8)


def noisy(w, h, channels=3):
    return nprng.integers(0, 256, (h, w, channels), dtype=np.uint8)


def expect(data):
    frames = []
    image = Image.open(io.BytesIO(data))
    for frame in ImageSequence.Iterator(image):
        frame = ImageOps.exif_transpose(frame)
        counts = "A" in frame.getbands() or frame.mode == "P" and "transparency" in frame.info
        if frame.mode == "I;16" or frame.mode == "I;16B" or frame.mode == "I":
            grey = ((np.array(frame).astype(np.int64) * 255 + 32767) // 65535).astype(np.uint8)
            rgba = np.stack([grey, grey, grey, np.full_like(grey, 255)], -1)
        else:
            rgba = np.array(frame.convert("RGBA"))
            rgba[..., :3] = np.array(frame.convert("RGB"))
        if frames and rgba.shape != frames[0][0].shape:
            continue
        frames.append((rgba, counts))
    return frames


def case(name, data, tolerance=0):
    frames = expect(data)
    cases.append({
        "name": name, "file": data.hex(), "width": frames[0][0].shape[1], "height": frames[0][0].shape[0],
        "tolerance": tolerance, "frames": [{"has_alpha": bool(a), "rgba": f.tobytes().hex()} for f, a in frames]})


def saved(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def exif(orientation):
    data = Image.Exif()
    data[0x112] = orientation
    return data


# --- JPEG
rgb = Image.fromarray(smooth(21, 13))
for name, options in {"444": dict(subsampling=0), "420": {}, "progressive": dict(progressive=True), "low": dict(quality=20),
                      "restart": dict(restart_marker_blocks=2)}.items():
    case(f"jpeg_{name}", saved(rgb, "JPEG", **options), 2)
case("jpeg_grey", saved(rgb.convert("L"), "JPEG"), 2)
case("jpeg_cmyk", saved(rgb.convert("CMYK"), "JPEG"), 2)
case("jpeg_rgb", saved(rgb, "JPEG", keep_rgb=True), 2)
case("jpeg_one", saved(rgb.crop((0, 0, 1, 1)), "JPEG"), 2)
for value in range(2, 9):
    case(f"jpeg_exif{value}", saved(rgb.resize((9, 6)), "JPEG", exif=exif(value)), 2)
xmp = b'<x:xmpmeta><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
case("jpeg_xmp", saved(rgb.resize((9, 6)), "JPEG", xmp=xmp), 2)

# --- WebP
rgba = Image.fromarray(smooth(19, 11, 4))
case("webp_lossless", saved(rgb, "WEBP", lossless=True))
case("webp_lossless_alpha", saved(rgba, "WEBP", lossless=True, exact=True))
case("webp_lossy", saved(rgb, "WEBP", quality=70), 2)
case("webp_lossy_alpha", saved(rgba, "WEBP", quality=70), 2)
case("webp_exif", saved(rgb.resize((9, 6)), "WEBP", lossless=True, exif=exif(8)))
case("webp_xmp", saved(rgb.resize((9, 6)), "WEBP", lossless=True, xmp=xmp))
films = [Image.fromarray(noisy(12, 7)) for _ in range(3)]
case("webp_animated", saved(films[0], "WEBP", save_all=True, append_images=films[1:], lossless=True, duration=50))
clear = [Image.fromarray(noisy(12, 7, 4)) for _ in range(3)]
case("webp_animated_alpha",
     saved(clear[0], "WEBP", save_all=True, append_images=clear[1:], lossless=True, exact=True, duration=50))


# --- GIF, by hand: what Pillow writes is tame
def lzw(values, size, clears=0):
    clear, end = 1 << size, (1 << size) + 1
    codes, table, width, out = [], {(i,): i for i in range(clear)}, size + 1, []
    bits = count = 0

    def emit(code):
        nonlocal bits, count
        bits |= code << count
        count += width
        while count >= 8:
            out.append(bits & 255)
            bits >>= 8
            count -= 8

    emit(clear)
    now = ()
    for index, value in enumerate(values):
        if now + (value,) in table:
            now += (value,)
            continue
        emit(table[now])
        if len(table) + 2 < 4096:
            table[now + (value,)] = len(table) + 2
            if len(table) + 2 > (1 << width) and width < 12:
                width += 1
        now = (value,)
        if clears and index % clears == 0:
            emit(table[now])
            emit(clear)
            table, width, now = {(i,): i for i in range(clear)}, size + 1, ()
    if now:
        emit(table[now])
    emit(end)
    if count:
        out.append(bits & 255)
    data = bytes(out)
    return bytes([size]) + b"".join(bytes([len(p)]) + p for p in
                                    (data[i:i + 255] for i in range(0, len(data), 255))) + b"\0"


def palette(size, grey=False):
    return bytes(range(size)) and (b"".join(bytes([i] * 3) for i in range(size)) if grey else
                                   bytes(rng.randrange(256) for _ in range(3 * size)))


def frame(x, y, w, h, bits, local=None, transparent=None, disposal=0, interlaced=False, clears=0):
    out = b""
    if transparent is not None or disposal:
        out += b"!\xf9\x04" + bytes([disposal << 2 | (transparent is not None), 5, 0, transparent or 0, 0])
    flags = (0x80 | bits - 1 if local else 0) | (0x40 if interlaced else 0)
    out += b"," + struct.pack("<HHHHB", x, y, w, h, flags) + (local or b"")
    values = [rng.randrange(1 << bits) if rng.random() < .7 else (transparent or 0) for _ in range(w * h)]
    return out + lzw(values, max(bits, 2), clears)


def gif(w, h, frames, table=None, bits=3, background=0, extra=b""):
    flags = 0x80 | bits - 1 if table else 0
    return b"GIF89a" + struct.pack("<HHBBB", w, h, flags, background, 0) + (table or b"") + extra + b"".join(frames) + b";"


table = palette(8)
case("gif_plain", gif(9, 5, [frame(0, 0, 9, 5, 3)], table))
case("gif_interlaced", gif(7, 19, [frame(0, 0, 7, 19, 3, interlaced=True)], table))
case("gif_part", gif(9, 7, [frame(2, 1, 5, 4, 3)], table, background=3))
case("gif_part_transparent", gif(9, 7, [frame(2, 1, 5, 4, 3, transparent=4)], table, background=3))
case("gif_larger", gif(5, 4, [frame(2, 1, 7, 6, 3)], table))
case("gif_grey", gif(9, 5, [frame(0, 0, 9, 5, 8, transparent=5)], palette(256, True), bits=8))
case("gif_local", gif(9, 5, [frame(0, 0, 9, 5, 4, local=palette(16), transparent=2)], table))
case("gif_no_table", gif(9, 5, [frame(0, 0, 9, 5, 3)]))
case("gif_long", gif(120, 90, [frame(0, 0, 120, 90, 8)], palette(256), bits=8))
case("gif_clears", gif(30, 20, [frame(0, 0, 30, 20, 5, clears=40)], palette(32), bits=5))
case("gif_comment", gif(4, 3, [frame(0, 0, 4, 3, 3)], table, extra=b"!\xfe\x05hello\0!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"))
for first in (None, 3):
    for rest in (None, 5):
        for disposal in (0, 1, 2, 3):
            parts = [frame(0, 0, 8, 6, 3, transparent=first, disposal=disposal)]
            parts += [frame(rng.randrange(4), rng.randrange(3), 4, 3, 3, transparent=rest,
                            disposal=disposal if i != 1 else 0, local=palette(8) if i == 2 else None)
                      for i in range(4)]
            case(f"gif_animated_{first}_{rest}_{disposal}", gif(8, 6, parts, table, background=2))
grey = [frame(0, 0, 6, 4, 8, disposal=2)] + [frame(1, 1, 3, 2, 8, transparent=7, disposal=2) for _ in range(2)]
case("gif_animated_grey", gif(6, 4, grey, palette(256, True), bits=8, background=9))
case("gif_grows", gif(6, 4, [frame(0, 0, 6, 4, 3), frame(1, 1, 3, 2, 3), frame(4, 2, 5, 5, 3)], table))


# --- BMP, by hand
def bmp(w, h, bits, rows, palette=b"", compression=0, size=40, masks=b"", colors=0, top_down=False):
    header = struct.pack("<IiiHHIIiiII", size, w, -h if top_down else h, 1, bits, compression, 0, 0, 0, colors, 0)
    header += masks
    header += bytes(max(0, size - 40 - len(masks)))
    offset = 14 + len(header) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + header + palette + rows


def rows(w, h, bits):
    return b"".join(bytes(rng.randrange(256) for _ in range((w * bits + 31) // 32 * 4)) for _ in range(h))


colors = lambda n: b"".join(bytes([rng.randrange(256), rng.randrange(256), rng.randrange(256), 0]) for _ in range(n))
greys = lambda n: b"".join(bytes([i, i, i, 0]) for i in range(n))
for bits in (1, 4, 8):
    case(f"bmp_{bits}", bmp(7, 5, bits, rows(7, 5, bits), colors(1 << bits)))
case("bmp_8_few", bmp(7, 5, 8, bytes(rng.randrange(5) for _ in range(40)), colors(5), colors=5))
case("bmp_8_grey", bmp(7, 5, 8, rows(7, 5, 8), greys(256)))
case("bmp_1_grey", bmp(7, 5, 1, rows(7, 5, 1), bytes([0, 0, 0, 0, 255, 255, 255, 0])))
for bits in (16, 24, 32):
    case(f"bmp_{bits}", bmp(7, 5, bits, rows(7, 5, bits)))
case("bmp_top_down", bmp(7, 5, 24, rows(7, 5, 24), top_down=True))
mask = lambda *m: struct.pack(f"<{len(m)}I", *m)
case("bmp_565", bmp(7, 5, 16, rows(7, 5, 16), compression=3, size=56, masks=mask(0xf800, 0x7e0, 0x1f, 0)))
case("bmp_555", bmp(7, 5, 16, rows(7, 5, 16), compression=3, size=56, masks=mask(0x7c00, 0x3e0, 0x1f, 0)))
for name, m in {"bgrx": (0xff0000, 0xff00, 0xff, 0), "xbgr": (0xff000000, 0xff0000, 0xff00, 0),
                "abgr": (0xff000000, 0xff0000, 0xff00, 0xff), "rgba": (0xff, 0xff00, 0xff0000, 0xff000000),
                "bgra": (0xff0000, 0xff00, 0xff, 0xff000000), "zero": (0, 0, 0, 0)}.items():
    case(f"bmp_{name}", bmp(7, 5, 32, rows(7, 5, 32), compression=3, size=108, masks=mask(*m)))
case("bmp_masks_behind", bmp(7, 5, 32, rows(7, 5, 32), compression=3, palette=mask(0xff0000, 0xff00, 0xff)))
runs8 = bytes([3, 7, 4, 9, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 2, 6, 0, 0, 0, 2, 2, 1, 3, 5, 0, 0, 9, 8, 0, 1])
case("bmp_runs8", bmp(7, 5, 8, runs8, colors(16), compression=1, colors=16))
runs4 = bytes([3, 0x12, 4, 0x34, 0, 0, 0, 5, 0x12, 0x34, 0x50, 0, 2, 0x66, 0, 0, 0, 2, 2, 1, 3, 0x56, 0, 0, 9, 0x78, 0, 1])
case("bmp_runs4", bmp(7, 5, 4, runs4, colors(16), compression=2))
core = struct.pack("<IHHHH", 12, 7, 5, 1, 8) + bytes(rng.randrange(256) for _ in range(768))
case("bmp_core", b"BM" + struct.pack("<IHHI", 0, 0, 0, 14 + len(core)) + core + rows(7, 5, 8))

# --- TIFF
for compression in ("raw", "tiff_lzw", "packbits", "tiff_adobe_deflate", "tiff_deflate"):
    for mode in ("L", "RGB", "RGBA", "P", "1", "LA", "CMYK"):
        if mode == "P":
            image = Image.fromarray(smooth(37, 23)).quantize(37)
        else:
            image = Image.fromarray(smooth(37, 23, 4)).convert(mode)
        if mode in ("L", "RGB") or compression in ("raw", "tiff_lzw"):
            small = image.resize((17, 9)) if mode != "L" else image
            case(f"tiff_{compression}_{mode}", saved(small, "TIFF", compression=compression))
case("tiff_predictor", saved(rgb, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}))
case("tiff_16", saved(Image.fromarray((smooth(17, 9, 1)[..., 0].astype(np.uint16) * 257 + 13)), "TIFF"))
case("tiff_16_packed", saved(Image.fromarray((smooth(17, 9, 1)[..., 0].astype(np.uint16) * 257 + 13)), "TIFF",
                             compression="tiff_lzw", tiffinfo={317: 2}))
case("tiff_strips", saved(rgb, "TIFF", compression="tiff_lzw", strip_size=200))
case("tiff_noise", saved(Image.fromarray(noisy(60, 50)), "TIFF", compression="tiff_lzw"))
case("tiff_exif", saved(rgb.resize((9, 6)), "TIFF", tiffinfo={274: 6}))
case("tiff_pages", saved(films[0], "TIFF", save_all=True, append_images=[films[1], rgb, films[2]]))


def tiff(w, h, tags, parts, offsets=273, counts=279, order=">"):
    """A file of one page, whose parts stand behind the header."""
    data = (b"MM" if order == ">" else b"II") + struct.pack(order + "HI", 42, 0)
    places = []
    for part in parts:
        places.append(len(data))
        data += part
    tags = dict(tags) | {256: (4, [w]), 257: (4, [h]), offsets: (4, places), counts: (4, [len(p) for p in parts])}
    data += bytes(len(data) % 2)
    directory = len(data)
    behind = directory + 2 + 12 * len(tags) + 4
    entries, values = b"", b""
    for tag, (kind, numbers) in sorted(tags.items()):
        packed = struct.pack(f"{order}{len(numbers)}{'H' if kind == 3 else 'I'}", *numbers)
        if len(packed) <= 4:
            field = packed.ljust(4, b"\0")
        else:
            field = struct.pack(order + "I", behind + len(values))
            values += packed
        entries += struct.pack(order + "HHI", tag, kind, len(numbers)) + field
    data = data[:4] + struct.pack(order + "I", directory) + data[8:]
    return data + struct.pack(order + "H", len(tags)) + entries + bytes(4) + values


pixels = noisy(20, 18)
base = {258: (3, [8, 8, 8]), 259: (3, [1]), 262: (3, [2]), 277: (3, [3])}
tiles = [np.pad(pixels, ((0, 14), (0, 12), (0, 0)))[y:y + 16, x:x + 16].tobytes() for y in (0, 16) for x in (0, 16)]
case("tiff_tiles", tiff(20, 18, base | {322: (3, [16]), 323: (3, [16])}, tiles, 324, 325))
planes = [np.ascontiguousarray(pixels[..., c]).tobytes() for c in range(3)]
case("tiff_planes", tiff(20, 18, base | {284: (3, [2]), 278: (3, [18])}, planes, order="<"))
deep = nprng.integers(0, 65536, (18, 20, 3), dtype=np.uint16)
case("tiff_rgb16", tiff(20, 18, base | {258: (3, [16, 16, 16]), 278: (3, [18])}, [deep.astype(">u2").tobytes()]))
white = {258: (3, [8]), 259: (3, [1]), 262: (3, [0]), 277: (3, [1]), 278: (3, [18])}
case("tiff_white_is_zero", tiff(20, 18, white, [planes[0]]))
case("tiff_4bit", tiff(20, 18, white | {258: (3, [4]), 262: (3, [1])}, [planes[0][:180]]))

# --- animated PNG
for disposal in (0, 1):
    for blend in (0, 1):
        for kind, make in (("rgb", noisy(9, 6)), ("rgba", noisy(9, 6, 4))):
            images = [Image.fromarray(make)]
            for i in range(3):
                changed = make.copy()
                changed[1 + i:3 + i, 2:6] = nprng.integers(0, 256, changed[1 + i:3 + i, 2:6].shape)
                images.append(Image.fromarray(changed))
            case(f"apng_{kind}_{disposal}_{blend}", saved(
                images[0], "PNG", save_all=True, append_images=images[1:], disposal=disposal, blend=blend))
case("apng_default", saved(films[0], "PNG", save_all=True, append_images=films[1:], default_image=True))

(pathlib.Path(__file__).parent / "formats.json").write_text(
    "[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases), sum(len(json.dumps(c)) for c in cases))
