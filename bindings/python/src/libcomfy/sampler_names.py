"""Samplers and schedulers by the names that other programs have for them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

#: Names without spaces, signs and capitals.
_SAMPLERS = {
    "eulera": "euler_ancestral",
    "dpm2": "dpm_2",
    "dpm2a": "dpm_2_ancestral",
    "dpm++2sa": "dpmpp_2s_ancestral",
    "dpm++2m": "dpmpp_2m",
    "dpm++sde": "dpmpp_sde",
    "dpm++2msde": "dpmpp_2m_sde",
    "dpm++2msdeheun": "dpmpp_2m_sde_heun",
    "dpm++3msde": "dpmpp_3m_sde",
    "unipc": "uni_pc",
    "unipcbh2": "uni_pc_bh2",
    "plms": "ipndm",
    # classes of diffusers
    "eulerdiscretescheduler": "euler",
    "eulerancestraldiscretescheduler": "euler_ancestral",
    "heundiscretescheduler": "heun",
    "kdpm2discretescheduler": "dpm_2",
    "kdpm2ancestraldiscretescheduler": "dpm_2_ancestral",
    "lmsdiscretescheduler": "lms",
    "dpmsolvermultistepscheduler": "dpmpp_2m",
    "dpmsolversdescheduler": "dpmpp_sde",
    "unipcmultistepscheduler": "uni_pc",
    "ddimscheduler": "ddim",
    "ddpmscheduler": "ddpm",
    "lcmscheduler": "lcm",
    "deismultistepscheduler": "deis",
}
_SCHEDULERS = {
    "automatic": "normal",
    "uniform": "normal",
    "sgmuniform": "sgm_uniform",
    "ddim": "ddim_uniform",
    "kloptimal": "kl_optimal",
    "linearquadratic": "linear_quadratic",
}


def _key(name: str) -> str:
    return "".join(character for character in name.lower() if character not in " _-").replace("pp", "++")


def resolve(sampler: str, scheduler: str | None, samplers: Sequence[str], schedulers: Sequence[str]) -> tuple[str, str]:
    """ComfyUI's names of a sampler and a scheduler, among those that there are.

    "Euler a", "DPM++ 2M Karras" and classes of diffusers are understood; a sampler's name may end with the scheduler's,
    which counts if `scheduler` is None. Raises ValueError with the nearest names.
    """
    own = {_key(name): name for name in schedulers}
    known = _known(_SCHEDULERS, own)
    found = _known(_SAMPLERS, {_key(name): name for name in samplers}).get(_key(sampler))
    if found is None:
        head, tail = _split(sampler, known)
        found = _known(_SAMPLERS, {_key(name): name for name in samplers}).get(_key(head))
        scheduler = scheduler or tail
    if found is None:
        raise ValueError(f"there is no sampler {sampler!r}{_nearest(sampler, samplers)}")
    chosen = known.get(_key(scheduler or "normal"))
    if chosen is None:
        raise ValueError(f"there is no scheduler {scheduler!r}{_nearest(scheduler or '', schedulers)}")
    return found, chosen


def _known(others: dict[str, str], own: dict[str, str]) -> dict[str, str]:
    """ComfyUI's own names count first."""
    return {key: name for key, name in others.items() if name in own.values()} | own


def _split(sampler: str, schedulers: dict[str, str]) -> tuple[str, str | None]:
    """A sampler's name without the scheduler's behind it, and that one's."""
    words = sampler.replace("_", " ").split()
    for count in (2, 1):
        name = schedulers.get(_key("".join(words[-count:])))
        if name is not None and len(words) > count:
            return " ".join(words[:-count]), name
    return sampler, None


def _nearest(name: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name.lower().replace(" ", "_"), names, 3)
    return f"; is {' or '.join(near)} meant?" if near else f"; there are {', '.join(names)}"
