"""For which node code runs."""

from libcomfy.execution_context import CurrentNodeContext, ExecutionContext, get_executing_context

__all__ = ["CurrentNodeContext", "ExecutionContext", "get_executing_context"]
