"""Building workflows in Python: in a script, or inside a node that expands into a graph."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

Link = list[Any]


def is_link(value: Any) -> bool:
    """Whether an input's value is a link to an output: [node id, index]."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], str)
        and isinstance(value[1], (int, float))
        and not isinstance(value[1], bool)
    )


class Node:
    """A node of a GraphBuilder's graph."""

    def __init__(self, id: str, class_type: str, inputs: dict[str, Any]) -> None:
        self.id = id
        self.class_type = class_type
        self.inputs = inputs
        self.override_display_id: str | None = None

    def out(self, index: int) -> Link:
        """A link to an output, to be another node's input."""
        return [self.id, index]

    def set_input(self, key: str, value: Any) -> None:
        """Sets an input; None removes it."""
        if value is None:
            self.inputs.pop(key, None)
        else:
            self.inputs[key] = value

    def get_input(self, key: str) -> Any:
        return self.inputs.get(key)

    def set_override_display_id(self, override_display_id: str) -> None:
        """Makes another node the one that people see working when this one does."""
        self.override_display_id = override_display_id

    def serialize(self) -> dict[str, Any]:
        serialized: dict[str, Any] = {"class_type": self.class_type, "inputs": self.inputs}
        if self.override_display_id is not None:
            serialized["override_display_id"] = self.override_display_id
        return serialized


class GraphBuilder:
    """Nodes and links, which `finalize` turns into a prompt.

    All ids start with a prefix, so that the graphs of several builders can be merged. Inside a node that expands, the
    prefix is made of the node's id, and the same from run to run, so that the expansion can be cached.
    """

    #: The node's id, which of the node's calls it is (for lists), and how many builders that call has made.
    _default_prefix: ContextVar[tuple[str, int, int]] = ContextVar("graph_builder_default_prefix", default=("", 0, 0))

    def __init__(self, prefix: str | None = None) -> None:
        self.prefix = GraphBuilder.alloc_prefix() if prefix is None else prefix
        self.nodes: dict[str, Node] = {}
        self.id_gen = 1

    @classmethod
    def set_default_prefix(cls, prefix_root: str, call_index: int, graph_index: int = 0) -> None:
        cls._default_prefix.set((prefix_root, call_index, graph_index))

    @classmethod
    def alloc_prefix(
        cls, root: str | None = None, call_index: int | None = None, graph_index: int | None = None
    ) -> str:
        """A prefix that no other builder of this call has."""
        defaults = cls._default_prefix.get()
        chosen = [default if own is None else own for own, default in zip((root, call_index, graph_index), defaults)]
        cls._default_prefix.set((defaults[0], defaults[1], defaults[2] + 1))
        return "".join(f"{part}." for part in chosen)

    def node(self, class_type: str, id: str | None = None, **kwargs: Any) -> Node:
        """Adds a node; if there is one of that id already, that one is returned as it is."""
        if id is None:
            id = str(self.id_gen)
            self.id_gen += 1
        full_id = self.prefix + id
        return self.nodes.setdefault(full_id, Node(full_id, class_type, kwargs))

    def lookup_node(self, id: str) -> Node | None:
        return self.nodes.get(self.prefix + id)

    def remove_node(self, id: str) -> None:
        """Removes a node; links to it stay."""
        del self.nodes[self.prefix + id]

    def replace_node_output(self, node_id: str, index: int, new_value: Any) -> None:
        """Gives all inputs that link to an output another value; None removes them."""
        old = [self.prefix + node_id, index]
        for node in self.nodes.values():
            for key, value in list(node.inputs.items()):
                if is_link(value) and value == old:
                    node.set_input(key, new_value)

    def finalize(self) -> dict[str, Any]:
        """The graph as a prompt in API format."""
        return {node_id: node.serialize() for node_id, node in self.nodes.items()}


def add_graph_prefix(graph: dict[str, Any], outputs: Any, prefix: str) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """A copy of a graph, and of values that may link into it, with a prefix before every id."""

    def moved(value: Any) -> Any:
        return [prefix + value[0], value[1]] if is_link(value) else value

    new_graph = {
        prefix + node_id: {
            "class_type": node["class_type"],
            "inputs": {name: moved(value) for name, value in node.get("inputs", {}).items()},
        }
        for node_id, node in graph.items()
    }
    return new_graph, tuple(moved(output) for output in outputs)


class ExecutionBlocker:
    """An output that keeps the nodes that use it from running; with a message, it is an error if one would have."""

    def __init__(self, message: str | None) -> None:
        self.message = message
