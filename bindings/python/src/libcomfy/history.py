"""The prompts that a client has finished."""

from __future__ import annotations

import copy
from itertools import islice

from .queue_types import MAXIMUM_HISTORY_SIZE, ExecutionStatus, HistoryEntry, QueueItem


class History:
    """Finished prompts by their ids, oldest first; the oldest go when there are more than MAXIMUM_HISTORY_SIZE."""

    def __init__(self) -> None:
        self.history: dict[str, HistoryEntry] = {}

    def put(self, queue_item: QueueItem, outputs: dict, status: ExecutionStatus) -> None:  # type: ignore[type-arg]
        self.history.pop(queue_item.prompt_id, None)
        while len(self.history) >= MAXIMUM_HISTORY_SIZE:
            del self.history[next(iter(self.history))]
        self.history[queue_item.prompt_id] = HistoryEntry(
            prompt=queue_item.queue_tuple, outputs=outputs, status=ExecutionStatus(*status).as_dict()
        )

    def copy(
        self, prompt_id: str | None = None, max_items: int | None = MAXIMUM_HISTORY_SIZE, offset: int | None = 0
    ) -> dict[str, HistoryEntry]:
        """Entries that the caller may change.

        One prompt's, if `prompt_id` is given; else at most `max_items`, without the `offset` oldest, or the latest
        ones if `offset` is negative.
        """
        if prompt_id is not None:
            found = {prompt_id: self.history[prompt_id]} if prompt_id in self.history else {}
        else:
            count = len(self.history) if max_items is None else max_items
            start = len(self.history) - count if offset is not None and offset < 0 else offset or 0
            start = max(0, start)
            found = dict(islice(self.history.items(), start, start + count))
        return copy.deepcopy(found)

    def clear(self) -> None:
        self.history.clear()

    def pop(self, key: str) -> HistoryEntry:
        return self.history.pop(key)

    def __len__(self) -> int:
        return len(self.history)

    def __contains__(self, prompt_id: object) -> bool:
        return prompt_id in self.history
