"""Training pictures and prompts: one flat shape on a flat background, 128x128.

Everything is drawn here from signed distance functions (antialiased over one
pixel); nothing is downloaded but CLIP's table of byte-pair merges.
"""
import gzip
import html
import math
import random
import re

import numpy as np
import torch

SIZE = 128

COLOURS = {
    "red": (230, 25, 25), "green": (20, 160, 40), "blue": (30, 60, 230), "yellow": (250, 225, 20),
    "orange": (255, 140, 0), "purple": (130, 20, 150), "pink": (255, 150, 190), "cyan": (0, 210, 230),
    "white": (250, 250, 250), "black": (10, 10, 10), "brown": (130, 70, 20), "gray": (128, 128, 128),
}
SHAPES = ["circle", "square", "triangle", "star", "heart", "diamond", "ring", "cross", "hexagon", "crescent"]
SIZES = ["small", "medium", "large"]
POSITIONS = ["center", "left", "right", "top", "bottom",
             "top left", "top right", "bottom left", "bottom right"]
COLOUR_NAMES = list(COLOURS)
RGB = torch.tensor([COLOURS[c] for c in COLOUR_NAMES], dtype=torch.float32) / 127.5 - 1

# half extent of the shape's box and distance of its centre from the picture's, in pixels
HALF = {"small": 13.0, "medium": 23.0, "large": 35.0}
SHIFT = {"small": 38.0, "medium": 33.0, "large": 25.0}


def held_out(shape, colour, background):
    """One combination in twelve is never drawn for training."""
    return (SHAPES.index(shape) * 5 + COLOUR_NAMES.index(colour) * 7 + COLOUR_NAMES.index(background)) % 12 == 0


def default_background(colour):
    return "gray" if colour == "white" else "white"


def default_colour(background):
    return "white" if background == "black" else "black"


# ---------------------------------------------------------------- drawing

def _regular(n, start=-90.0, radius=1.0):
    a = np.radians(start + 360.0 * np.arange(n) / n)
    return np.stack([radius * np.cos(a), radius * np.sin(a)], 1)


def _outline(shape):
    """Polygon outline, fitted into the box -1..1 (y down)."""
    if shape == "square":
        p = [(-.88, -.88), (.88, -.88), (.88, .88), (-.88, .88)]
    elif shape == "triangle":
        p = [(0, -1), (.97, .66), (-.97, .66)]
    elif shape == "star":
        p = np.empty((10, 2))
        p[0::2], p[1::2] = _regular(5, -90, 1.08), _regular(5, -54, .45)
        p = p + (0, .1)
    elif shape == "diamond":
        p = [(0, -1), (.8, 0), (0, 1), (-.8, 0)]
    elif shape == "cross":
        a, b = .34, 1.0
        p = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)]
    elif shape == "hexagon":
        p = _regular(6, 0, 1.0)
    elif shape == "heart":
        t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        x = 16 * np.sin(t) ** 3
        y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
        p = np.stack([x / 16, -(y + 2.5) / 16], 1)
    return torch.tensor(np.asarray(p), dtype=torch.float32)


def _polygon_distance(xy, v):
    """Signed distance to a closed polygon, negative inside."""
    d, sign = None, None
    for i in range(len(v)):
        a, b = v[i], v[i - 1]
        e, w = b - a, xy - a
        h = (w @ e / (e @ e)).clamp(0, 1)
        q = w - h[..., None] * e
        dist = (q * q).sum(-1)
        c1, c2 = xy[..., 1] >= a[1], xy[..., 1] < b[1]
        c3 = e[0] * w[..., 1] > e[1] * w[..., 0]
        flip = (c1 & c2 & c3) | (~c1 & ~c2 & ~c3)
        s = torch.where(flip, -1.0, 1.0)
        d, sign = (dist, s) if d is None else (torch.minimum(d, dist), sign * s)
    return sign * d.sqrt()


_OUTLINES = {s: _outline(s) for s in SHAPES if s not in ("circle", "ring", "crescent")}


def coverage(shape, cx, cy, half, size=SIZE):
    """How much of each pixel the shape covers, 0..1."""
    c = torch.arange(size, dtype=torch.float32) + 0.5
    yy, xx = torch.meshgrid(c, c, indexing="ij")
    xy = (torch.stack([xx, yy], -1) - torch.tensor([cx, cy])) / half
    r = xy.pow(2).sum(-1).sqrt()
    if shape == "circle":
        d = r - 1
    elif shape == "ring":
        d = (r - .77).abs() - .23
    elif shape == "crescent":
        xy = xy - torch.tensor([.2, 0.])  # so that its centroid lies near the middle
        d = torch.maximum(xy.pow(2).sum(-1).sqrt() - .95, .74 - (xy - torch.tensor([.43, 0.])).pow(2).sum(-1).sqrt())
    else:
        d = _polygon_distance(xy, _OUTLINES[shape])
    return (0.5 - d * half).clamp(0, 1)


class Scene:
    __slots__ = ("shape", "colour", "background", "size", "position")

    def __init__(self, shape, colour, background, size, position):
        self.shape, self.colour, self.background = shape, colour, background
        self.size, self.position = size, position

    def labels(self):
        return [SHAPES.index(self.shape), COLOUR_NAMES.index(self.colour), COLOUR_NAMES.index(self.background),
                SIZES.index(self.size), POSITIONS.index(self.position)]

    def centre(self):
        s = SHIFT[self.size]
        dx = s * (("right" in self.position) - ("left" in self.position))
        dy = s * (("bottom" in self.position) - ("top" in self.position))
        return SIZE / 2 + dx, SIZE / 2 + dy

    def draw(self, rng, jitter=2.0):
        cx, cy = self.centre()
        half = HALF[self.size] * rng.uniform(.95, 1.05)
        m = coverage(self.shape, cx + rng.uniform(-jitter, jitter), cy + rng.uniform(-jitter, jitter), half)
        fg, bg = RGB[COLOUR_NAMES.index(self.colour)], RGB[COLOUR_NAMES.index(self.background)]
        return bg[:, None, None] + (fg - bg)[:, None, None] * m


def random_scene(rng, allow_held_out=False):
    while True:
        c, b = rng.sample(COLOUR_NAMES, 2)
        s = rng.choice(SHAPES)
        if allow_held_out or not held_out(s, c, b):
            return Scene(s, c, b, rng.choice(SIZES), rng.choice(POSITIONS))


# ---------------------------------------------------------------- prompts

SHAPE_WORDS = {
    "circle": ["circle", "circle", "circle", "disc", "disk", "dot", "ball", "round shape", "filled circle", "round disc"],
    "square": ["square", "square", "square", "box", "square shape", "block", "square box"],
    "triangle": ["triangle", "triangle", "triangle", "triangular shape", "triangle shape", "pyramid"],
    "star": ["star", "star", "star", "five-pointed star", "star shape", "5 pointed star"],
    "heart": ["heart", "heart", "heart", "love heart", "heart shape", "heart symbol"],
    "diamond": ["diamond", "diamond", "diamond", "rhombus", "lozenge", "diamond shape"],
    "ring": ["ring", "ring", "ring", "donut", "hoop", "doughnut", "annulus", "hollow circle", "ring shape"],
    "cross": ["cross", "cross", "cross", "plus", "plus sign", "cross shape", "plus symbol"],
    "hexagon": ["hexagon", "hexagon", "hexagon", "six-sided polygon", "hexagonal shape", "hexagon shape"],
    "crescent": ["crescent", "moon", "crescent", "crescent moon", "half moon", "crescent shape", "moon shape"],
}
COLOUR_WORDS = {c: [c] for c in COLOURS}
COLOUR_WORDS["gray"] = ["gray", "grey"]
COLOUR_WORDS["purple"] = ["purple", "purple", "purple", "violet"]
COLOUR_WORDS["cyan"] = ["cyan", "cyan", "cyan", "turquoise", "aqua"]
SIZE_WORDS = {
    "small": ["small", "small", "tiny", "little", "very small", "mini", "miniature", "small-sized", "really small", "teeny"],
    "large": ["large", "large", "big", "big", "huge", "giant", "very large", "enormous", "very big", "massive", "oversized", "gigantic"],
    "medium": ["medium", "medium-sized", "medium sized", "mid-sized", "normal sized", "average sized", "medium size", "regular"],
}
CENTRE = ["center", "centre", "middle"]
PLACE = ["image", "picture", "frame", "canvas", "screen"]


def position_phrase(position, rng):
    c = rng.choice
    end = c(["", "", "", "", " of the " + c(PLACE)])
    if position == "center":
        m = c(CENTRE)
        return c(["in the " + m + end, "at the " + m + end, "centered", "centred", m, "in the " + m, "in the very " + m + end,
                  "at " + c(["center", "centre"]), "in " + m, "placed in the " + m + end, "located in the " + m,
                  "positioned at the " + m, "in the dead center", "right in the " + m, "in the central part" + end])
    words = position.split()
    alt = {"top": ["top", "top", "upper"], "bottom": ["bottom", "bottom", "lower"], "left": ["left"], "right": ["right"]}
    w = [c(alt[x]) for x in words]
    if len(w) == 2:
        if rng.random() < .12:
            w = w[::-1]
        n = w[0] + c([" ", " ", "-"]) + w[1]
        k = c([" corner", " corner", "", ""])
        hand = c(["", "", "", " hand"]) if k else ""
        return c(["in the " + n + hand + k + end, "in the " + n + k + end, "at the " + n + k + end, "at " + n + k, n + k, n,
                  "in " + n + k, "on the " + n + end, "to the " + n, "near the " + n + k, "placed in the " + n + k + end,
                  "located in the " + n + k, "positioned at the " + n + k, "in the corner at the " + n,
                  "at the " + w[0] + " and to the " + w[1], "towards the " + n + k])
    n = w[0]
    if n in ("upper", "lower"):
        return c(["in the " + n + " part" + end, "in the " + n + " half" + end, "at the " + n + " edge" + end, n + " part",
                  n + " center", "in the " + n + " area" + end, "at the " + n + " side", "in the " + n + " middle", n + " edge",
                  "near the " + n + " edge" + end])
    side = c(["", " side", " side", " edge"]) if n in ("left", "right") else c(["", "", " edge", " side"])
    extra = ["on the " + n + " hand side", n + "-hand side"] if n in ("left", "right") else ["in the " + n + " half", "on " + n]
    m = c(CENTRE)
    return c(["on the " + n + side + end, "at the " + n + side + end, "at the " + n + end, "on the " + n + end, "at " + n, n,
              n + side, "in the " + n + " part" + end, "to the " + n, "near the " + n + side + end, "towards the " + n,
              "placed at the " + n + end, "located on the " + n + side, "positioned on the " + n + end, "on " + n,
              "at the " + n + " " + m, "at the " + m + " " + n, m + " " + n, n + " " + m, "in the " + n + " half" + end,
              "close to the " + n + " edge", "in the " + n + " " + m] + extra)


def colour_word(colour, rng):
    w = rng.choice(COLOUR_WORDS[colour])
    r = rng.random()
    if r < .08:
        w = rng.choice(["bright ", "solid ", "plain ", "vivid ", "pure ", "deep ", "flat "]) + w
    return w


def background_phrase(background, rng):
    """(phrase, can it follow a noun directly?)"""
    c = rng.choice
    w = rng.choice(COLOUR_WORDS[background])
    a = "an" if w[0] in "aeiou" else "a"
    adj = c(["", "", "", "", "plain ", "solid ", "flat ", "bright ", "uniform ", "simple "])
    if adj:
        a = "an" if adj[0] in "aeiou" else "a"
    b = c(["background", "background", "background", "backdrop", "bg"]) if rng.random() < .9 else c(
        ["canvas", "wall", "paper", "page", "field", "surface", "backround"])
    n = adj + w + " " + b
    return c(["on %s %s" % (a, n)] * 4 + ["on the " + n, "with %s %s" % (a, n), "with %s %s" % (a, n), "against %s %s" % (a, n),
              "over %s %s" % (a, n), "on " + n, "with " + n, "in front of %s %s" % (a, n), "set against %s %s" % (a, n),
              "against " + n, "on " + adj + w, "over " + w, "against " + w, ", " + n, ", " + n, ", " + n, ", %s %s" % (a, n),
              ", background " + w, ", background: " + w, ", the background is " + w, "and the background is " + w,
              ", %s is %s" % (b, w), ", with the background in " + w, ", %s colored %s" % (w, b), "on a %s coloured %s" % (w, b),
              "and %s %s" % (a, n), "placed on %s %s" % (a, n), "with %s as the background color" % w, ", " + b + " in " + w])


def noun_phrase(size, colour, shape, rng):
    """size and colour may be None: then they are not said."""
    c = rng.choice
    n = c(SHAPE_WORDS[shape])
    s = c(SIZE_WORDS[size]) if size else ""
    k = colour_word(colour, rng) if colour else ""
    r = rng.random()
    if k and r > .72:
        coloured = c(["colored", "coloured"])
        forms = [lambda: (s + " " + n, "in " + k), lambda: (s + " " + n, "that is " + k), lambda: (s + " " + k + "-" + coloured + " " + n, ""),
                 lambda: (s + " " + k + " " + coloured + " " + n, ""), lambda: (s + " " + n, "of " + k + " color"),
                 lambda: (s + " " + n, ", " + k), lambda: (s + " " + n, "colored " + k), lambda: (s + " " + n, "painted " + k),
                 lambda: (s + " " + n, "with " + k + " color"), lambda: (s + " " + n, "filled with " + k)]
        head, tail = c(forms)()
        if s and rng.random() < .2:
            head, tail = head[len(s) + 1:], "that is " + s + " and " + k if rng.random() < .6 else ", " + s + ", " + k
    else:
        words = [s, k] if rng.random() < .8 else [k, s]
        head, tail = " ".join(words + [n]), ""
        if s and rng.random() < .06:
            head, tail = k + " " + n, c([", " + s, "that is " + s, "of " + s + " size"])
    head = " ".join(head.split())
    art = c(["", "the ", "one ", "single ", "a single ", "there is "]) if rng.random() < .3 else "a "
    if art in ("a ", "there is "):
        art += ("an " if head[0] in "aeiou" else "a ") if art == "there is " else ""
        if art == "a " and head[0] in "aeiou":
            art = "an "
    if rng.random() < .25:
        art = ""
    return (art + head + " " + tail).strip()


PREFIX = ["a picture of", "an image of", "a drawing of", "draw", "a photo of", "an illustration of", "vector art of", "a painting of",
          "icon of", "please draw", "picture of", "image of", "drawing of", "a simple drawing of", "a minimalist picture of", "render of",
          "generate", "show me", "a flat icon of", "a clean image of", "illustration of", "photo of", "a sketch of", "make"]
SUFFIX = [", simple", ", high quality", ", minimalist", ", flat vector art", ", masterpiece", ", 4k", ", flat design", ", best quality",
          ", clean", ", sharp", ", icon", ", minimal", ", digital art", ", geometric", " please", ", highly detailed", ", vector"]
GENERIC = ["text", "watermark", "blurry", "low quality", "bad quality", "ugly", "deformed", "worst quality", "noise", "jpeg artifacts",
           "bad anatomy", "lowres", "distorted", "signature", "bad", "blur", "nsfw", "logo", "cropped", "people"]


def caption(scene, say_colour, say_background, say_size, say_position, rng):
    obj = noun_phrase(scene.size if say_size else None, scene.colour if say_colour else None, scene.shape, rng)
    pos = position_phrase(scene.position, rng) if say_position else ""
    bg = background_phrase(scene.background, rng) if say_background else ""
    r = rng.random()
    w = rng.choice(COLOUR_WORDS[scene.background])
    if bg and r < .16:  # the background first
        b = rng.choice(["background", "background", "backdrop", "canvas"])
        a = rng.choice(["", "an " if w[0] in "aeiou" else "a "])
        first = a + w + " " + b
        text = rng.choice([first + " with " + obj + " " + pos, first + ", " + obj + " " + pos, first + ", " + pos + ", " + obj,
                           "on " + first + ", " + obj + " " + pos, first + " and " + obj + " " + pos,
                           "on " + first + " " + obj + " " + pos, "on " + first + " there is " + obj + " " + pos])
    elif pos and r < .27:  # the place first
        text = rng.choice([pos + ", " + obj + " " + bg, pos + " " + obj + " " + bg, pos + ": " + obj + " " + bg])
    elif r < .36:  # tags
        tags = [t.strip(" ,") for t in (obj, pos, bg) if t]
        rng.shuffle(tags)
        text = rng.choice([", ", ", ", ". ", "; "]).join(tags)
    elif pos and bg and r < .62:
        text = obj + " " + bg + rng.choice([" ", ", "]) + pos
    else:
        text = obj + (rng.choice([" ", " ", ", "]) + pos if pos else "") + rng.choice([" ", " ", ", "]) + bg
    if rng.random() < .14:
        text = rng.choice(PREFIX) + " " + text
    if rng.random() < .12:
        text += rng.choice(SUFFIX)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"( ?,)+", ",", text).strip(" ,")
    if rng.random() < .1:
        text += "."
    return text


def sample(rng, allow_held_out=False):
    """(scene, caption): what the caption leaves unsaid takes its documented default."""
    while True:
        scene = random_scene(rng, True)
        say_bg, say_size, say_pos = rng.random() < .8, rng.random() < .62, rng.random() < .72
        say_colour = rng.random() < .97
        if not say_colour:
            say_bg = True
            scene.colour = default_colour(scene.background)
        if not say_bg:
            scene.background = default_background(scene.colour)
        if not say_size:
            scene.size = "medium"
        if not say_pos:
            scene.position = "center"
        if scene.colour == scene.background:
            continue
        if allow_held_out or not held_out(scene.shape, scene.colour, scene.background):
            return scene, caption(scene, say_colour, say_bg, say_size, say_pos, rng)


# ---------------------------------------------------------------- tokenizer (CLIP's byte-pair encoding)

class Tokenizer:
    START, END, LENGTH = 49406, 49407, 77

    def __init__(self, path):
        merges = gzip.open(path).read().decode("utf-8").split("\n")[1:49152 - 256 - 2 + 1]
        merges = [tuple(m.split()) for m in merges]
        bs = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
        cs, n = bs[:], 0
        for b in range(256):
            if b not in bs:
                bs.append(b)
                cs.append(256 + n)
                n += 1
        self.byte = {b: chr(c) for b, c in zip(bs, cs)}
        vocab = [chr(c) for c in cs]
        vocab = vocab + [v + "</w>" for v in vocab] + ["".join(m) for m in merges]
        self.ids = {v: i for i, v in enumerate(vocab)}
        self.rank = {m: i for i, m in enumerate(merges)}
        self.cache = {}
        # letters | one digit | other signs; ASCII is enough for this vocabulary
        self.words = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_+")

    def word(self, w):
        if w not in self.cache:
            parts = [self.byte[b] for b in w.encode("utf-8")]
            parts[-1] += "</w>"
            while len(parts) > 1:
                pairs = [(self.rank.get(p, 1 << 30), i) for i, p in enumerate(zip(parts, parts[1:]))]
                best = min(pairs)[0]
                if best == 1 << 30:
                    break
                a, b = next((parts[i], parts[i + 1]) for r, i in pairs if r == best)
                out, i = [], 0
                while i < len(parts):
                    if i + 1 < len(parts) and parts[i] == a and parts[i + 1] == b:
                        out.append(a + b)
                        i += 2
                    else:
                        out.append(parts[i])
                        i += 1
                parts = out
            self.cache[w] = [self.ids[p] for p in parts]
        return self.cache[w]

    def encode(self, text):
        ids = [t for w in self.words.findall(html.unescape(text).lower().strip()) for t in self.word(w)][:75]
        return [self.START] + ids + [self.END] * (77 - 1 - len(ids))
