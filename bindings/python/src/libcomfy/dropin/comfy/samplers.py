"""The names of samplers and schedulers, for the lists of values of nodes' inputs."""

from libcomfy.engine import Engine

_inputs = Engine().node_schemas("KSampler")["KSampler"]["input"]["required"]
SAMPLER_NAMES: list[str] = _inputs["sampler_name"][0]
SCHEDULER_NAMES: list[str] = _inputs["scheduler"][0]


class KSampler:
    SAMPLERS = SAMPLER_NAMES
    SCHEDULERS = SCHEDULER_NAMES
