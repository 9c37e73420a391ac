"""Executors that keep context variables."""

from libcomfy.executors import ContextVarExecutor, ContextVarProcessPoolExecutor, ProcessPoolExecutor

__all__ = ["ContextVarExecutor", "ContextVarProcessPoolExecutor", "ProcessPoolExecutor"]
