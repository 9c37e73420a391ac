#!/usr/bin/env python3
"""Writes brownian.json: increments of torchsde's Brownian trees, whose last elements are kept.

    python make_brownian.py     # needs torch and torchsde

Floats are stored as the unsigned integers of their bits; queries run through each tree in the order given.
"""
import json
import os

import torch
import torchsde

KEPT = 12
TREES = [(0, 0.0291675, 14.614642, [1, 4, 8, 8]), (2 ** 63 + 5, 0.002, 120.0, [2, 4, 3, 5])]


def main():
    rows = []
    for seed, low, high, shape in TREES:
        # the reference's noise levels are single floats
        low, high = torch.tensor(low), torch.tensor(high)
        tree = torchsde.BrownianTree(low, torch.zeros(shape), high, entropy=seed)
        ends = [low] + [low + (high - low) * share for share in (0.0321, 0.1, 0.5, 0.77)] + [high]
        pairs = [(4, 5), (3, 4), (0, 3), (1, 2), (0, 5), (2, 3)]
        queries = [(float(ends[i]), float(ends[j])) for i, j in pairs]
        increments = [tree(a, b).reshape(-1)[-KEPT:].numpy().view("uint32").tolist() for a, b in queries]
        rows.append({"seed": str(seed), "low": float(low), "high": float(high), "shape": shape,
                     "queries": [list(query) for query in queries], "increments": increments})
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "brownian.json"), "w", encoding="utf-8") as file:
        json.dump({"versions": {"torch": torch.__version__, "torchsde": "0.2.6"}, "trees": rows}, file)
        file.write("\n")


if __name__ == "__main__":
    main()
