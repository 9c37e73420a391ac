"""One call of a node's function: whom it is for, what it gets, and how it answers."""

from __future__ import annotations

import contextlib
import ctypes
import json
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from ctypes import POINTER, byref, c_bool, c_void_p
from pathlib import Path
from types import TracebackType
from typing import Any

from .. import _abi
from .._library import library
from ..errors import ComfyError, InterruptProcessingException, call
from ..images import Image
from .results import Answer
from .values import Value, handles, to_python

_HERE = str(Path(__file__).parent)

#: The call whose node runs in this context.
current_call: ContextVar[NodeCall | None] = ContextVar("libcomfy_node_call", default=None)


@contextlib.contextmanager
def _unless_over() -> Iterator[None]:
    """Ignores that the call has ended: its prompt did, and nobody waits for it any more."""
    try:
        yield
    except ComfyError as error:
        if error.status not in (_abi.STATUS_INVALID_HANDLE, _abi.STATUS_CLOSED):
            raise


class NodeCall:
    def __init__(self, handle: int, engine: c_void_p) -> None:
        self._library = library()
        self._handle = c_void_p(handle)
        self._engine = engine
        info = _abi.NodeCallInfo()
        call(self._library.comfy_node_call_get_info, byref(info), self._handle)
        self.node_id = _decoded(info.node_id)
        self.prompt_id = _decoded(info.prompt_id)
        self.client_id = _decoded(info.client_id)
        self.list_index = int(info.list_index)

    def inputs(self) -> dict[str, Any]:
        """What the function is called with, by name."""
        inputs: dict[str, Any] = to_python(Value.make("comfy_node_call_get_inputs", self._handle))
        return inputs

    def is_cancelled(self) -> bool:
        """Whether the prompt was cancelled, or has ended without this call."""
        cancelled = c_bool(True)
        with _unless_over():
            call(self._library.comfy_node_call_is_cancelled, byref(cancelled), self._handle)
        return cancelled.value

    def check_interrupted(self) -> None:
        """Raises InterruptProcessingException if the prompt was cancelled."""
        if self.is_cancelled():
            raise InterruptProcessingException()

    def send_progress(self, value: float, maximum: float, preview: Image | None = None) -> None:
        image = None
        if preview is not None:
            pixels = (ctypes.c_uint8 * len(preview.data)).from_buffer_copy(preview.data)
            image = byref(
                _abi.Image(
                    pixels=ctypes.cast(pixels, POINTER(ctypes.c_uint8)),
                    width=preview.width,
                    height=preview.height,
                    channels=preview.channels,
                    format=preview.channels,
                )
            )
        with _unless_over():
            call(self._library.comfy_node_call_send_progress, self._handle, value, maximum, image)

    def send_text(self, text: str) -> None:
        with _unless_over():
            call(self._library.comfy_node_call_send_text, self._handle, text.encode())

    def warn(self, message: str) -> None:
        with _unless_over():
            call(self._library.comfy_node_call_warn, self._handle, message.encode())

    def interrupt_prompt(self) -> None:
        """Cancels the prompt that the node is of."""
        call(self._library.comfy_client_interrupt, self._engine, self.prompt_id.encode() if self.prompt_id else None)

    def unload_all_models(self) -> None:
        """Unloads the models of the client that the node runs in."""
        call(self._library.comfy_client_unload_all_models, self._engine)

    # Answers. Each ends the call.

    def complete(self, answer: Answer) -> None:
        result = _abi.NodeResult(
            outputs=handles(answer.outputs),
            output_count=len(answer.outputs),
            ui=None if answer.ui is None else json.dumps(answer.ui, default=_for_json).encode(),
            expansion=None if answer.expansion is None else answer.expansion.handle,
        )
        # What cannot be is an execution_error of the node; whoever queued the prompt hears of it.
        with contextlib.suppress(ComfyError):
            call(self._library.comfy_node_call_complete, self._handle, byref(result))

    def fail(self, error: BaseException) -> None:
        if isinstance(error, InterruptProcessingException):
            with _unless_over():
                call(self._library.comfy_node_call_interrupt, self._handle)
            return
        kind = type(error)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        lines = json.dumps(traceback.format_tb(_of_the_node(error.__traceback__)))
        with _unless_over():
            call(
                self._library.comfy_node_call_fail,
                self._handle,
                name.encode(),
                str(error).encode("utf-8", "replace"),
                lines.encode(),
            )


def _for_json(item: Any) -> Any:
    """What stands in a result for what JSON has not: the number of one of numpy's, a list of a set, else a text."""
    if isinstance(item, (set, frozenset)):
        return list(item)
    if getattr(item, "shape", None) == () and hasattr(item, "item"):
        return item.item()
    return str(item)


def _of_the_node(trace: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames of this package that lead to the node's; all of it if there are no others."""
    rest = trace
    while rest is not None and rest.tb_frame.f_code.co_filename.startswith(_HERE):
        rest = rest.tb_next
    return rest or trace


def _decoded(text: bytes | None) -> str | None:
    return None if text is None else text.decode()
