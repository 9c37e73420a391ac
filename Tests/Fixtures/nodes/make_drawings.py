"""Writes hints.png, loss_graph.png and tracks.png: what Pillow and OpenCV make of the cases that
DrawnNodesTests.swift has too. Needs numpy, Pillow 13 and opencv-python-headless.

    python make_drawings.py
"""

import math

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont


def losses():
    return [math.exp(-i / 12) * (1 + 0.3 * math.sin(i * 1.7)) + 0.05 for i in range(40)]


def loss_graph():
    values = losses()
    low, high = min(values), max(values)
    image = Image.new("RGB", (840, 520), "white")
    draw = ImageDraw.Draw(image)
    places = [
        (40 + int(i / len(values) * 800), 480 - int((value - low) / (high - low) * 480))
        for i, value in enumerate(values)
    ]
    for start, end in zip(places, places[1:]):
        draw.line([start, end], fill="blue", width=2)
    draw.line([(40, 0), (40, 480)], fill="black", width=2)
    draw.line([(40, 480), (840, 480)], fill="black", width=2)
    font = ImageFont.load_default()
    for place, text in [
        ((5, 240), "Loss"), ((400, 490), "Steps"), ((10, 0), f"{high:.2f}"), ((10, 470), f"{low:.2f}"),
    ]:
        draw.text(place, text, font=font, fill="black")
    image.save("loss_graph.png")


COLORS = [(102, 153, 255), (0, 255, 255), (255, 255, 0), (255, 102, 204), (0, 255, 0)]


def tracks():
    """Wan-Move's drawing (ali-vilab/Wan-Move, wan/modules/trajectory.py) with its parts as this library has them."""
    frames, points, height, width = 7, 6, 48, 64
    path = np.array(
        [[[6 + 9 * n + 5.7 * t * (1 if n % 2 else -0.4), 10 + 7 * n - 2.3 * t * n + 4 * t] for n in range(points)]
         for t in range(frames)], np.float32)
    seen = np.array([[0 if (t, n) in [(2, 1), (5, 4)] else 1 for n in range(points)] for t in range(frames)])
    film = np.array(
        [[[[(x * 3 + y * 5 + t * 11 + c * 40) % 256 / 255 for c in range(3)] for x in range(width)]
          for y in range(height)] for t in range(frames)], np.float32)
    before, radius, opacity, line_width = 3, 4, 0.75, 9
    result = []
    for t in range(frames):
        frame = (film[t] * np.float32(255)).astype(np.uint8).astype(np.float64)
        layers = [Image.new("RGBA", (width, height), (0, 0, 0, 0)) for _ in range(2)]
        for n in range(points):
            if not seen[t, n]:
                continue
            color = COLORS[n % 5]
            way = path[max(t - before, 0):t + 1, n].astype(np.int64)
            x, y = (int(value) for value in way[-1])
            ImageDraw.Draw(layers[0]).ellipse(
                (x - radius, y - radius, x + radius, y + radius), fill=color + (int(255 * opacity),))
            way = way[::-1]
            lengths = [float(np.hypot(*(b - a))) for a, b in zip(way, way[1:])]
            if sum(lengths) == 0:
                continue
            gone = 0.0
            for (a, b), length in zip(zip(way, way[1:]), lengths):
                steps = max(int(length), 1)
                for i in range(steps):
                    share = (gone + i / steps * length) / sum(lengths)
                    x, y = (int(a[k] + (b[k] - a[k]) * i / steps) for k in range(2))
                    ImageDraw.Draw(layers[1]).line(
                        [(x, y), (x + 1, y)], fill=color + (int(255 * (1 - share) * opacity),),
                        width=max(int(line_width * (1 - share)), 1))
                gone += length
        for layer in layers:
            pixels = np.array(layer)
            alpha = pixels[:, :, 3:] / 255
            frame = pixels[:, :, :3] * alpha + frame * (1 - alpha)
        result.append(frame.astype(np.uint8))
    Image.fromarray(np.concatenate(result)).save("tracks.png")


def enhanced(hint, size):
    """Lvmin Zhang's resizing of hints (Mikubill/sd-webui-controlnet), for pictures that change their size."""
    colors, alpha = hint[:, :, :3], hint[:, :, 3] if hint.shape[2] == 4 else None
    old, new = colors.shape[0] * colors.shape[1], size[0] * size[1]
    kinds = len(np.unique(colors.reshape(-1, 3), axis=0))
    binary = kinds == 2 and colors.min() < 16 and colors.max() > 240
    square = np.ones((3, 3), np.uint8)
    opened = cv2.dilate(cv2.erode(colors, square), square)
    thin = binary and np.sum(opened < colors) * 2 > np.sum(colors > 127)
    how = cv2.INTER_NEAREST if 2 < kinds < 200 else cv2.INTER_AREA if new < old else cv2.INTER_CUBIC
    result = cv2.resize(colors, size, interpolation=how)
    if binary:
        grey = result.astype(np.float32).mean(axis=2).clip(0, 255).astype(np.uint8)
        if thin:
            kernels = [
                [[0, 0, 0], [1, 1, 1], [0, 0, 0]], [[0, 1, 0], [0, 1, 0], [0, 1, 0]], np.eye(3), np.eye(3)[::-1],
            ]
            keep = np.zeros(grey.shape, bool)
            for kernel in kernels:
                keep |= cv2.dilate(grey, np.array(kernel, np.uint8)) == grey
            grey = np.where(keep, grey, 0).astype(np.uint8)
        _, grey = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        if thin:
            grey = thinned(grey, new > old)
        result = np.stack([grey] * 3, axis=2)
    if alpha is not None:
        alpha = (cv2.resize(alpha, size, interpolation=how) > 127) * 255
        result = np.concatenate([result, alpha[:, :, None].astype(np.uint8)], axis=2)
    return result


def thinned(grey, prunes):
    def remove(patterns):
        changed = False
        for turn in range(4):
            for pattern in patterns:
                found = cv2.morphologyEx(grey, cv2.MORPH_HITMISS, np.rot90(np.array(pattern, np.int32), turn)) > 127
                grey[found] = 0
                changed = changed or found.any()
        return changed

    for _ in range(32):
        if not remove([[[-1, -1, -1], [0, 1, 0], [1, 1, 1]], [[0, -1, -1], [1, 1, -1], [0, 1, 0]]]):
            break
    if prunes:
        remove([[[-1, -1, -1], [-1, 1, -1], [0, 0, -1]], [[-1, -1, -1], [-1, 1, -1], [-1, 0, 0]]])
    return grey


def hints():
    def picture(height, width, function):
        return np.array([[function(x, y) for x in range(width)] for y in range(height)], np.uint8)

    circle = picture(80, 100, lambda x, y: [255 * (abs(math.hypot(x - 50, y - 40) - 28) < 0.8)] * 3)
    blocks = picture(80, 100, lambda x, y: [255 * ((x // 20 + y // 15) % 2)] * 3)
    few = picture(80, 100, lambda x, y: [x // 16 * 40, y // 20 * 60, 30])
    many = picture(80, 100, lambda x, y: [x * 2, y * 3, (x + y) // 2])
    veiled = picture(80, 100, lambda x, y: [x * 2, y * 3, (x * y) % 256, (x * 5 + y) % 256])
    # a row a hint: itself, and resized
    sheet = np.zeros((5 * 96, 4 * 128, 4), np.uint8)
    for row, hint in enumerate([circle, blocks, few, many, veiled]):
        for column, size in enumerate([None, (128, 96), (64, 64), (72, 96)]):
            result = enhanced(hint, size) if size else hint
            height, width, channels = result.shape
            place = sheet[row * 96:row * 96 + height, column * 128:column * 128 + width]
            place[:, :, 3] = 255
            place[:, :, :channels] = result
    Image.fromarray(sheet).save("hints.png")


loss_graph()
tracks()
hints()
