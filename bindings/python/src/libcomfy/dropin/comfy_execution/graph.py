"""The prompt while it runs."""

from libcomfy.errors import DependencyCycleError, NodeInputError, NodeNotFoundError
from libcomfy.graph_utils import ExecutionBlocker
from libcomfy.nodes.dynamic_prompt import DynamicPrompt

__all__ = ["DependencyCycleError", "DynamicPrompt", "ExecutionBlocker", "NodeInputError", "NodeNotFoundError"]
