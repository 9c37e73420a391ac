"""The objects of nodes: one a node, which stays from prompt to prompt while each prompt has the node, as in ComfyUI."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from typing import Any

#: How many of the latest prompts are remembered; that earlier ones lacked a node is not known any more.
MOST_PROMPTS = 100


class _Prompt:
    def __init__(self, number: int, workflow: str) -> None:
        self.number = number
        self._workflow = workflow
        self._classes: dict[str, Any] | None = None

    def has(self, node_id: str, class_name: str) -> bool:
        """Whether the node is in it, or is of the expansion of one that is."""
        if self._classes is None:  # looked at only once a node wants to know
            self._classes, self._workflow = _classes(self._workflow), ""
        if not self._classes:
            return True  # of another form
        return self._classes.get(node_id) == class_name or (
            node_id not in self._classes and node_id.partition(".")[0] in self._classes
        )


def _classes(workflow: str) -> dict[str, Any]:
    """The classes of a prompt's nodes by their ids; nothing for a workflow that is in no API format."""
    nodes = json.loads(workflow)
    nodes = nodes.get("prompt", nodes) if isinstance(nodes, dict) else {}
    if not isinstance(nodes, dict) or not all(isinstance(node, dict) for node in nodes.values()):
        return {}
    return {node_id: node.get("class_type") for node_id, node in nodes.items()}


class Prompts:
    """The latest prompts of an engine, in the order in which they were queued."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._prompts: OrderedDict[str, _Prompt] = OrderedDict()

    def add(self, prompt_id: str, workflow: str) -> None:
        with self._lock:
            self._count += 1
            self._prompts[prompt_id] = _Prompt(self._count, workflow)
            if len(self._prompts) > MOST_PROMPTS:
                self._prompts.popitem(last=False)

    def number(self, prompt_id: str | None) -> int:
        """The place of a prompt in that order."""
        prompt = self._prompts.get(prompt_id or "")
        return self._count if prompt is None else prompt.number

    def have(self, node_id: str, class_name: str, after: int, before: int) -> bool:
        """Whether all prompts between these two have the node."""
        with self._lock:
            between = [prompt for prompt in self._prompts.values() if after < prompt.number < before]
        return all(prompt.has(node_id, class_name) for prompt in between)


class NodeObjects:
    """The objects of one node class in one engine."""

    def __init__(self, class_name: str, node_class: Any, prompts: Prompts) -> None:
        self._class_name = class_name
        self._node_class = node_class
        self._prompts = prompts
        #: With the number of the last prompt that has used it.
        self._objects: dict[str, tuple[Any, int]] = {}

    def of(self, node_id: str, prompt_id: str | None) -> Any:
        number = self._prompts.number(prompt_id)
        node, used = self._objects.get(node_id, (None, 0))
        if node is None or not self._prompts.have(node_id, self._class_name, used, number):
            node = self._node_class()
        self._objects[node_id] = node, number
        return node

    def clear(self) -> None:
        self._objects.clear()
