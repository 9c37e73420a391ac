"""The workflow behind `generate`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .engine import Engine
from .execution_context import context_configuration
from .graph_utils import GraphBuilder
from .images import Image

#: Pictures have a side of so many pixels where nothing says another.
USUAL_SIDE = 512


class Pictures:
    """Pictures that a workflow reads, as files of its input folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: list[Path] = []

    def add(self, image: Image) -> tuple[str, Image]:
        """Its name in the folder, and the picture."""
        name = f"{uuid.uuid4()}.png"
        self._files.append(self._folder / name)
        self._files[-1].write_bytes(image.to_png())
        return name, image

    def remove(self) -> None:
        for file in self._files:
            file.unlink(missing_ok=True)


class Drawing:
    """A prompt in API format that draws; ValueError says in words what cannot be."""

    def __init__(
        self,
        engine: Engine,
        models: str | Path | None,
        text: str,
        negative: str,
        *,
        sampler: str,
        scheduler: str | None,
        checkpoint: str | None,
        loras: Sequence[tuple[str, float]],
        start: tuple[str, Image] | None,
        mask: tuple[str, Image] | None,
        size: tuple[int | None, int | None],
        count: int,
        settings: Mapping[str, Any],
    ) -> None:
        from .sampler_names import resolve

        self._engine = engine
        self._models = models
        width, height = _size(size, None if start is None else start[1])
        graph = self._graph = GraphBuilder("")
        loader = graph.node("CheckpointLoaderSimple", ckpt_name=self._file("checkpoints", checkpoint))
        model, clip, vae = loader.out(0), loader.out(1), loader.out(2)
        for name, strength in loras:
            lora = graph.node(
                "LoraLoader",
                model=model,
                clip=clip,
                lora_name=self._file("loras", name),
                strength_model=strength,
                strength_clip=strength,
            )
            model, clip = lora.out(0), lora.out(1)
        choices = engine.node_schemas("KSampler")["KSampler"]["input"]["required"]
        names = resolve(sampler, scheduler, choices["sampler_name"][0], choices["scheduler"][0])
        samples = graph.node(
            "KSampler",
            model=model,
            positive=graph.node("CLIPTextEncode", text=text, clip=clip).out(0),
            negative=graph.node("CLIPTextEncode", text=negative, clip=clip).out(0),
            latent_image=self._latent(vae, width, height, count, start, mask),
            sampler_name=names[0],
            scheduler=names[1],
            **settings,
        )
        decoded = graph.node("VAEDecode", samples=samples.out(0), vae=vae)
        graph.node("PreviewImage", images=decoded.out(0))

    @property
    def prompt(self) -> dict[str, Any]:
        return dict(self._graph.finalize())

    def _latent(
        self,
        vae: Any,
        width: int,
        height: int,
        count: int,
        start: tuple[str, Image] | None,
        mask: tuple[str, Image] | None,
    ) -> Any:
        graph = self._graph
        if start is None:
            return graph.node("EmptyLatentImage", width=width, height=height, batch_size=count).out(0)
        picture = graph.node("LoadImage", image=start[0]).out(0)
        if start[1].size != (width, height):
            picture = graph.node(
                "ImageScale", image=picture, upscale_method="lanczos", width=width, height=height, crop="center"
            ).out(0)
        latent = graph.node("VAEEncode", pixels=picture, vae=vae).out(0)
        if mask is not None:
            loaded = graph.node("LoadImageMask", image=mask[0], channel="red").out(0)
            latent = graph.node("SetLatentNoiseMask", samples=latent, mask=loaded).out(0)
        return graph.node("RepeatLatentBatch", samples=latent, amount=count).out(0) if count != 1 else latent

    def _file(self, category: str, name: str | None) -> str:
        """A model file's name as the library has it; the first one if `name` is None, and endings may be left out."""
        class_name, argument = {
            "checkpoints": ("CheckpointLoaderSimple", "ckpt_name"),
            "loras": ("LoraLoader", "lora_name"),
        }[category]
        schema = self._engine.node_schemas(class_name)[class_name]
        names: list[str] = schema["input"]["required"][argument][0]
        folders = ", ".join(self._folders(category))
        if name is None:
            if not names:
                raise ValueError(
                    f"there is no model file in {folders}: put one there, or say where they are with `models`"
                )
            return names[0]
        if name in names:
            return name
        same = [known for known in names if Path(known).with_suffix("").as_posix() == name]
        if len(same) == 1:
            return same[0]
        there = f"there are {', '.join(names)}" if names else "there is none"
        raise ValueError(f"there is no {name!r} in {folders}; {there}")

    def _folders(self, category: str) -> list[str]:
        if self._models is not None:
            return [str(Path(self._models).absolute() / category)]
        from .folder_paths import get_folder_paths

        with context_configuration(self._engine.configuration):
            return get_folder_paths(category)


def _size(size: tuple[int | None, int | None], start: Image | None) -> tuple[int, int]:
    """The sides of the picture in pixels, multiples of 8."""
    sides = []
    for name, side, usual in zip(("width", "height"), size, (USUAL_SIDE, USUAL_SIDE) if start is None else start.size):
        if side is None:
            side = usual if start is None else max(usual // 8 * 8, 8)
        if side <= 0 or side % 8 != 0:
            low = max(side // 8 * 8, 8)
            raise ValueError(f"{name} is a multiple of 8, not {side}; near are {low} and {low + 8}")
        sides.append(side)
    return sides[0], sides[1]
