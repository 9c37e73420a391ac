"""Processes of their own."""

from libcomfy.executors import ProcessPoolExecutor

__all__ = ["ProcessPoolExecutor"]
