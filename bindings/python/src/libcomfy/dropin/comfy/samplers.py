"""The names of samplers and schedulers, for the lists of values of nodes' inputs; the rest are names only."""

from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

from libcomfy.absent import complete
from libcomfy.engine import Engine

_inputs = Engine().node_schemas("KSampler")["KSampler"]["input"]["required"]
SAMPLER_NAMES: list[str] = _inputs["sampler_name"][0]
SCHEDULER_NAMES: list[str] = _inputs["scheduler"][0]
KSAMPLER_NAMES = SAMPLER_NAMES


class SchedulerHandler(NamedTuple):
    """What packs add to the schedulers: such a function, and whether it takes a model's sampling."""

    handler: Callable[..., Any]
    use_ms: bool = True


def calculate_sigmas(*_: object, **__: object) -> NoReturn:
    raise NotImplementedError("comfy.samplers.calculate_sigmas needs ComfyUI's models in Python, which libcomfy lacks")


#: The schedulers by name. What packs put into it is known to them alone.
SCHEDULER_HANDLERS = {
    name: SchedulerHandler(calculate_sigmas, name not in ("karras", "exponential", "kl_optimal"))
    for name in SCHEDULER_NAMES
}


class KSampler:
    """A KSampler's lists. Sampling is what the library's node of that name does."""

    SAMPLERS = SAMPLER_NAMES
    SCHEDULERS = SCHEDULER_NAMES
    DISCARD_PENULTIMATE_SIGMA_SAMPLERS = {"dpm_2", "dpm_2_ancestral", "uni_pc", "uni_pc_bh2"}

    def __init__(self, *_: object, **__: object) -> None:
        raise NotImplementedError("comfy.samplers.KSampler needs ComfyUI's models in Python, which libcomfy lacks")

    calculate_sigmas = sample = set_steps = __init__


complete(globals())
