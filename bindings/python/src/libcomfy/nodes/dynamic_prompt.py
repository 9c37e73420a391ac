"""The prompt as it stands while it runs, with what expansions have added."""

from __future__ import annotations

from typing import Any

from .. import _abi
from ..errors import ComfyError, NodeNotFoundError
from .values import Value, to_python

#: What the library says of a node beside what is in the prompt.
_IDS = ("node_id", "real_node_id", "parent_node_id", "display_node_id")


class DynamicPrompt:
    """What a hidden input of type DYNPROMPT brings."""

    def __init__(self, value: Value) -> None:
        self._value = value

    def _node(self, node_id: str) -> dict[str, Any] | None:
        try:
            node: dict[str, Any] = to_python(self._value.member(node_id))
        except ComfyError as error:
            if error.status == _abi.STATUS_NOT_FOUND:
                return None
            raise
        return node

    def get_node(self, node_id: str) -> dict[str, Any]:
        """The node's class_type and inputs. Raises NodeNotFoundError."""
        node = self._node(node_id)
        if node is None:
            raise NodeNotFoundError(f"Node {node_id} not found")
        return _as_written(node)

    def has_node(self, node_id: str) -> bool:
        return self._node(node_id) is not None

    def all_node_ids(self) -> set[str]:
        return {self._value.key(index) for index in range(self._value.count())}

    def get_real_node_id(self, node_id: str) -> str:
        """The node of the original prompt that it comes from."""
        return self._id(node_id, "real_node_id") or node_id

    def get_parent_node_id(self, node_id: str) -> str | None:
        """The node whose expansion added it, or None."""
        return self._id(node_id, "parent_node_id")

    def get_display_node_id(self, node_id: str) -> str:
        """The node that people see working when it does."""
        return self._id(node_id, "display_node_id") or node_id

    def get_original_prompt(self) -> dict[str, Any]:
        """The nodes that were there from the beginning."""
        return {
            node_id: _as_written(node)
            for node_id in sorted(self.all_node_ids())
            if (node := self._node(node_id)) is not None and node.get("parent_node_id") is None
        }

    def _id(self, node_id: str, which: str) -> str | None:
        found = (self._node(node_id) or {}).get(which)
        return found if isinstance(found, str) else None


def _as_written(node: dict[str, Any]) -> dict[str, Any]:
    """The node as the prompt has it."""
    return {key: item for key, item in node.items() if key not in _IDS}
