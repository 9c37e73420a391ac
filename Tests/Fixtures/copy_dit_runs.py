#!/usr/bin/env python3
"""Copy the latents of runs of the reference to reference/dit/goldens.

    copy_dit_runs.py FOLDER NAME...

FOLDER/NAME.pt is what a run of reference/dit/workflows/NAME.json on ComfyUI gave, on the files of
reference/dit/make_dit_checkpoint.py: a dictionary {SaveLatent's prefix: ("latent", tensor)} of PyTorch.
"""
import pathlib
import sys

import torch
from safetensors.torch import save_file


def main():
    goldens = pathlib.Path(__file__).parent / "reference/dit/goldens"
    for name in sys.argv[2:]:
        results = torch.load(pathlib.Path(sys.argv[1]) / f"{name}.pt", weights_only=False)
        assert all(kind == "latent" for kind, _ in results.values()), name
        save_file({key: value.contiguous() for key, (_, value) in results.items()}, goldens / f"{name}.safetensors")


if __name__ == "__main__":
    main()
