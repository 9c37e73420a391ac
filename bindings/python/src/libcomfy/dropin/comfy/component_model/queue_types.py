"""What the queue and the history are made of."""

from libcomfy.queue_types import *  # noqa: F403
