"""Handles of the library as objects: an engine (comfy_client) and its tasks (comfy_task)."""

from __future__ import annotations

import ctypes
import functools
import json
import logging
import uuid
import weakref
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from . import _abi
from ._library import library
from .configuration import Configuration, from_json, to_json
from .errors import ComfyError, call, take_text
from .execution_context import context_configuration
from .folder_paths import base_directories, get_input_directory, get_output_directory, get_temp_directory
from .images import Image
from .notifications import ProgressNotification, from_event
from .package_typing import ExportedNodes
from .prompt_errors import prompt_exception
from .task_progress import Progress
from .tracing import current_trace

if TYPE_CHECKING:
    from .nodes.registration import Registry

logger = logging.getLogger(__name__)

Executor = Literal["in_process", "isolated"]
_EXECUTORS = {"in_process": _abi.EXECUTOR_IN_PROCESS, "isolated": _abi.EXECUTOR_ISOLATED}


def _encoded(text: str | Path | None) -> bytes | None:
    return None if text is None else str(text).encode()


class Engine:
    """A comfy_client: folders, models, a queue, workers. Safe to use from any thread.

    It is cancelled and destroyed when it is collected or the interpreter exits; `close` waits for its prompts instead.
    """

    def __init__(
        self,
        configuration: Mapping[str, Any] | None = None,
        *,
        client_id: str | None = None,
        max_workers: int = 1,
        threads: int = 0,
        executor: Executor = "in_process",
        models_directory: str | Path | None = None,
        temp_directory: str | Path | None = None,
        input_directory: str | Path | None = None,
        memory_budget: int = 0,
    ) -> None:
        """`memory_budget`: bytes that idle weights and large activations may take together; 0: by the configuration."""
        self._library = library()
        options = _abi.ClientOptions(
            configuration=to_json(configuration).encode(),
            client_id=_encoded(client_id),
            max_workers=max_workers,
            threads=threads,
            executor=_EXECUTORS[executor],
            models_directory=_encoded(models_directory),
            temp_directory=_encoded(temp_directory),
            input_directory=_encoded(input_directory),
            memory_budget=memory_budget,
        )
        handle = ctypes.c_void_p()
        call(self._library.comfy_client_create, ctypes.byref(handle), ctypes.byref(options))
        self.handle = handle
        self._finalizer = weakref.finalize(self, self._library.comfy_client_cancel_and_destroy, handle)
        #: The exceptions of nodes written in Python that failed, by prompt, until the prompt's result is asked for.
        self.failures: dict[str, BaseException] = {}
        #: Why modules of custom nodes were left out, by their paths.
        self.failed_custom_nodes: dict[Path, Exception] = {}
        #: The folders with scripts for ComfyUI's page that packs of custom nodes have, by the packs' names.
        self.extension_web_directories: dict[str, str] = {}
        self._registered: dict[str, tuple[Any, str | None]] = {}

    @property
    def registered_nodes(self) -> Collection[str]:
        """The names of the node classes written in Python that are known."""
        return self._registered.keys()

    def close(self) -> None:
        """Waits until all prompts have finished, then destroys the client. May be called again."""
        if self._finalizer.detach():
            self._library.comfy_client_destroy(self.handle)

    def cancel_and_close(self) -> None:
        """Cancels all prompts and destroys the client. May be called again."""
        self._finalizer()

    def queue(
        self,
        workflow: str,
        *,
        prompt_id: str | None = None,
        client_id: str | None = None,
        targets: Sequence[str] | None = None,
        extra_data: Mapping[str, Any] | None = None,
        trace: Mapping[str, str] | None = None,
    ) -> Task:
        """Queues a workflow, as JSON text in any form that `convert_workflow` takes.

        Its spans join `trace`, as `current_trace` gives it; None is the caller's.
        """
        prompt_id = prompt_id or str(uuid.uuid4())
        trace = current_trace() if trace is None else trace
        options = _abi.PromptOptions(
            prompt_id=prompt_id.encode(),
            client_id=_encoded(client_id),
            extra_data=_encoded(json.dumps(extra_data) if extra_data is not None else None),
            traceparent=_encoded(trace.get("traceparent")),
            tracestate=_encoded(trace.get("tracestate")),
        )
        _set_targets(options, targets)
        if self._registered:
            self._registry.prompts.add(prompt_id, workflow)
        handle = ctypes.c_void_p()
        call(
            self._library.comfy_client_queue_prompt,
            ctypes.byref(handle),
            self.handle,
            workflow.encode(),
            ctypes.byref(options),
        )
        return Task(handle, prompt_id, self.failures)

    def validate(self, workflow: str, targets: Sequence[str] | None = None) -> dict[str, Any]:
        """What ComfyUI's server would answer to a workflow of any form before it queues it: "error", "node_errors", the
        "outputs" that would run, and a "summary" for people."""
        options = _abi.PromptOptions()
        _set_targets(options, targets)
        text = take_text(
            self._library.comfy_client_validate_prompt, self.handle, workflow.encode(), ctypes.byref(options)
        )
        return dict(json.loads(text or "{}"))

    def register_nodes(self, node_classes: Mapping[str, Any], display_names: Mapping[str, str] | None = None) -> None:
        """Makes node classes written in Python known, by the names that prompts use.

        One of an earlier class replaces it; one of the library's own nodes is left out with a warning. Raises
        TypeError or ComfyError if a class is none that can be; then all is as it was before.
        """
        former: dict[str, tuple[Any, str | None] | None] = {}
        try:
            for name, node_class in node_classes.items():
                known = self._registered.get(name)
                if known is None or known[0] is not node_class:
                    self._register(name, node_class, (display_names or {}).get(name))
                    former[name] = known
        except BaseException:
            for name, known in former.items():
                self.unregister_node(name)
                if known is not None:
                    self._register(name, *known)
            raise

    def _register(self, name: str, node_class: Any, display_name: str | None) -> None:
        from .nodes.registration import register

        if not self._registered:
            # nodes written in Python expect them to be there
            with context_configuration(self.configuration):
                for directory in (get_input_directory(), get_output_directory(), get_temp_directory()):
                    Path(directory).mkdir(parents=True, exist_ok=True)
        register(self._registry, name, node_class, display_name)
        self._registered[name] = node_class, display_name

    def register_known(self, nodes: ExportedNodes) -> None:
        """The same for nodes that others have written: those that cannot be are logged and left out."""
        for name, node_class in nodes.NODE_CLASS_MAPPINGS.items():
            try:
                self.register_nodes({name: node_class}, nodes.NODE_DISPLAY_NAME_MAPPINGS)
            except Exception as error:
                logger.error("the node %s is left out: %s: %s", name, type(error).__name__, error)
                logger.debug("the whole story:", exc_info=error)
                self._registered[name] = node_class, None

    def register_installed_nodes(self) -> None:
        """Those of the custom_nodes folders in the configuration's base directories, unless it forbids them."""
        for base in base_directories(self.configuration):
            self.register_nodes_in(base / "custom_nodes")

    def register_nodes_in(self, folder: Path) -> None:
        """Those of a folder like custom_nodes, if it is there and the configuration does not forbid them."""
        if self.configuration["disable_all_custom_nodes"] or not folder.is_dir():
            return
        from .nodes.loader import load_folder

        lists = self.configuration["blacklist_custom_nodes"], self.configuration["whitelist_custom_nodes"]
        loaded = load_folder(folder, *lists)
        self.register_known(loaded.nodes)
        self.extension_web_directories.update(loaded.nodes.EXTENSION_WEB_DIRS)
        self.failed_custom_nodes.update(loaded.failures)

    def unregister_node(self, name: str) -> bool:
        """Takes such a class out; False if there is none of that name."""
        from .nodes.registration import unregister

        self._registered.pop(name, None)
        return unregister(self._registry, name)

    @functools.cached_property
    def _registry(self) -> Registry:
        from .nodes.registration import Registry

        return Registry(self.handle, self.configuration, self.failures)

    def interrupt(self, prompt_id: str | None = None) -> None:
        """Cancels the running prompt of that id, or all that run."""
        call(self._library.comfy_client_interrupt, self.handle, _encoded(prompt_id))

    def clear_cache(self) -> None:
        """Forgets cached outputs and the objects of nodes, and unloads models; waits for the workers that are idle."""
        call(self._library.comfy_client_clear_cache, self.handle)
        if self._registered:
            from .nodes.registration import forget_objects

            forget_objects(self._registry)

    @functools.cached_property
    def configuration(self) -> Configuration:
        """The configuration in force, defaults, environment and files included; secrets are starred out."""
        return from_json(take_text(self._library.comfy_client_get_configuration, self.handle) or "{}")

    def node_schemas(self, class_name: str | None = None) -> dict[str, Any]:
        """The schemas of all node classes, or of one, as ComfyUI's /object_info has them."""
        text = take_text(self._library.comfy_client_get_node_schemas, self.handle, _encoded(class_name))
        schemas = dict(json.loads(text or "{}"))
        for name in schemas.keys() & self._registered.keys():
            # which the library tells of classes of version 3 alone
            aliases = getattr(self._registered[name][0], "SEARCH_ALIASES", None)
            if aliases:
                schemas[name].setdefault("search_aliases", [str(alias) for alias in aliases])
        return schemas

    def memory(self) -> dict[str, Any]:
        """The loaded models and what they take, and the process's memory."""
        text = take_text(self._library.comfy_client_get_memory, self.handle)
        return dict(json.loads(text or "{}"))


def _set_targets(options: _abi.PromptOptions, targets: Sequence[str] | None) -> None:
    if targets is not None:
        names = [target.encode() for target in targets]
        options.targets = (ctypes.c_char_p * max(1, len(names)))(*names)
        options.target_count = len(names)


class Task:
    """A comfy_task: a prompt that was queued. Dropping it neither stops nor disturbs the prompt."""

    def __init__(self, handle: ctypes.c_void_p, prompt_id: str, failures: dict[str, BaseException]) -> None:
        self._library = library()
        self.handle = handle
        self.prompt_id = prompt_id
        self._failures = failures
        self._event = _abi.Event()
        #: Whether the last notification was taken.
        self.ended = False
        self._release = weakref.finalize(self, self._library.comfy_task_release, handle)

    def release(self) -> None:
        """Gives the handle back. May be called again."""
        self._release()

    def event_descriptor(self) -> int:
        """A descriptor that is readable while `poll(0)` would give a notification or find the end."""
        descriptor = ctypes.c_int32()
        call(self._library.comfy_task_get_event_fd, ctypes.byref(descriptor), self.handle)
        return descriptor.value

    def poll(self, timeout: float) -> ProgressNotification | None:
        """The next notification, or None if there is none within `timeout` seconds or the last one was taken."""
        status = call(
            self._library.comfy_task_poll_event, ctypes.byref(self._event), self.handle, round(timeout * 1000)
        )
        self.ended = status == _abi.STATUS_END
        return from_event(self._event) if status == _abi.STATUS_OK else None

    def wake(self) -> None:
        """Has a `poll` that waits on another thread return None at once; if none waits, the next one does."""
        call(self._library.comfy_task_wake, self.handle)

    def notifications(self) -> Iterator[ProgressNotification]:
        """All notifications, waiting for each; ends with the prompt. Ctrl-C gets through."""
        while not self.ended:
            notification = self.poll(0.2)
            if notification is not None:
                yield notification

    def cancel(self) -> None:
        """Asks the prompt to end; nothing happens if it has ended already."""
        call(self._library.comfy_task_cancel, self.handle)

    def result(self) -> dict[str, Any]:
        """The outputs by node. Raises what ComfyUI raises if the prompt has failed."""
        own_failure = self._failures.pop(self.prompt_id, None)
        try:
            text = take_text(self._library.comfy_task_get_result, self.handle)
        except ComfyError as error:
            if error.status == _abi.STATUS_EXECUTION_FAILED and own_failure is not None:
                raise own_failure from None
            raise prompt_exception(error) from None
        return dict(json.loads(text or "{}"))

    def warnings(self) -> list[dict[str, Any]]:
        """What was left out or not done as files and inputs say, so far: the data of the notifications "warning"."""
        return list(json.loads(take_text(self._library.comfy_task_get_warnings, self.handle) or "[]"))

    def progress(self) -> Progress:
        """Where the prompt stands."""
        progress = _abi.Progress()
        call(self._library.comfy_task_get_progress, ctypes.byref(progress), self.handle)
        return Progress.from_native(progress)

    def overall_progress(self) -> float:
        """0...1: the share of the time that is over."""
        return self.progress().overall

    def images(self) -> list[Image]:
        """Copies of the output images, in the order of the result's nodes."""
        count = ctypes.c_size_t()
        call(self._library.comfy_task_get_image_count, ctypes.byref(count), self.handle)
        images = []
        for index in range(count.value):
            image = _abi.Image()
            call(self._library.comfy_task_get_image, ctypes.byref(image), self.handle, index)
            images.append(Image.from_native(image))
        return images


def configuration_in_force(configuration: Mapping[str, Any] | None = None) -> Configuration:
    """What an engine of that configuration has, with its files and the environment."""
    engine = Engine(configuration)
    try:
        return engine.configuration
    finally:
        engine.close()
