"""What the server and the pages that are connected to it say that they can."""

import copy
from collections.abc import Mapping
from typing import Any

from comfy.cli_args import args

SERVER_FEATURE_FLAGS: dict[str, Any] = {
    "supports_preview_metadata": True,
    "max_upload_size": args.max_upload_size * 1024 * 1024,
    "extension": {"manager": {"supports_v4": True}},
}


def get_server_features() -> dict[str, Any]:
    """A copy of what the server says."""
    return copy.deepcopy(SERVER_FEATURE_FLAGS)


def get_connection_feature(
    sockets_metadata: Mapping[str, Mapping[str, Any]], sid: str, feature_name: str, default: Any = False
) -> Any:
    """What a connection has said of a feature."""
    return sockets_metadata.get(sid, {}).get("feature_flags", {}).get(feature_name, default)


def supports_feature(
    sockets_metadata: Mapping[str, Mapping[str, Any]] | None, sid: str, feature_name: str, force: bool = True
) -> bool:
    """Whether it has said that it can; `force` where nothing is known of connections."""
    if sockets_metadata is None or "__unimplemented" in sockets_metadata:
        return force
    return get_connection_feature(sockets_metadata, sid, feature_name) is True

