#!/usr/bin/env python3
"""Writes colour_maps.bin: OpenCV's colour maps (Apache 2.0), each 256 times red, green and blue, by their names.

    pip install opencv-python-headless numpy
    python3 make_data.py
"""
import os

import cv2
import numpy

here = os.path.dirname(os.path.abspath(__file__))
levels = numpy.arange(256, dtype=numpy.uint8)[None]
names = sorted(name for name in dir(cv2) if name.startswith("COLORMAP"))
with open(os.path.join(here, "colour_maps.bin"), "wb") as file:
    for name in names:
        file.write(cv2.applyColorMap(levels, getattr(cv2, name))[0][:, ::-1].tobytes())
print(len(names), "maps")
