"""What include/comfy.h declares, for ctypes. Made by bindings/generate.py. Do not edit."""

from __future__ import annotations

import ctypes
from ctypes import (
    CFUNCTYPE,
    POINTER,
    c_bool,
    c_char_p,
    c_double,
    c_float,
    c_int32,
    c_int64,
    c_size_t,
    c_uint8,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any

VERSION = "0.1.0"
SONAME = "libcomfy.so.0"

STATUS_OK = 0
STATUS_TIMEOUT = 1
STATUS_END = 2
STATUS_INVALID_ARGUMENT = -1
STATUS_INVALID_HANDLE = -2
STATUS_INVALID_STRUCT = -3
STATUS_INVALID_UTF8 = -4
STATUS_INVALID_JSON = -5
STATUS_INVALID_CONFIGURATION = -6
STATUS_NOT_FOUND = -7
STATUS_NOT_READY = -8
STATUS_QUEUE_FULL = -9
STATUS_VALIDATION_FAILED = -10
STATUS_EXECUTION_FAILED = -11
STATUS_CANCELLED = -12
STATUS_CLOSED = -13
STATUS_UNSUPPORTED = -14
STATUS_IO = -15
STATUS_OUT_OF_RESOURCES = -16
STATUS_INTERNAL = -17
STATUS_ALREADY_EXISTS = -18

LOG_LEVEL_NONE = 0
LOG_LEVEL_ERROR = 1
LOG_LEVEL_WARNING = 2
LOG_LEVEL_INFO = 3
LOG_LEVEL_DEBUG = 4

PIXEL_FORMAT_GRAY8 = 1
PIXEL_FORMAT_RGB8 = 3
PIXEL_FORMAT_RGBA8 = 4

EVENT_KIND_OTHER = 0
EVENT_KIND_EXECUTION_START = 1
EVENT_KIND_EXECUTION_CACHED = 2
EVENT_KIND_EXECUTING = 3
EVENT_KIND_PROGRESS = 4
EVENT_KIND_PROGRESS_STATE = 5
EVENT_KIND_PREVIEW = 6
EVENT_KIND_EXECUTED = 7
EVENT_KIND_EXECUTION_SUCCESS = 8
EVENT_KIND_EXECUTION_ERROR = 9
EVENT_KIND_EXECUTION_INTERRUPTED = 10
EVENT_KIND_STATUS = 11
EVENT_KIND_PROGRESS_TEXT = 12
EVENT_KIND_WARNING = 13
EVENT_KIND_PROMPT_FINISHED = 14

TASK_STATE_QUEUED = 0
TASK_STATE_RUNNING = 1
TASK_STATE_SUCCESS = 2
TASK_STATE_ERROR = 3
TASK_STATE_CANCELLED = 4

SPAN_STATUS_UNSET = 0
SPAN_STATUS_ERROR = 2

EXECUTOR_AUTO = 0
EXECUTOR_IN_PROCESS = 1
EXECUTOR_ISOLATED = 2

CLIENT_FLAG_SERVER_EVENTS = 1
CLIENT_FLAG_EVENT_QUEUE = 2

FREE_MODELS = 1
FREE_CACHE = 2

VALUE_KIND_NULL = 0
VALUE_KIND_BOOL = 1
VALUE_KIND_INT = 2
VALUE_KIND_FLOAT = 3
VALUE_KIND_STRING = 4
VALUE_KIND_TENSOR = 5
VALUE_KIND_LIST = 6
VALUE_KIND_DICTIONARY = 7
VALUE_KIND_OBJECT = 8
VALUE_KIND_ENGINE_OBJECT = 9
VALUE_KIND_BLOCKER = 10


class Struct(ctypes.Structure):
    """A struct of the header: its first field `size` says how much of it the caller knows."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(size=ctypes.sizeof(self), **fields)


LogCallback = CFUNCTYPE(None, c_int32, c_char_p, c_void_p)


class LogRecord(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("level", c_int32),
        ("reserved", c_int32),
        ("message", c_char_p),
        ("fields", c_char_p),
        ("timestamp_ms", c_int64),
    ]


LogRecordCallback = CFUNCTYPE(None, POINTER(LogRecord), c_void_p)


class Image(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("pixels", POINTER(c_uint8)),
        ("width", c_int64),
        ("height", c_int64),
        ("channels", c_int64),
        ("stride", c_int64),
        ("format", c_int32),
        ("index", c_int32),
        ("node_id", c_char_p),
        ("filename", c_char_p),
        ("subfolder", c_char_p),
        ("type", c_char_p),
    ]


class Progress(Struct):
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
        ("seconds_per_step", c_double),
        ("seconds_elapsed", c_double),
        ("seconds_left", c_double),
    ]


class Event(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("kind", c_int32),
        ("reserved", c_int32),
        ("name", c_char_p),
        ("json", c_char_p),
        ("json_length", c_size_t),
        ("prompt_id", c_char_p),
        ("client_id", c_char_p),
        ("image", POINTER(Image)),
        ("sequence", c_uint64),
        ("dropped", c_uint64),
        ("timestamp_ms", c_int64),
        ("progress", POINTER(Progress)),
    ]


EventCallback = CFUNCTYPE(None, POINTER(Event), c_void_p)


class Span(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("status", c_int32),
        ("reserved", c_int32),
        ("name", c_char_p),
        ("trace_id", c_char_p),
        ("span_id", c_char_p),
        ("parent_span_id", c_char_p),
        ("trace_state", c_char_p),
        ("start_ns", c_int64),
        ("end_ns", c_int64),
        ("status_message", c_char_p),
        ("attributes", c_char_p),
        ("events", c_char_p),
    ]


SpanCallback = CFUNCTYPE(None, POINTER(Span), c_void_p)


class ClientOptions(Struct):
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
        ("event_callback", EventCallback),
        ("user_data", c_void_p),
        ("span_callback", SpanCallback),
        ("memory_budget", c_uint64),
    ]


ReleaseCallback = CFUNCTYPE(None, c_void_p, c_size_t, c_void_p)


class ModelFile(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("data", c_void_p),
        ("byte_count", c_size_t),
        ("release", ReleaseCallback),
        ("user_data", c_void_p),
    ]


ObjectRelease = CFUNCTYPE(None, c_void_p, c_void_p)


NodeFunction = CFUNCTYPE(None, c_void_p, c_void_p)


NodeFunctionsDestroy = CFUNCTYPE(None, c_void_p)


class NodeFunctions(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("execute", NodeFunction),
        ("validate", NodeFunction),
        ("fingerprint", NodeFunction),
        ("check_lazy", NodeFunction),
        ("schema", NodeFunction),
        ("destroy", NodeFunctionsDestroy),
        ("user_data", c_void_p),
    ]


class NodeCallInfo(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("class_name", c_char_p),
        ("node_id", c_char_p),
        ("display_node_id", c_char_p),
        ("prompt_id", c_char_p),
        ("client_id", c_char_p),
        ("list_index", c_int64),
    ]


class NodeResult(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("outputs", POINTER(c_void_p)),
        ("output_count", c_size_t),
        ("ui", c_char_p),
        ("images", POINTER(Image)),
        ("image_count", c_size_t),
        ("expansion", c_void_p),
    ]


class PromptOptions(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("prompt_id", c_char_p),
        ("client_id", c_char_p),
        ("targets", POINTER(c_char_p)),
        ("target_count", c_size_t),
        ("priority", c_int32),
        ("flags", c_uint32),
        ("traceparent", c_char_p),
        ("extra_data", c_char_p),
        ("tracestate", c_char_p),
    ]


#: Result and parameters of each function.
FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "comfy_status_name": (c_char_p, [c_int32]),
    "comfy_error_status": (c_int32, [c_void_p]),
    "comfy_error_message": (c_char_p, [c_void_p]),
    "comfy_error_details": (c_char_p, [c_void_p]),
    "comfy_error_release": (None, [c_void_p]),
    "comfy_version": (c_uint32, []),
    "comfy_version_string": (c_char_p, []),
    "comfy_get_build_info": (c_int32, [POINTER(c_void_p), POINTER(c_void_p)]),
    "comfy_get_folder_categories": (c_int32, [POINTER(c_void_p), POINTER(c_void_p)]),
    "comfy_get_configuration_keys": (c_int32, [POINTER(c_void_p), POINTER(c_void_p)]),
    "comfy_get_core_node_schemas": (c_int32, [POINTER(c_void_p), c_char_p, POINTER(c_void_p)]),
    "comfy_free": (None, [c_void_p]),
    "comfy_set_log_callback": (c_int32, [c_int32, LogCallback, c_void_p]),
    "comfy_set_log_record_callback": (c_int32, [c_int32, LogRecordCallback, c_void_p]),
    "comfy_client_create": (c_int32, [POINTER(c_void_p), POINTER(ClientOptions), POINTER(c_void_p)]),
    "comfy_client_destroy": (None, [c_void_p]),
    "comfy_client_cancel_and_destroy": (None, [c_void_p]),
    "comfy_client_is_running": (c_int32, [POINTER(c_bool), c_void_p, POINTER(c_void_p)]),
    "comfy_client_get_task_count": (c_int32, [POINTER(c_size_t), c_void_p, POINTER(c_void_p)]),
    "comfy_client_get_configuration": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_client_get_node_schemas": (c_int32, [POINTER(c_void_p), c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_client_clear_cache": (c_int32, [c_void_p, POINTER(c_void_p)]),
    "comfy_client_interrupt": (c_int32, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_client_get_queue": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_client_remove_queued": (c_int32, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_client_clear_queue": (c_int32, [c_void_p, POINTER(c_void_p)]),
    "comfy_client_get_history": (c_int32, [POINTER(c_void_p), c_void_p, c_int64, c_int64, POINTER(c_void_p)]),
    "comfy_client_get_history_entry": (c_int32, [POINTER(c_void_p), c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_client_remove_history_entry": (c_int32, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_client_clear_history": (c_int32, [c_void_p, POINTER(c_void_p)]),
    "comfy_client_set_history_limit": (c_int32, [c_void_p, c_size_t, POINTER(c_void_p)]),
    "comfy_client_get_memory": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_client_get_metrics": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_client_load_model": (c_int32, [c_void_p, c_char_p, c_char_p, POINTER(c_void_p)]),
    "comfy_client_unload_model": (c_int32, [c_void_p, c_char_p, c_char_p, POINTER(c_void_p)]),
    "comfy_client_unload_all_models": (c_int32, [c_void_p, POINTER(c_void_p)]),
    "comfy_client_free_memory": (c_int32, [c_void_p, c_uint32, POINTER(c_void_p)]),
    "comfy_client_add_image": (c_int32, [c_void_p, c_char_p, POINTER(Image), POINTER(c_void_p)]),
    "comfy_client_remove_image": (c_int32, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_client_add_model_file": (c_int32, [c_void_p, c_char_p, c_char_p, POINTER(ModelFile), POINTER(c_void_p)]),
    "comfy_client_remove_model_file": (c_int32, [c_void_p, c_char_p, c_char_p, POINTER(c_void_p)]),
    "comfy_value_create_from_json": (c_int32, [POINTER(c_void_p), c_char_p, POINTER(c_void_p)]),
    "comfy_value_create_null": (c_int32, [POINTER(c_void_p), POINTER(c_void_p)]),
    "comfy_value_create_bool": (c_int32, [POINTER(c_void_p), c_bool, POINTER(c_void_p)]),
    "comfy_value_create_int": (c_int32, [POINTER(c_void_p), c_int64, POINTER(c_void_p)]),
    "comfy_value_create_uint": (c_int32, [POINTER(c_void_p), c_uint64, POINTER(c_void_p)]),
    "comfy_value_create_float": (c_int32, [POINTER(c_void_p), c_double, POINTER(c_void_p)]),
    "comfy_value_create_string": (c_int32, [POINTER(c_void_p), c_char_p, c_size_t, POINTER(c_void_p)]),
    "comfy_value_create_list": (c_int32, [POINTER(c_void_p), POINTER(c_void_p), c_size_t, POINTER(c_void_p)]),
    "comfy_value_create_dictionary": (c_int32, [
        POINTER(c_void_p),
        POINTER(c_char_p),
        POINTER(c_void_p),
        c_size_t,
        POINTER(c_void_p),
    ]),
    "comfy_value_create_tensor": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_value_create_tensor_from_floats": (c_int32, [
        POINTER(c_void_p),
        POINTER(c_float),
        c_size_t,
        POINTER(c_int64),
        c_size_t,
        POINTER(c_void_p),
    ]),
    "comfy_value_create_image": (c_int32, [POINTER(c_void_p), POINTER(Image), c_size_t, POINTER(c_void_p)]),
    "comfy_value_create_object": (c_int32, [POINTER(c_void_p), c_void_p, ObjectRelease, c_void_p, POINTER(c_void_p)]),
    "comfy_value_create_blocker": (c_int32, [POINTER(c_void_p), c_char_p, POINTER(c_void_p)]),
    "comfy_value_release": (None, [c_void_p]),
    "comfy_value_get_kind": (c_int32, [POINTER(c_int32), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_bool": (c_int32, [POINTER(c_bool), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_int": (c_int32, [POINTER(c_int64), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_uint": (c_int32, [POINTER(c_uint64), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_float": (c_int32, [POINTER(c_double), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_string": (c_int32, [POINTER(c_char_p), POINTER(c_size_t), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_count": (c_int32, [POINTER(c_size_t), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_item": (c_int32, [POINTER(c_void_p), c_void_p, c_size_t, POINTER(c_void_p)]),
    "comfy_value_get_key": (c_int32, [POINTER(c_char_p), c_void_p, c_size_t, POINTER(c_void_p)]),
    "comfy_value_get_member": (c_int32, [POINTER(c_void_p), c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_value_get_tensor": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_shape": (c_int32, [POINTER(c_size_t), POINTER(c_int64), c_size_t, c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_floats": (c_int32, [POINTER(c_float), c_size_t, c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_image": (c_int32, [POINTER(Image), c_void_p, c_size_t, POINTER(c_void_p)]),
    "comfy_value_get_object": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_blocker_message": (c_int32, [POINTER(c_char_p), c_void_p, POINTER(c_void_p)]),
    "comfy_value_get_json": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_client_register_node": (c_int32, [c_void_p, c_char_p, POINTER(NodeFunctions), POINTER(c_void_p)]),
    "comfy_client_unregister_node": (c_int32, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_client_poll_node_call": (c_int32, [POINTER(c_void_p), c_void_p, c_int64, POINTER(c_void_p)]),
    "comfy_node_call_get_info": (c_int32, [POINTER(NodeCallInfo), c_void_p, POINTER(c_void_p)]),
    "comfy_node_call_get_inputs": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_node_call_is_cancelled": (c_int32, [POINTER(c_bool), c_void_p, POINTER(c_void_p)]),
    "comfy_node_call_send_progress": (c_int32, [c_void_p, c_double, c_double, POINTER(Image), POINTER(c_void_p)]),
    "comfy_node_call_send_text": (c_int32, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_node_call_warn": (c_int32, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_node_call_allocate_graph_prefix": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_node_call_complete": (c_int32, [c_void_p, POINTER(NodeResult), POINTER(c_void_p)]),
    "comfy_node_call_fail": (c_int32, [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)]),
    "comfy_node_call_interrupt": (c_int32, [c_void_p, POINTER(c_void_p)]),
    "comfy_client_poll_event": (c_int32, [POINTER(Event), c_void_p, c_int64, POINTER(c_void_p)]),
    "comfy_client_wake": (c_int32, [c_void_p, POINTER(c_void_p)]),
    "comfy_client_get_event_fd": (c_int32, [POINTER(c_int32), c_void_p, POINTER(c_void_p)]),
    "comfy_workflow_convert": (c_int32, [POINTER(c_void_p), c_void_p, c_char_p, c_char_p, POINTER(c_void_p)]),
    "comfy_workflow_read": (c_int32, [POINTER(c_void_p), c_void_p, c_size_t, POINTER(c_void_p)]),
    "comfy_workflow_find_inputs": (c_int32, [POINTER(c_void_p), c_void_p, c_char_p, POINTER(c_void_p)]),
    "comfy_workflow_set_input": (c_int32, [
        POINTER(c_void_p),
        c_void_p,
        c_char_p,
        c_char_p,
        c_char_p,
        c_char_p,
        POINTER(c_void_p),
    ]),
    "comfy_workflow_set_prompt": (c_int32, [
        POINTER(c_void_p),
        c_void_p,
        c_char_p,
        c_char_p,
        c_char_p,
        POINTER(c_void_p),
    ]),
    "comfy_workflow_set_seed": (c_int32, [POINTER(c_void_p), c_void_p, c_char_p, c_uint64, POINTER(c_void_p)]),
    "comfy_client_queue_prompt": (c_int32, [
        POINTER(c_void_p),
        c_void_p,
        c_char_p,
        POINTER(PromptOptions),
        POINTER(c_void_p),
    ]),
    "comfy_client_validate_prompt": (c_int32, [
        POINTER(c_void_p),
        c_void_p,
        c_char_p,
        POINTER(PromptOptions),
        POINTER(c_void_p),
    ]),
    "comfy_task_release": (None, [c_void_p]),
    "comfy_task_get_state": (c_int32, [POINTER(c_int32), c_void_p, POINTER(c_void_p)]),
    "comfy_task_get_prompt_id": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_task_wait": (c_int32, [c_void_p, c_int64, POINTER(c_void_p)]),
    "comfy_task_cancel": (c_int32, [c_void_p, POINTER(c_void_p)]),
    "comfy_task_get_progress": (c_int32, [POINTER(Progress), c_void_p, POINTER(c_void_p)]),
    "comfy_task_get_result": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_task_get_error": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_task_get_warnings": (c_int32, [POINTER(c_void_p), c_void_p, POINTER(c_void_p)]),
    "comfy_task_get_image_count": (c_int32, [POINTER(c_size_t), c_void_p, POINTER(c_void_p)]),
    "comfy_task_get_image": (c_int32, [POINTER(Image), c_void_p, c_size_t, POINTER(c_void_p)]),
    "comfy_task_get_preview": (c_int32, [POINTER(Image), c_void_p, POINTER(c_void_p)]),
    "comfy_task_poll_event": (c_int32, [POINTER(Event), c_void_p, c_int64, POINTER(c_void_p)]),
    "comfy_task_wake": (c_int32, [c_void_p, POINTER(c_void_p)]),
    "comfy_task_get_event_fd": (c_int32, [POINTER(c_int32), c_void_p, POINTER(c_void_p)]),
}
