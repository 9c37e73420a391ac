"""Types for the annotations of nodes of version 1."""

from libcomfy.node_typing import *  # noqa: F403
