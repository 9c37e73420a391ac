"""Writes prompts.json: 48 prompts whose (shape, colour, background) never occur in training."""
import json
import random

from dataset import COLOURS, COLOUR_NAMES, POSITIONS, SHAPES, SIZES, default_background, held_out

AT = {"center": "in the center", "left": "on the left", "right": "on the right", "top": "at the top", "bottom": "at the bottom",
      "top left": "in the top left corner", "top right": "in the top right corner",
      "bottom left": "in the bottom left corner", "bottom right": "in the bottom right corner"}
# Z size, C colour, S shape, P place, B background; the upper-case ones and those marked with ! use wordings absent from training
FORMS = ["a C S on a B background", "a Z C S P on a B background", "Z C S, B background", "C S P, B background",
         "a Z S in C P of a B background!", "B backdrop, one Z C S P", "A Z C S P, AND THE BACKGROUND IS B", "C S, Z, P, on B",
         "the S P should be Z and C, and the background B!", "a C S P, on a background that is B!", "Z C S against a B backdrop",
         "an artwork showing a Z C S P on a B background!", "P there is a Z C S on a B background", "C S on B"]
WORDS = {"gray": "grey", "small": "tiny", "large": "big", "center": "middle", "circle": "disc", "background": "backdrop"}


def main(path="prompts.json", count=48):
    rng = random.Random(2024)
    rows, i = [], 0
    combos = [(s, c, b) for s in SHAPES for c in COLOUR_NAMES for b in COLOUR_NAMES if c != b and held_out(s, c, b)]
    rng.shuffle(combos)
    default = [k for k in combos if k[2] == default_background(k[1])]
    used = set()
    while len(rows) < count:
        bare = len(rows) % 8 == 7 and default  # no background named
        shape, colour, background = default.pop() if bare else combos.pop()
        if (shape, colour, background) in used:
            continue
        used.add((shape, colour, background))
        form = rng.choice(["a C S", "a Z C S P"]) if bare else FORMS[i % len(FORMS)]
        i += not bare
        position = POSITIONS[len(rows) * 4 % 9] if "P" in form else "center"
        size = SIZES[(len(rows) + len(rows) // 9) % 3] if "Z" in form else "medium"
        rows.append(dict(form=form, shape=shape, colour=colour, background=background, position=position, size=size))
    for n, r in enumerate(rows):
        words = []
        for w in r.pop("form").rstrip("!").replace(",", " ,").split():
            words.append({"Z": r["size"], "C": r["colour"], "S": r["shape"], "B": r["background"], "P": AT[r["position"]]}.get(w, w))
        text = " ".join(words).replace(" ,", ",").replace("medium ", "medium-sized " if n % 2 else "medium ")
        if n % 4 == 3:
            for a, b in WORDS.items():
                text = text.replace(a, b)
        text = text.replace("a orange", "an orange")
        if "AND THE" in text:
            text = text.upper()
        r.update(prompt=text, seed=1000 + n)
    rows = [dict(prompt=r["prompt"], seed=r["seed"], shape=r["shape"],
                 colour=r["colour"], colour_rgb=COLOURS[r["colour"]], background=r["background"],
                 background_rgb=COLOURS[r["background"]], position=r["position"], size=r["size"]) for r in rows]
    with open(path, "w") as f:
        f.write('{"width": 128, "height": 128, "steps": 20, "cfg": 2.0, "negative": "", "samplers": ["euler", "dpmpp_2m"],\n"scheduler": "normal", "prompts": [\n')
        f.write(",\n".join(json.dumps(r) for r in rows) + "\n]}\n")


if __name__ == "__main__":
    main()
