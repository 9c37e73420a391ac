"""Notifications and who receives them."""

from libcomfy.executor_types import *  # noqa: F403
