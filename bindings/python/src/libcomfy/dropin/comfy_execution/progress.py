"""Telling how far nodes are."""

from libcomfy.progress import send_progress


class _Registry:
    """Takes the progress of the node that runs."""

    def update_progress(self, node_id: str, value: float, max_value: float, image: object = None) -> None:
        send_progress(value, max_value, image)


def get_progress_state() -> _Registry:
    return _Registry()
