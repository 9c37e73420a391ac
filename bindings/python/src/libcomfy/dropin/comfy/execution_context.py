"""What surrounds a prompt, a node or a client."""

from libcomfy.execution_context import *  # noqa: F403
