"""Types for the annotations of nodes of version 1."""

from libcomfy.absent import complete
from libcomfy.node_typing import *  # noqa: F403

complete(globals())
