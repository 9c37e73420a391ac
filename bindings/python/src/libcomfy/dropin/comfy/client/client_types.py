"""What the client gives back."""

from libcomfy.client_types import *  # noqa: F403
