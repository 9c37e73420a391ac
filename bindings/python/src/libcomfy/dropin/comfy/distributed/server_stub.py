"""A receiver of notifications that drops them."""

from libcomfy.server_stub import ServerStub

__all__ = ["ServerStub"]
