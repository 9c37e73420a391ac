#!/usr/bin/env python3
"""Writes shapes.json: what scikit-image makes of a shape, and OpenCV of a row of distances.

    pip install scikit-image opencv-python-headless numpy
    python3 make_shapes.py
"""
import json
import os

import cv2
import numpy
from skimage.morphology import skeletonize, thin

y, x = numpy.mgrid[:40, :56]
# two rings, a bar and noise
shape = (((x - 18) ** 2 + (y - 20) ** 2 < 200) & ((x - 20) ** 2 + (y - 18) ** 2 > 40)) | (abs(x - y - 10) < 5)
shape |= (x * 7 + y * 13) % 11 == 0
lines = lambda picture: ["".join("#" if pixel else "." for pixel in row) for row in picture]
result = {"shape": lines(shape), "skeletonize": lines(skeletonize(shape)), "thinning": lines(thin(shape))}

depth = numpy.linspace(0.02, 3, 64, dtype=numpy.float32)[None]
for name in ("COLORMAP_INFERNO", "COLORMAP_JET", "COLORMAP_WINTER"):
    # from 0.1 to 2, twice as far at a gamma of 0.5
    far = numpy.power(numpy.maximum(depth, numpy.float32(0.1)), numpy.float32(2))
    near = ((1 / far).astype(numpy.float64) - 1 / 2) / (1 / 0.1 - 1 / 2)
    levels = (numpy.clip(near, 0, 1) * 255).astype(numpy.uint8)
    result[name] = cv2.applyColorMap(levels, getattr(cv2, name))[0][:, ::-1].flatten().tolist()
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "shapes.json"), "w") as file:
    json.dump(result, file, separators=(",", ":"))
