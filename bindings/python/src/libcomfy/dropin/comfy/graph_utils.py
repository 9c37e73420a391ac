"""Building workflows in Python."""

from libcomfy.graph_utils import *  # noqa: F403
