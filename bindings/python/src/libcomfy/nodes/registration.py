"""Node classes written in Python as node classes of an engine."""

from __future__ import annotations

import contextvars
import ctypes
import dataclasses
import inspect
import itertools
import json
import logging
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from ctypes import c_void_p
from typing import Any

from .. import _abi
from .._library import library
from ..errors import ComfyError, InterruptProcessingException, call
from ..execution_context import context_configuration, set_node
from ..graph_utils import GraphBuilder
from .call import NodeCall, current_call
from .description import (
    FINGERPRINT,
    VALIDATE,
    arguments_of,
    class_method,
    function_of,
    hidden_kinds,
    is_version_3,
    known_outputs,
    output_is_list,
    schema_of,
)
from .dynamic_prompt import DynamicPrompt
from .objects import NodeObjects, Prompts
from .results import Answer, execution_answer, plain_answer
from .values import EngineObject
from .videos import look_into_videos

logger = logging.getLogger(__name__)

#: How often a node that waits asynchronously is asked whether its prompt was cancelled, in seconds.
CANCEL_INTERVAL = 0.1

# The classes that engines know, by the number that stands for each as its functions' user_data.
_classes: dict[int, _NodeClass] = {}
_numbers = itertools.count(1)


@dataclasses.dataclass(frozen=True)
class Registry:
    """What nodes know of the engine that they are registered with: not all of it, since it goes when nobody has it."""

    #: The comfy_client.
    engine: c_void_p
    configuration: Mapping[str, Any]
    #: Where exceptions of nodes are left, by prompt.
    failures: dict[str, BaseException]
    prompts: Prompts = dataclasses.field(default_factory=Prompts)


class _NodeClass:
    """A node class that one engine knows."""

    def __init__(self, registry: Registry, name: str, node_class: Any, display_name: str | None) -> None:
        self.registry = registry
        self.name = name
        self.node_class = node_class
        self.display_name = display_name
        self.function = function_of(node_class)
        self.lists = output_is_list(node_class)
        self.known_outputs = known_outputs(node_class)
        self.objects = NodeObjects(name, node_class, registry.prompts)

    def schema(self) -> dict[str, Any]:
        return schema_of(self.name, self.node_class, self.display_name)

    def execute(self, node_call: NodeCall) -> None:
        inputs = self._lists_of_unknown(self._inputs(node_call))
        context = contextvars.copy_context()
        with _inference_mode(self.node_class):
            returned = context.run(self._start, node_call, inputs)
        if inspect.isawaitable(returned):
            from .loop import submit

            context.run(submit, self._finish(node_call, returned))
        else:
            node_call.complete(self._answer(returned))

    def _answer(self, returned: Any) -> Answer:
        if is_version_3(self.node_class):
            self.node_class.check_output(returned)
        return execution_answer(returned, self.lists, self.known_outputs)

    def _start(self, node_call: NodeCall, inputs: dict[str, Any]) -> Any:
        """Runs the function, or makes its coroutine, in a context that knows for which node it is."""
        current_call.set(node_call)
        set_node(node_call.prompt_id, node_call.node_id, node_call.list_index)
        GraphBuilder.set_default_prefix(node_call.node_id or "", node_call.list_index, 0)
        if self.function is None:
            raise TypeError(f"the class of {self.name} has no FUNCTION")
        target, inputs = self._target(node_call, inputs)
        return getattr(target, self.function)(**inputs)

    async def _finish(self, node_call: NodeCall, awaitable: Any) -> None:
        import asyncio

        task = asyncio.ensure_future(awaitable)
        try:
            while not task.done():
                await asyncio.wait([task], timeout=CANCEL_INTERVAL)
                if not task.done() and node_call.is_cancelled():
                    task.cancel()
            node_call.complete(self._answer(task.result()))
        except asyncio.CancelledError:
            node_call.fail(InterruptProcessingException())
        except BaseException as error:
            self.fail(node_call, error)

    def validate(self, node_call: NodeCall) -> None:
        verdict = self._ask(node_call, VALIDATE)
        # anything but the truth values themselves is a reason, None too
        node_call.complete(plain_answer(verdict if isinstance(verdict, bool) else str(verdict)))

    def fingerprint(self, node_call: NodeCall) -> None:
        try:
            node_call.complete(plain_answer(self._ask(node_call, FINGERPRINT)))
        except Exception:
            logger.warning("%s could not say whether it has changed; it counts as changed", self.name, exc_info=True)
            node_call.complete(plain_answer(float("nan")))

    def _ask(self, node_call: NodeCall, names: tuple[str, str]) -> Any:
        """What a class method returns for what is known of the inputs."""
        from .loop import wait_for

        inputs = self._lists_of_unknown(self._inputs(node_call))
        target = self.node_class
        if is_version_3(target):
            target, inputs = target.for_call(inputs)
        function = class_method(target, names)
        if names is not FINGERPRINT:  # which gets all, whether it takes them or not, and else fails: so do those of ComfyUI
            inputs = arguments_of(function, inputs, self.node_class.INPUT_TYPES().get("required") or ())
        return wait_for(function(**inputs))

    def check_lazy(self, node_call: NodeCall) -> None:
        from .loop import wait_for

        inputs = self._lists_of_unknown(self._inputs(node_call))
        target, inputs = self._target(node_call, inputs, asks_lazy=True)
        needed = wait_for(target.check_lazy_status(**inputs))
        names = needed if isinstance(needed, list) else []
        node_call.complete(plain_answer([name for name in names if isinstance(name, str)]))

    def answer_schema(self, node_call: NodeCall) -> None:
        node_call.complete(plain_answer(self.schema()))

    def fail(self, node_call: NodeCall, error: BaseException) -> None:
        # What others of the prompt's nodes raise when it has ended is not why it failed
        if node_call.prompt_id is not None and not isinstance(error, InterruptProcessingException):
            self.registry.failures.setdefault(node_call.prompt_id, error)
        node_call.fail(error)

    def _target(
        self, node_call: NodeCall, inputs: dict[str, Any], asks_lazy: bool = False
    ) -> tuple[Any, dict[str, Any]]:
        """What the function is called on, and with.

        That is the object of this node, which keeps its state from run to run; or, as classes of version 3 have no
        objects, a class for this call.
        """
        if is_version_3(self.node_class):
            return self.node_class.for_call(inputs, asks_lazy)  # type: ignore[no-any-return]
        if self.registry.configuration.get("cache_none"):
            return self.node_class(), inputs
        return self.objects.of(node_call.node_id or "", node_call.prompt_id), inputs

    def _lists_of_unknown(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """The inputs of a node that takes lists: of what is not known, or was not asked for, one of None."""
        if not getattr(self.node_class, "INPUT_IS_LIST", False):
            return inputs
        return {name: (None,) if item is None else item for name, item in inputs.items()}

    def _inputs(self, node_call: NodeCall) -> dict[str, Any]:
        inputs = node_call.inputs()
        declared = self.node_class.INPUT_TYPES()
        look_into_videos(inputs, declared)
        for name, kind in hidden_kinds(declared).items():
            given = inputs.get(name)
            if kind == "DYNPROMPT" and isinstance(given, EngineObject):
                inputs[name] = DynamicPrompt(given.value)
            elif kind == "DYNPROMPT" and isinstance(given, list):  # for a node that takes lists
                inputs[name] = [DynamicPrompt(item.value) for item in given]
            else:
                inputs.setdefault(name, None)
        return inputs


def _inference_mode(node_class: Any) -> AbstractContextManager[Any]:
    torch: Any = sys.modules.get("torch")
    if not hasattr(torch, "inference_mode") or not getattr(node_class, "INFERENCE_MODE", True):
        return nullcontext()
    mode: AbstractContextManager[Any] = torch.inference_mode()
    return mode


def _trampoline(method: str) -> Any:
    """The function that the library calls, for one of the methods of a _NodeClass."""

    def run(handle: int, number: int) -> None:
        node_call = None
        try:
            registry = _classes[number].registry
            node_call = NodeCall(handle, registry.engine)
            with context_configuration(registry.configuration):
                getattr(_classes[number], method)(node_call)
        except BaseException as error:
            if node_call is None:
                logger.exception("a call of a node could not be taken")
            else:
                _classes[number].fail(node_call, error)

    return _abi.NodeFunction(run)


_execute = _trampoline("execute")
_validate = _trampoline("validate")
_fingerprint = _trampoline("fingerprint")
_check_lazy = _trampoline("check_lazy")
_schema = _trampoline("answer_schema")


def _forget(number: int) -> None:
    _classes.pop(number, None)


_destroy = _abi.NodeFunctionsDestroy(_forget)


def register(registry: Registry, name: str, node_class: Any, display_name: str | None) -> bool:
    """Makes a node class known to an engine, in place of an earlier one of that name.

    Nodes of the library's own are not replaced, as ComfyUI's are not: then this warns, and returns False.
    """
    described = _NodeClass(registry, name, node_class, display_name)
    number = next(_numbers)
    functions = _abi.NodeFunctions(
        execute=_execute,
        validate=_validate if class_method(node_class, VALIDATE) else _abi.NodeFunction(),
        fingerprint=_fingerprint if class_method(node_class, FINGERPRINT) else _abi.NodeFunction(),
        check_lazy=_check_lazy if hasattr(node_class, "check_lazy_status") else _abi.NodeFunction(),
        schema=_schema,
        destroy=_destroy,
        user_data=number,
    )
    with context_configuration(registry.configuration):
        schema = json.dumps(described.schema()).encode()
    _classes[number] = described
    for replacing in (False, True):
        try:
            call(library().comfy_client_register_node, registry.engine, schema, ctypes.byref(functions))
            return True
        except ComfyError as error:
            if error.status != _abi.STATUS_ALREADY_EXISTS:
                del _classes[number]
                raise
        if replacing or not unregister(registry, name):
            break
    del _classes[number]
    logger.warning("the node %s is left out: the library has one of that name", name)
    return False


def forget_objects(registry: Registry) -> None:
    """Has the nodes of an engine begin anew: their objects go with the cached outputs."""
    for described in list(_classes.values()):
        if described.registry is registry:
            described.objects.clear()


def unregister(registry: Registry, name: str) -> bool:
    """Takes a node class out of an engine; False if it was not registered there."""
    try:
        call(library().comfy_client_unregister_node, registry.engine, name.encode())
    except ComfyError as error:
        if error.status == _abi.STATUS_NOT_FOUND:
            return False
        raise
    return True
