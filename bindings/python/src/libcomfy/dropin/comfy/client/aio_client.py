from libcomfy.remote_client import AsyncRemoteComfyClient

__all__ = ["AsyncRemoteComfyClient"]
