"""Names for what flows between nodes, for annotations."""

from typing import Any, TypedDict

RGBImageBatch = RGBAImageBatch = RGBImage = RGBAImage = ImageBatch = MaskBatch = SD15VAELatent = Any


class Latent(TypedDict, total=False):
    samples: Any
    noise_mask: Any | None
    batch_index: list[int]
