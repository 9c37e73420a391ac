"""Where a prompt stands."""

from __future__ import annotations

from typing import NamedTuple

from . import _abi


class Progress(NamedTuple):
    """Where a prompt stands. `overall` is the share of the time that is over, 0...1."""

    overall: float
    #: The node that runs, and its steps, done and in all.
    node_id: str | None
    value: float
    max: float
    nodes_done: int
    nodes_total: int
    #: None where the node has no steps, or has not done one yet.
    seconds_per_step: float | None
    #: Since the prompt began to run.
    seconds_elapsed: float
    #: To its end; None before that can be said.
    seconds_left: float | None
    #: Whether it has ended, however.
    is_over: bool

    @classmethod
    def from_native(cls, progress: _abi.Progress) -> Progress:
        """Copies what the library lent."""
        return cls(
            progress.overall,
            None if progress.node_id is None else progress.node_id.decode(),
            progress.value,
            progress.max,
            progress.nodes_done,
            progress.nodes_total,
            progress.seconds_per_step or None,
            progress.seconds_elapsed,
            None if progress.seconds_left < 0 else progress.seconds_left,
            progress.state > _abi.TASK_STATE_RUNNING,
        )
