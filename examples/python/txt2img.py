#!/usr/bin/env python3
"""Text to image with libcomfy, from plain Python: ctypes and nothing else.

    make build
    python3 examples/python/txt2img.py "a large red circle on a blue background"

Queues ComfyUI's classic seven-node workflow on the demo model, shows the progress, and prints the path of the PNG.
include/comfy.h is the manual of every function that is used here.
"""
import ctypes
import json
import pathlib
import sys
from ctypes import POINTER, byref, c_char_p, c_double, c_int32, c_int64, c_size_t, c_uint32, c_void_p

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO_MODEL = ROOT / "examples" / "demo-model"

OK, TIMEOUT, END = 0, 1, 2


class ClientOptions(ctypes.Structure):
    """comfy_client_options: what is zero is left to the library."""

    _fields_ = [
        ("size", c_size_t),
        ("configuration", c_char_p),
        ("base_directory", c_char_p),
        ("models_directory", c_char_p),
        ("input_directory", c_char_p),
        ("output_directory", c_char_p),
        ("temp_directory", c_char_p),
        ("client_id", c_char_p),
        ("executor", c_int32),
        ("max_workers", c_uint32),
        ("threads", c_uint32),
        ("flags", c_uint32),
        ("event_queue_size", c_uint32),
        ("reserved", c_uint32),
        ("event_callback", c_void_p),
        ("user_data", c_void_p),
    ]


class Event(ctypes.Structure):
    """comfy_event: what happened; the texts live until the next poll."""

    _fields_ = [
        ("size", c_size_t),
        ("kind", c_int32),
        ("reserved", c_int32),
        ("name", c_char_p),
        ("json", c_char_p),
        ("json_length", c_size_t),
        ("prompt_id", c_char_p),
        ("client_id", c_char_p),
        ("image", c_void_p),
        ("sequence", ctypes.c_uint64),
        ("dropped", ctypes.c_uint64),
        ("timestamp_ms", c_int64),
    ]


class Progress(ctypes.Structure):
    """comfy_progress: where a task stands."""

    _fields_ = [
        ("size", c_size_t),
        ("state", c_int32),
        ("reserved", c_int32),
        ("node_id", c_char_p),
        ("value", c_double),
        ("max", c_double),
        ("overall", c_double),
        ("nodes_done", c_size_t),
        ("nodes_total", c_size_t),
    ]


class ComfyError(Exception):
    """A call failed; `details` is what the library knows beyond the message."""

    def __init__(self, message, details=None):
        super().__init__(message)
        self.details = details


def load_library():
    path = ROOT / "dist" / "lib" / "libcomfy.so"
    if not path.exists():
        sys.exit(f"{path} is not there: run `make build` first")
    library = ctypes.CDLL(str(path))
    # Handles are 64 bits wide; without a declaration ctypes would pass 32.
    signatures = {
        "comfy_client_create": [POINTER(c_void_p), POINTER(ClientOptions), POINTER(c_void_p)],
        "comfy_client_cancel_and_destroy": [c_void_p],
        "comfy_client_queue_prompt": [POINTER(c_void_p), c_void_p, c_char_p, c_void_p, POINTER(c_void_p)],
        "comfy_task_poll_event": [POINTER(Event), c_void_p, c_int64, POINTER(c_void_p)],
        "comfy_task_get_progress": [POINTER(Progress), c_void_p, POINTER(c_void_p)],
        "comfy_task_get_result": [POINTER(c_void_p), c_void_p, POINTER(c_void_p)],
        "comfy_task_release": [c_void_p],
        "comfy_error_message": [c_void_p],
        "comfy_error_details": [c_void_p],
        "comfy_error_release": [c_void_p],
        "comfy_free": [c_void_p],
    }
    for name, arguments in signatures.items():
        function = getattr(library, name)
        function.argtypes = arguments
        function.restype = c_int32
    for name in ("comfy_error_message", "comfy_error_details"):
        getattr(library, name).restype = c_char_p
    for name in ("comfy_client_cancel_and_destroy", "comfy_task_release", "comfy_error_release", "comfy_free"):
        getattr(library, name).restype = None
    return library


comfy = load_library()


def call(function, *arguments):
    """Calls a function whose last parameter is `comfy_error **`; its error becomes an exception."""
    error = c_void_p()
    status = function(*arguments, byref(error))
    if status >= OK:
        return status
    message = comfy.comfy_error_message(error).decode()
    details = comfy.comfy_error_details(error)
    details = json.loads(details) if details else None
    comfy.comfy_error_release(error)
    raise ComfyError(message, details)


def take_text(pointer):
    """Copies a text that the library made, and gives it back."""
    text = ctypes.string_at(pointer).decode()
    comfy.comfy_free(pointer)
    return text


def workflow(prompt, seed):
    """What ComfyUI's "Export (API)" gives: a node's input is a value, or a link [node, output]."""
    nodes = {
        "4": ("CheckpointLoaderSimple", {"ckpt_name": "demo.safetensors"}),
        "5": ("EmptyLatentImage", {"width": 128, "height": 128, "batch_size": 1}),
        "6": ("CLIPTextEncode", {"text": prompt, "clip": ["4", 1]}),
        "7": ("CLIPTextEncode", {"text": "", "clip": ["4", 1]}),
        "3": (
            "KSampler",
            {
                "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
                "seed": seed, "steps": 20, "cfg": 3.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
            },
        ),
        "8": ("VAEDecode", {"samples": ["3", 0], "vae": ["4", 2]}),
        "9": ("SaveImage", {"images": ["8", 0], "filename_prefix": "txt2img"}),
    }
    return {node: {"class_type": name, "inputs": inputs} for node, (name, inputs) in nodes.items()}


def show_progress(task):
    progress = Progress(size=ctypes.sizeof(Progress))
    call(comfy.comfy_task_get_progress, byref(progress), task)
    filled = int(progress.overall * 40)
    sys.stderr.write(f"\r[{'#' * filled}{'-' * (40 - filled)}] {progress.overall:4.0%}")
    sys.stderr.flush()


def run(client, nodes):
    """Queues a workflow, shows its progress, and returns its outputs."""
    task = c_void_p()
    call(comfy.comfy_client_queue_prompt, byref(task), client, json.dumps(nodes).encode(), None)
    try:
        event = Event(size=ctypes.sizeof(Event))
        while call(comfy.comfy_task_poll_event, byref(event), task, 100) != END:
            show_progress(task)
        sys.stderr.write("\n")
        outputs = c_void_p()
        call(comfy.comfy_task_get_result, byref(outputs), task)
        return json.loads(take_text(outputs))
    finally:
        comfy.comfy_task_release(task)


def main():
    prompt = sys.argv[1] if len(sys.argv) > 1 else "a large red circle on a blue background"
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 42
    options = ClientOptions(
        size=ctypes.sizeof(ClientOptions),
        models_directory=str(DEMO_MODEL).encode(),
        output_directory=str(pathlib.Path.cwd() / "output").encode(),
    )
    client = c_void_p()
    call(comfy.comfy_client_create, byref(client), byref(options))
    try:
        outputs = run(client, workflow(prompt, seed))
    finally:
        comfy.comfy_client_cancel_and_destroy(client)
    print(outputs["9"]["images"][0]["abs_path"])


if __name__ == "__main__":
    try:
        main()
    except ComfyError as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit("\ncancelled")
