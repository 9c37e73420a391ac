"""Which settings need a process of their own."""

from libcomfy.configuration import MODEL_MANAGEMENT_ARGS, requires_process_pool_executor

__all__ = ["MODEL_MANAGEMENT_ARGS", "requires_process_pool_executor"]
