"""Which settings need a process of their own."""

from libcomfy.configuration import model_management_args, requires_process_pool_executor

MODEL_MANAGEMENT_ARGS = model_management_args()

__all__ = ["MODEL_MANAGEMENT_ARGS", "requires_process_pool_executor"]
