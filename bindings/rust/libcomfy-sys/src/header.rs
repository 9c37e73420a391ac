// Made from include/comfy.h by bindings/generate.py. Do not edit.

use std::os::raw::{c_char, c_void};
use crate::dlpack::DLManagedTensorVersioned;

pub const COMFY_VERSION_MAJOR: u32 = 0;

pub const COMFY_VERSION_MINOR: u32 = 1;

pub const COMFY_VERSION_PATCH: u32 = 0;

/// What these declarations were made from, to be compared with `comfy_version()`.
pub const COMFY_VERSION: u32 = COMFY_VERSION_MAJOR << 16 | COMFY_VERSION_MINOR << 8 | COMFY_VERSION_PATCH;

/// Counts the breaks of the ABI: the soname is libcomfy.so.0.
pub const COMFY_ABI_VERSION: u32 = 0;

/// How a call went: 0 success, positive no failure, negative an error.
pub type comfy_status = i32;

pub const COMFY_STATUS_OK: i32 = 0;
/// The time is over; what was waited for has not happened.
pub const COMFY_STATUS_TIMEOUT: i32 = 1;
/// The stream of events is over: no more will come.
pub const COMFY_STATUS_END: i32 = 2;
/// An argument is NULL, out of range or contradicts another one.
pub const COMFY_STATUS_INVALID_ARGUMENT: i32 = -1;
/// The handle is NULL, was released, is of another kind, or never was one.
pub const COMFY_STATUS_INVALID_HANDLE: i32 = -2;
/// A struct's `size` is smaller than its first version or absurdly large.
pub const COMFY_STATUS_INVALID_STRUCT: i32 = -3;
/// Text is not UTF-8.
pub const COMFY_STATUS_INVALID_UTF8: i32 = -4;
/// Text is not JSON, or too large or too deep.
pub const COMFY_STATUS_INVALID_JSON: i32 = -5;
/// The configuration has an unknown key, a value of a wrong type, or a combination that cannot be.
pub const COMFY_STATUS_INVALID_CONFIGURATION: i32 = -6;
/// There is nothing of that name, id or index.
pub const COMFY_STATUS_NOT_FOUND: i32 = -7;
/// The task has not finished yet.
pub const COMFY_STATUS_NOT_READY: i32 = -8;
/// The queue holds as many prompts as the configuration's max_queue_size admits.
pub const COMFY_STATUS_QUEUE_FULL: i32 = -9;
/// The prompt failed validation; details have ComfyUI's structure. Nothing of it ran.
pub const COMFY_STATUS_VALIDATION_FAILED: i32 = -10;
/// A node failed; details are the data of execution_error.
pub const COMFY_STATUS_EXECUTION_FAILED: i32 = -11;
/// The prompt was cancelled or interrupted.
pub const COMFY_STATUS_CANCELLED: i32 = -12;
/// The client is being destroyed.
pub const COMFY_STATUS_CLOSED: i32 = -13;
/// This version of the library cannot do that.
pub const COMFY_STATUS_UNSUPPORTED: i32 = -14;
/// A file cannot be read or is damaged; the message names it.
pub const COMFY_STATUS_IO: i32 = -15;
/// The system refused memory, a thread or a descriptor.
pub const COMFY_STATUS_OUT_OF_RESOURCES: i32 = -16;
/// A defect of the library. Please report it.
pub const COMFY_STATUS_INTERNAL: i32 = -17;
/// There is something of that name already.
pub const COMFY_STATUS_ALREADY_EXISTS: i32 = -18;

/// Why a call failed.
#[repr(C)]
pub struct comfy_error {
    _private: [u8; 0],
}

pub type comfy_log_level = i32;

pub const COMFY_LOG_LEVEL_NONE: i32 = 0;
pub const COMFY_LOG_LEVEL_ERROR: i32 = 1;
pub const COMFY_LOG_LEVEL_WARNING: i32 = 2;
pub const COMFY_LOG_LEVEL_INFO: i32 = 3;
pub const COMFY_LOG_LEVEL_DEBUG: i32 = 4;

/// `message` is one line without a line end, valid during the call.
pub type comfy_log_callback = Option<unsafe extern "C" fn(level: comfy_log_level, message: *const c_char, user_data: *mut c_void)>;

/// A message with what it is about. All pointers live during the call.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_log_record {
    pub size: usize,
    pub level: comfy_log_level,
    pub reserved: i32,
    /// One line without a line end.
    pub message: *const c_char,
    /// A JSON object, as in {"prompt_id": "...", "trace_id": "...", "seconds": 1.5}; "{}" if there is no more.
    pub fields: *const c_char,
    /// Milliseconds since 1970.
    pub timestamp_ms: i64,
}

pub type comfy_log_record_callback = Option<unsafe extern "C" fn(record: *const comfy_log_record, user_data: *mut c_void)>;

pub type comfy_pixel_format = i32;

pub const COMFY_PIXEL_FORMAT_GRAY8: i32 = 1;
pub const COMFY_PIXEL_FORMAT_RGB8: i32 = 3;
/// Straight alpha.
pub const COMFY_PIXEL_FORMAT_RGBA8: i32 = 4;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_image {
    pub size: usize,
    pub pixels: *const u8,
    pub width: i64,
    pub height: i64,
    /// 1, 3 or 4, as the format says.
    pub channels: i64,
    /// Bytes from one row to the next; 0 on the way in means width * channels.
    pub stride: i64,
    pub format: comfy_pixel_format,
    /// Its place among the images of its node.
    pub index: i32,
    /// The node that it is of.
    pub node_id: *const c_char,
    /// As in the node's output: the file's name and its folder below the directory of that type, which is "output",
    /// "temp" or "input". NULL where there is no file.
    pub filename: *const c_char,
    pub subfolder: *const c_char,
    pub r#type: *const c_char,
}

impl Default for comfy_image {
    /// All zero but the size, as its `_INIT` in C.
    fn default() -> Self {
        let mut value: Self = unsafe { std::mem::zeroed() };
        value.size = std::mem::size_of::<Self>();
        value
    }
}

/// Names as numbers, for a switch.
pub type comfy_event_kind = i32;

/// One that this version has no number for; look at the name.
pub const COMFY_EVENT_KIND_OTHER: i32 = 0;
pub const COMFY_EVENT_KIND_EXECUTION_START: i32 = 1;
pub const COMFY_EVENT_KIND_EXECUTION_CACHED: i32 = 2;
pub const COMFY_EVENT_KIND_EXECUTING: i32 = 3;
pub const COMFY_EVENT_KIND_PROGRESS: i32 = 4;
pub const COMFY_EVENT_KIND_PROGRESS_STATE: i32 = 5;
/// "preview": ComfyUI's PREVIEW_IMAGE_WITH_METADATA; `json` is the metadata, `image` the pixels, not scaled.
pub const COMFY_EVENT_KIND_PREVIEW: i32 = 6;
pub const COMFY_EVENT_KIND_EXECUTED: i32 = 7;
pub const COMFY_EVENT_KIND_EXECUTION_SUCCESS: i32 = 8;
pub const COMFY_EVENT_KIND_EXECUTION_ERROR: i32 = 9;
pub const COMFY_EVENT_KIND_EXECUTION_INTERRUPTED: i32 = 10;
/// "status" {"status": {"exec_info": {"queue_remaining": n}}}: only with COMFY_CLIENT_FLAG_SERVER_EVENTS.
pub const COMFY_EVENT_KIND_STATUS: i32 = 11;
/// "progress_text" {"nodeId", "text"}
pub const COMFY_EVENT_KIND_PROGRESS_TEXT: i32 = 12;
/// "warning" {"prompt_id", "node_id", "node_type", "message", "timestamp"}: something in a file or an input was left
/// out or not done as it says, and the prompt goes on. comfy_task_get_warnings has them all.
pub const COMFY_EVENT_KIND_WARNING: i32 = 13;
/// "prompt_finished" {"prompt_id", "state"}: the last event of every prompt, also of one that never ran. "state" is
/// "success", "error" or "cancelled". It goes to the client's queue and callback; a task's own stream ends.
pub const COMFY_EVENT_KIND_PROMPT_FINISHED: i32 = 14;

pub type comfy_task_state = i32;

pub const COMFY_TASK_STATE_QUEUED: i32 = 0;
pub const COMFY_TASK_STATE_RUNNING: i32 = 1;
pub const COMFY_TASK_STATE_SUCCESS: i32 = 2;
pub const COMFY_TASK_STATE_ERROR: i32 = 3;
pub const COMFY_TASK_STATE_CANCELLED: i32 = 4;

/// Where a task stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_progress {
    pub size: usize,
    pub state: comfy_task_state,
    pub reserved: i32,
    /// The node that runs, NULL if none does. Lives as long as the task, or as the event.
    pub node_id: *const c_char,
    /// Steps of that node, done and in all.
    pub value: f64,
    pub max: f64,
    /// 0...1: the time that is over, as a share of what the prompt takes in all. That is known of the steps that were
    /// done and of what nodes of a class have taken in this process; of others it is estimated. It never goes back.
    pub overall: f64,
    pub nodes_done: usize,
    pub nodes_total: usize,
    /// Seconds that a step of that node takes; 0 where it has none, or has not done one yet.
    pub seconds_per_step: f64,
    /// Seconds since the prompt began to run.
    pub seconds_elapsed: f64,
    /// Seconds to its end; negative before that can be said.
    pub seconds_left: f64,
}

impl Default for comfy_progress {
    /// All zero but the size, as its `_INIT` in C.
    fn default() -> Self {
        let mut value: Self = unsafe { std::mem::zeroed() };
        value.size = std::mem::size_of::<Self>();
        value
    }
}

/// All pointers live until the next poll of the same source, or during the callback.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_event {
    pub size: usize,
    pub kind: comfy_event_kind,
    pub reserved: i32,
    /// "execution_start", "progress", ...
    pub name: *const c_char,
    /// The event's data, ComfyUI's fields.
    pub json: *const c_char,
    pub json_length: usize,
    /// The prompt that it belongs to; NULL for "status".
    pub prompt_id: *const c_char,
    /// Whom it is addressed to; NULL means everybody (so for "progress").
    pub client_id: *const c_char,
    /// Previews only, else NULL.
    pub image: *const comfy_image,
    /// Number of the event within its client, from 1.
    pub sequence: u64,
    /// How many events this source dropped between the previous one and this.
    pub dropped: u64,
    /// When it happened: milliseconds since 1970.
    pub timestamp_ms: i64,
    /// COMFY_EVENT_KIND_PROGRESS only, else NULL: where the prompt stood then.
    pub progress: *const comfy_progress,
}

impl Default for comfy_event {
    /// All zero but the size, as its `_INIT` in C.
    fn default() -> Self {
        let mut value: Self = unsafe { std::mem::zeroed() };
        value.size = std::mem::size_of::<Self>();
        value
    }
}

pub type comfy_event_callback = Option<unsafe extern "C" fn(event: *const comfy_event, user_data: *mut c_void)>;

pub type comfy_span_status = i32;

/// OpenTelemetry's numbers; its "ok" (1) is for applications to say and does not occur.
pub const COMFY_SPAN_STATUS_UNSET: i32 = 0;
pub const COMFY_SPAN_STATUS_ERROR: i32 = 2;

/// A span that has ended: "Queue Prompt" (a prompt from its queueing to its end; a child of the span that its
/// traceparent names), "Initialize Prompt Executor" and "Execute Prompt" below it, "Execute Node" for each node that
/// ran, "Load Model" for each model that it had to load. All pointers live during the callback.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_span {
    pub size: usize,
    pub status: comfy_span_status,
    pub reserved: i32,
    pub name: *const c_char,
    /// 32 and 16 hex digits.
    pub trace_id: *const c_char,
    pub span_id: *const c_char,
    /// NULL where the trace begins.
    pub parent_span_id: *const c_char,
    /// The tracestate that came with the prompt; "" for none.
    pub trace_state: *const c_char,
    /// Nanoseconds since 1970.
    pub start_ns: i64,
    pub end_ns: i64,
    /// "Type: message" of what went wrong, else NULL.
    pub status_message: *const c_char,
    /// A JSON object, as in {"comfy.node.id": "3", "comfy.node.class_type": "KSampler"}.
    pub attributes: *const c_char,
    /// A JSON array of {"name", "time_ns", "attributes"}; for what went wrong "exception" with "exception.type",
    /// "exception.message" and "exception.stacktrace".
    pub events: *const c_char,
}

pub type comfy_span_callback = Option<unsafe extern "C" fn(span: *const comfy_span, user_data: *mut c_void)>;

#[repr(C)]
pub struct comfy_client {
    _private: [u8; 0],
}

#[repr(C)]
pub struct comfy_task {
    _private: [u8; 0],
}

pub type comfy_executor = i32;

/// Isolated if the configuration has settings that need it, else in this process.
pub const COMFY_EXECUTOR_AUTO: i32 = 0;
pub const COMFY_EXECUTOR_IN_PROCESS: i32 = 1;
/// In processes of their own: see ISOLATION.
pub const COMFY_EXECUTOR_ISOLATED: i32 = 2;

/// Send also what ComfyUI's server adds for its clients: `status` whenever the queue's length changes, and a final
/// `executing` with a null node.
pub const COMFY_CLIENT_FLAG_SERVER_EVENTS: u32 = 1;
/// Keep the events of all tasks for comfy_client_poll_event.
pub const COMFY_CLIENT_FLAG_EVENT_QUEUE: u32 = 2;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_client_options {
    pub size: usize,
    /// A JSON object with ComfyUI's configuration keys (comfy_client_get_configuration lists them,
    /// Sources/Configuration/README.md says what each does here); NULL: none set. A key that is not set here is
    /// taken from the environment (COMFYUI_ and the key in capitals), else from the files that config_files names, else
    /// it has its default. What is wrong, wherever it is set, is COMFY_STATUS_INVALID_CONFIGURATION.
    pub configuration: *const c_char,
    /// Directories override those of the configuration; NULL: the configuration's, whose default is below the base
    /// directory, and that is the working directory. The base has models/, input/, output/, temp/.
    pub base_directory: *const c_char,
    /// Instead of models/ of the base directory; has checkpoints/, vae/, embeddings/, ...
    pub models_directory: *const c_char,
    pub input_directory: *const c_char,
    pub output_directory: *const c_char,
    pub temp_directory: *const c_char,
    /// The addressee of events and the default client id of prompts; NULL: a random UUID.
    pub client_id: *const c_char,
    pub executor: comfy_executor,
    /// Prompts that run at the same time, each with a cache of its own; 0 means 1, at most 64.
    pub max_workers: u32,
    /// Threads for arithmetic, the one that asks for the work among them: exactly so many, at most 256. 0: as many as
    /// the environment variable OMP_NUM_THREADS says (the first of its list), but no more than the processors that this
    /// process may use by its affinity mask and its control group's quota (cgroup v1 and v2), which is also the number
    /// without that variable. They sleep when there is nothing to do. Results do not depend on it.
    pub threads: u32,
    /// COMFY_CLIENT_FLAG_...
    pub flags: u32,
    /// Events that a queue holds; 0 means 1024, at least 16.
    pub event_queue_size: u32,
    pub reserved: u32,
    /// Called with every event; NULL for none.
    pub event_callback: comfy_event_callback,
    /// Goes to event_callback and span_callback.
    pub user_data: *mut c_void,
    /// Called with every span, on the thread that ends it, also several at a time; like a log callback it must not
    /// wait for a task. Spans of a trace that its beginner does not sample are left out. NULL for none.
    pub span_callback: comfy_span_callback,
    /// Bytes of memory that weights, while they lie idle, and large activations may take together. Results do not
    /// depend on it, with one exception: a picture for which the VAE alone would need more is worked on in tiles, which
    /// changes it slightly and is logged. 0: as the configuration says (lowvram, novram, highvram, reserve_vram), which
    /// is half of the machine's memory by default.
    pub memory_budget: u64,
}

impl Default for comfy_client_options {
    /// All zero but the size, as its `_INIT` in C.
    fn default() -> Self {
        let mut value: Self = unsafe { std::mem::zeroed() };
        value.size = std::mem::size_of::<Self>();
        value
    }
}

/// Unload all models.
pub const COMFY_FREE_MODELS: u32 = 1;
/// Forget the cached outputs of nodes.
pub const COMFY_FREE_CACHE: u32 = 2;

/// Called once when the memory is no longer used, on any thread.
pub type comfy_release_callback = Option<unsafe extern "C" fn(data: *const c_void, byte_count: usize, user_data: *mut c_void)>;

/// A file's content in your memory. It is not copied and must not change until it is released.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_model_file {
    pub size: usize,
    pub data: *const c_void,
    pub byte_count: usize,
    /// May be NULL; then the memory must outlive the client.
    pub release: comfy_release_callback,
    pub user_data: *mut c_void,
}

impl Default for comfy_model_file {
    /// All zero but the size, as its `_INIT` in C.
    fn default() -> Self {
        let mut value: Self = unsafe { std::mem::zeroed() };
        value.size = std::mem::size_of::<Self>();
        value
    }
}

#[repr(C)]
pub struct comfy_value {
    _private: [u8; 0],
}

pub type comfy_value_kind = i32;

pub const COMFY_VALUE_KIND_NULL: i32 = 0;
pub const COMFY_VALUE_KIND_BOOL: i32 = 1;
pub const COMFY_VALUE_KIND_INT: i32 = 2;
pub const COMFY_VALUE_KIND_FLOAT: i32 = 3;
pub const COMFY_VALUE_KIND_STRING: i32 = 4;
pub const COMFY_VALUE_KIND_TENSOR: i32 = 5;
pub const COMFY_VALUE_KIND_LIST: i32 = 6;
pub const COMFY_VALUE_KIND_DICTIONARY: i32 = 7;
/// An object of the host's, see comfy_value_create_object.
pub const COMFY_VALUE_KIND_OBJECT: i32 = 8;
/// A MODEL, CLIP, VAE, ... of the library: to be passed along. What a DYNPROMPT input brings is one that reads like
/// a dictionary, see comfy_node_functions.
pub const COMFY_VALUE_KIND_ENGINE_OBJECT: i32 = 9;
/// Stops what depends on it, see comfy_value_create_blocker.
pub const COMFY_VALUE_KIND_BLOCKER: i32 = 10;

/// Called once when no value holds the object any more, on any thread.
pub type comfy_object_release = Option<unsafe extern "C" fn(object: *mut c_void, user_data: *mut c_void)>;

/// One call of a node's function.
#[repr(C)]
pub struct comfy_node_call {
    _private: [u8; 0],
}

/// A function of a node.
pub type comfy_node_function = Option<unsafe extern "C" fn(call: *mut comfy_node_call, user_data: *mut c_void)>;

/// What a node class does. `execute` is required (but see "polled" below), the others may be NULL.
///
/// Inputs are those of the prompt that the schema knows, defaults not filled in. With "is_input_list" (ComfyUI's
/// INPUT_IS_LIST) each is a list. `validate` and `fingerprint`, which come before the run, find no linked inputs, an
/// empty PROMPT, and null for the other hidden ones but UNIQUE_ID. Hidden inputs: PROMPT is a dictionary, EXTRA_PNGINFO
/// a dictionary or null, UNIQUE_ID a string, DYNPROMPT an engine object that comfy_value_get_count, _get_key, _get_item
/// and _get_member read like a dictionary {node id: {"class_type", "inputs", "node_id", "parent_node_id",
/// "display_node_id", "real_node_id"}} of the nodes, those that expansions have added by then among them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_node_functions {
    pub size: usize,
    /// One value an output, in their order; see comfy_node_result.
    pub execute: comfy_node_function,
    /// ComfyUI's VALIDATE_INPUTS: answers true or null (all is well), false, or a text that says what is wrong. Gets the
    /// literal inputs that the schema's "validate_inputs" names (\["*"\], the default, means all); linked ones are absent.
    /// Their ranges and lists of values are then not checked by the engine. If it names "input_types", that input brings
    /// {input: type of its link}, and the types of links are not checked by the engine.
    pub validate: comfy_node_function,
    /// ComfyUI's IS_CHANGED: answers any plain value; the node runs again if it differs from the last one, and always
    /// if it is NaN. Linked inputs are absent.
    pub fingerprint: comfy_node_function,
    /// ComfyUI's check_lazy_status: answers a list of the names of lazy inputs that it still needs. Those that have not
    /// been computed are null, here and in `execute`. Called again until it names none that is missing.
    pub check_lazy: comfy_node_function,
    /// Answers the schema as a text or a dictionary, asked anew for each prompt: for lists of values that change. Its
    /// name and its outputs stay what they were.
    pub schema: comfy_node_function,
    /// Called once when nothing uses the class any more: after it was unregistered, once no prompt that began before
    /// runs, and at the latest before the client's destruction returns.
    pub destroy: Option<unsafe extern "C" fn(user_data: *mut c_void)>,
    pub user_data: *mut c_void,
}

impl Default for comfy_node_functions {
    /// All zero but the size, as its `_INIT` in C.
    fn default() -> Self {
        let mut value: Self = unsafe { std::mem::zeroed() };
        value.size = std::mem::size_of::<Self>();
        value
    }
}

/// Whom a call is for. Texts live until the call ends; NULL where there is none, as in `schema` and `validate`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_node_call_info {
    pub size: usize,
    pub class_name: *const c_char,
    pub node_id: *const c_char,
    /// The node that a user sees in its place.
    pub display_node_id: *const c_char,
    pub prompt_id: *const c_char,
    pub client_id: *const c_char,
    /// Which call this is where the node is mapped over lists, from 0.
    pub list_index: i64,
}

impl Default for comfy_node_call_info {
    /// All zero but the size, as its `_INIT` in C.
    fn default() -> Self {
        let mut value: Self = unsafe { std::mem::zeroed() };
        value.size = std::mem::size_of::<Self>();
        value
    }
}

/// A node's answer.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_node_result {
    pub size: usize,
    /// The handles remain yours. A list for an output of "output_is_list".
    pub outputs: *const *mut comfy_value,
    pub output_count: usize,
    /// A JSON object for the event `executed` and the result, as {"text": \["..."\]}; NULL for none. The lists of a
    /// node's calls are put together by name; what is no list is gone through as Python would, a text letter by
    /// letter.
    pub ui: *const c_char,
    /// The pixels of the ui's "images", in their order, for comfy_task_get_image; they are copied.
    pub images: *const comfy_image,
    pub image_count: usize,
    /// A subgraph that takes the node's place, NULL for none: a dictionary {node id: {"class_type", "inputs",
    /// "override_display_id"}}, the last one optional, whose inputs may be any values. Outputs that are links into it,
    /// lists \[node id, slot\], stand for what its nodes give.
    pub expansion: *mut comfy_value,
}

impl Default for comfy_node_result {
    /// All zero but the size, as its `_INIT` in C.
    fn default() -> Self {
        let mut value: Self = unsafe { std::mem::zeroed() };
        value.size = std::mem::size_of::<Self>();
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct comfy_prompt_options {
    pub size: usize,
    /// NULL: a random UUID. Must not be that of a queued or running prompt of this client.
    pub prompt_id: *const c_char,
    /// The addressee of the prompt's events; NULL: the client's.
    pub client_id: *const c_char,
    /// Ids of the output nodes to run; NULL: all.
    pub targets: *const *const c_char,
    pub target_count: usize,
    /// Higher runs earlier; equals run in the order in which they came.
    pub priority: i32,
    pub flags: u32,
    /// W3C trace context of the caller, "00-<32 hex digits>-<16>-<2>", whose trace the prompt's spans join; NULL: they
    /// begin one.
    pub traceparent: *const c_char,
    /// A JSON object: "extra_pnginfo" (an object) goes into saved images beside the prompt, "preview_method" overrides
    /// the configuration's; the rest is kept in the history, but for ComfyUI's secrets (auth_token_comfy_org,
    /// api_key_comfy_org). NULL for none.
    pub extra_data: *const c_char,
    /// W3C tracestate that came with traceparent; goes along with the spans as it is. One that is malformed is
    /// dropped, as W3C has it. NULL for none.
    pub tracestate: *const c_char,
}

impl Default for comfy_prompt_options {
    /// All zero but the size, as its `_INIT` in C.
    fn default() -> Self {
        let mut value: Self = unsafe { std::mem::zeroed() };
        value.size = std::mem::size_of::<Self>();
        value
    }
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<comfy_image>() == 88);

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<comfy_event>() >= 88);

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<comfy_model_file>() == 40);

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<comfy_log_record>() == 40);

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<comfy_span>() == 96);

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<comfy_node_functions>() == 64);

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<comfy_node_call_info>() == 56);

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<comfy_node_result>() == 56);

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<comfy_progress>() >= 64);

extern "C" {
    /// A status's name, as in "invalid_handle" or "ok"; "unknown" for values of other versions. Static memory.
    /// Since 0.1.0.
    pub fn comfy_status_name(status: comfy_status) -> *const c_char;

    /// The status that came with the error; COMFY_STATUS_INVALID_HANDLE if it is none. Since 0.1.0.
    pub fn comfy_error_status(error: *const comfy_error) -> comfy_status;

    /// One or more lines for people. Lives as long as the error; "" if it is none. Since 0.1.0.
    pub fn comfy_error_message(error: *const comfy_error) -> *const c_char;

    /// JSON, or NULL if there is no more to say. Lives as long as the error. Since 0.1.0.
    pub fn comfy_error_details(error: *const comfy_error) -> *const c_char;

    /// Gives an error back. Since 0.1.0.
    pub fn comfy_error_release(error: *mut comfy_error);

    /// The version that runs, to be compared with COMFY_VERSION. Since 0.1.0.
    pub fn comfy_version() -> u32;

    /// The same as text, as in "0.1.0". Static memory. Since 0.1.0.
    pub fn comfy_version_string() -> *const c_char;

    /// What the library is made of and sees: {"version", "compiler", "target", "optimized", "cpu": {"processors",
    /// "kernels"}, "memory": {"total_bytes", "available_bytes"}}: processors that it may use, what its arithmetic was compiled
    /// for ("avx512", "avx2", "generic"), and memory that its control group and limits leave it. Since 0.1.0.
    pub fn comfy_get_build_info(out_json: *mut *mut c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// The kinds of model folders: {name: {"folders", "extensions"}}.
    ///
    /// "folders" are those below the models directory in the order in which they are searched; the category may be called by
    /// the name of any of them ("unet" is "diffusion_models"). "extensions" are the endings of the files that it lists, null
    /// for all files. Since 0.1.0.
    pub fn comfy_get_folder_categories(out_json: *mut *mut c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// The keys of the configuration: {key: {"type", "nullable", "values", "default", "effect", "meaning", "variables",
    /// "isolates", "secret", "own"}}.
    ///
    /// "type" is "bool", "int", "number", "string", "strings", "choice" (one of "values") or "choices" (a list of some);
    /// "effect" and "meaning" say for people what a value other than the default does here; "variables" are those of the
    /// environment that set it, the first of them first; "isolates" says whether COMFY_EXECUTOR_AUTO isolates for it, "own"
    /// that ComfyUI does not have it. Since 0.1.0.
    pub fn comfy_get_configuration_keys(out_json: *mut *mut c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// The schemas of ComfyUI's own node classes, also of those that no client here has, without texts for readers and members
    /// that say nothing: {class: {"input", "output", "category", ...}}. `class_name` asks for one (COMFY_STATUS_NOT_FOUND if
    /// ComfyUI has none of that name), NULL for all. Lists of files are empty. Since 0.1.0.
    pub fn comfy_get_core_node_schemas(out_json: *mut *mut c_char, class_name: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Gives back loose memory. NULL and what is not live memory of this library are ignored. Since 0.1.0.
    pub fn comfy_free(memory: *mut c_void);

    /// Sends messages of `level` and above in importance to `callback`, for the whole process; NULL for none, the default.
    /// When it returns, the former callback runs no more, unless this is called from within a log callback. Since 0.1.0.
    pub fn comfy_set_log_callback(level: comfy_log_level, callback: comfy_log_callback, user_data: *mut c_void) -> comfy_status;

    /// As comfy_set_log_callback, and in its place: the process has one callback, of either kind. Since 0.1.0.
    pub fn comfy_set_log_record_callback(level: comfy_log_level, callback: comfy_log_record_callback, user_data: *mut c_void) -> comfy_status;

    /// Makes a client and starts its workers. `options` may be NULL. Loads no model. Since 0.1.0.
    pub fn comfy_client_create(out_client: *mut *mut comfy_client, options: *const comfy_client_options, error: *mut *mut comfy_error) -> comfy_status;

    /// Waits until all queued and running prompts have finished, then takes the client down. Spans that a collector has not
    /// taken 2 seconds later are given up. Since 0.1.0.
    pub fn comfy_client_destroy(client: *mut comfy_client);

    /// Cancels all queued and running prompts, then takes the client down. Since 0.1.0.
    pub fn comfy_client_cancel_and_destroy(client: *mut comfy_client);

    /// Whether the client takes prompts: true until its destruction has begun. Since 0.1.0.
    pub fn comfy_client_is_running(out_is_running: *mut bool, client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// The number of prompts that are queued or running. Since 0.1.0.
    pub fn comfy_client_get_task_count(out_count: *mut usize, client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// The configuration in force, defaults included, as a JSON object. A secret that is set (openai_api_key,
    /// otel_exporter_otlp_headers, ...: the table of keys names them) reads "********". As an option that text stands for
    /// a key that is not set, so that all of this may be passed to another client, which takes its secrets from the
    /// environment and the files as this one did, but not from this one's options. Since 0.1.0.
    pub fn comfy_client_get_configuration(out_json: *mut *mut c_char, client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// The schemas of the node classes in the form of ComfyUI's /object_info: {class: {"input", "output", ...}}, each with
    /// "python_module" as text ("nodes" for the library's own).
    /// `class_name` asks for one class (COMFY_STATUS_NOT_FOUND if there is none), NULL for all. Since 0.1.0.
    pub fn comfy_client_get_node_schemas(out_json: *mut *mut c_char, client: *mut comfy_client, class_name: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Forgets the cached outputs of nodes and unloads the models. Workers that run a prompt do so at its end; this waits
    /// for the others alone. Since 0.1.0.
    pub fn comfy_client_clear_cache(client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// Cancels the running prompt of that id, or all that run if `prompt_id` is NULL. Queued prompts are left alone, and
    /// it is no error if nothing runs. Since 0.1.0.
    pub fn comfy_client_interrupt(client: *mut comfy_client, prompt_id: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// {"queue_running": \[...\], "queue_pending": \[...\]}, each entry \[number, prompt id, prompt, extra data, targets\];
    /// pending ones in the order in which they will run. Since 0.1.0.
    pub fn comfy_client_get_queue(out_json: *mut *mut c_char, client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// Cancels a prompt that waits in the queue; COMFY_STATUS_NOT_FOUND if none of that id does. Since 0.1.0.
    pub fn comfy_client_remove_queued(client: *mut comfy_client, prompt_id: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Cancels all prompts that wait in the queue. Since 0.1.0.
    pub fn comfy_client_clear_queue(client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// Finished prompts, oldest first: {prompt id: {"prompt", "outputs", "status", "meta"}}.
    /// `max_items` < 0 means all; `offset` skips that many of the oldest, and < 0 means the `max_items` latest. Since 0.1.0.
    pub fn comfy_client_get_history(out_json: *mut *mut c_char, client: *mut comfy_client, max_items: i64, offset: i64, error: *mut *mut comfy_error) -> comfy_status;

    /// The entry of one prompt, in the same form, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.
    pub fn comfy_client_get_history_entry(out_json: *mut *mut c_char, client: *mut comfy_client, prompt_id: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Removes one entry, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.
    pub fn comfy_client_remove_history_entry(client: *mut comfy_client, prompt_id: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Removes all entries. Since 0.1.0.
    pub fn comfy_client_clear_history(client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// How many entries are kept; the oldest go. 10,000 at first, which is also the most. Since 0.1.0.
    pub fn comfy_client_set_history_limit(client: *mut comfy_client, limit: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// {"total_bytes", "resident_bytes", "budget_bytes", "models": \[{"name", "kind", "bytes", "resident_bytes", "parts":
    /// {"unet": bytes, ...}}\], most recently used first, "process": {"resident_bytes", "peak_resident_bytes"}}.
    ///
    /// "bytes" are those of weights as stored, in a file that is mapped or in memory. "resident_bytes" is what of them takes
    /// memory of the process: pages that were read of the file, and what was made of weights that arithmetic cannot read as
    /// they are. Both happen at the first use. "budget_bytes" bounds that; null without a limit. Since 0.1.0.
    pub fn comfy_client_get_memory(out_json: *mut *mut c_char, client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// What the client has done since it was made, as JSON; times are in seconds.
    ///
    /// ```text
    ///     {"queue": {"running", "pending"},
    ///      "prompts": {"count" (begun), "seconds", "longest_seconds", "queued" (ever), "success", "invalid", "error",
    ///                  "cancelled"},
    ///      "nodes": {class: {"count", "errors", "seconds", "longest_seconds"}},
    ///      "cache": {"hits" (nodes found in the cache), "misses" (nodes that ran)},
    ///      "model_loads": {"count", "errors", "seconds", "longest_seconds"},
    ///      "workers": {"restarts" (of worker processes)},
    ///      "memory": as comfy_client_get_memory has it}
    /// ```
    ///
    /// Since 0.1.0.
    pub fn comfy_client_get_metrics(out_json: *mut *mut c_char, client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// Opens a model file and checks it, so that the first prompt that wants it finds it. `folder` is "checkpoints",
    /// "vae" or another whose files are models by themselves. Its weights are read where they are first used. Since 0.1.0.
    pub fn comfy_client_load_model(client: *mut comfy_client, folder: *const c_char, name: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Lets go of one loaded model, or COMFY_STATUS_NOT_FOUND. Its memory is free once no cached output and no running
    /// prompt holds it. Since 0.1.0.
    pub fn comfy_client_unload_model(client: *mut comfy_client, folder: *const c_char, name: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Lets go of all loaded models. Since 0.1.0.
    pub fn comfy_client_unload_all_models(client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// Frees what `flags` names (COMFY_FREE_...), as comfy_client_clear_cache does both. Since 0.1.0.
    pub fn comfy_client_free_memory(client: *mut comfy_client, flags: u32, error: *mut *mut comfy_error) -> comfy_status;

    /// Makes an image known under a name that LoadImage then accepts, in place of an earlier one. The pixels are copied.
    /// Since 0.1.0.
    pub fn comfy_client_add_image(client: *mut comfy_client, name: *const c_char, image: *const comfy_image, error: *mut *mut comfy_error) -> comfy_status;

    /// Takes such an image out, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.
    pub fn comfy_client_remove_image(client: *mut comfy_client, name: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Makes a model file in memory known in a folder ("checkpoints", "vae", "embeddings", ...) under a name, which
    /// needs a known ending such as ".safetensors" to be listed; in place of an earlier one, and before one on the disk.
    ///
    /// Worker processes cannot reach your memory: with the isolated executor the file is copied into shared memory before
    /// the next prompt, `byte_count` bytes once for all workers. That copy goes when the file is removed or replaced and the
    /// workers have let go of it; your memory stays lent beside it.
    ///
    /// On success the library owes one call of `release`: after removal or replacement, once nothing uses the memory, and
    /// at the latest before the client's destruction returns. On failure it is not called. Since 0.1.0.
    pub fn comfy_client_add_model_file(client: *mut comfy_client, folder: *const c_char, name: *const c_char, file: *const comfy_model_file, error: *mut *mut comfy_error) -> comfy_status;

    /// Takes such a file out, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.
    pub fn comfy_client_remove_model_file(client: *mut comfy_client, folder: *const c_char, name: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Null, truth values, numbers, texts, lists and dictionaries from a JSON document. Integers keep all their digits.
    /// Since 0.1.0.
    pub fn comfy_value_create_from_json(out_value: *mut *mut comfy_value, json: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Python's None. Since 0.1.0.
    pub fn comfy_value_create_null(out_value: *mut *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// Python's True or False. Since 0.1.0.
    pub fn comfy_value_create_bool(out_value: *mut *mut comfy_value, content: bool, error: *mut *mut comfy_error) -> comfy_status;

    /// An int. Since 0.1.0.
    pub fn comfy_value_create_int(out_value: *mut *mut comfy_value, content: i64, error: *mut *mut comfy_error) -> comfy_status;

    /// An int too, for what an int64_t cannot hold. Since 0.1.0.
    pub fn comfy_value_create_uint(out_value: *mut *mut comfy_value, content: u64, error: *mut *mut comfy_error) -> comfy_status;

    /// A float. Since 0.1.0.
    pub fn comfy_value_create_float(out_value: *mut *mut comfy_value, content: f64, error: *mut *mut comfy_error) -> comfy_status;

    /// `length` in bytes, of which some may be NUL; or COMFY_NUL_TERMINATED. Since 0.1.0.
    pub fn comfy_value_create_string(out_value: *mut *mut comfy_value, text: *const c_char, length: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// The list keeps the items; their handles remain yours. Since 0.1.0.
    pub fn comfy_value_create_list(out_value: *mut *mut comfy_value, items: *const *mut comfy_value, count: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// Keeps the order; of equal keys the last one counts. Since 0.1.0.
    pub fn comfy_value_create_dictionary(out_value: *mut *mut comfy_value, keys: *const *const c_char, items: *const *mut comfy_value, count: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// A tensor by DLPack (dlpack.h, or comfy_dlpack.h beside this file), in the memory of the host: not copied if its
    /// elements lie densely in rows, else copied. It must be on the CPU, of a float, bfloat16, integer or bool type.
    ///
    /// On success the library owns the tensor: it calls `deleter` once, on any thread, when nothing uses it any more, and
    /// until then nobody may write its elements. On failure it remains yours. Since 0.1.0.
    pub fn comfy_value_create_tensor(out_value: *mut *mut comfy_value, tensor: *mut DLManagedTensorVersioned, error: *mut *mut comfy_error) -> comfy_status;

    /// The same with a copy of the elements, of float32, row after row: for hosts without DLPack. `shape` has `rank` numbers,
    /// at most 32, whose product is `element_count`. Since 0.1.0.
    pub fn comfy_value_create_tensor_from_floats(out_value: *mut *mut comfy_value, elements: *const f32, element_count: usize, shape: *const i64, rank: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// An IMAGE of `count` pictures, which have one size and one format. Greys become colours. The pixels are copied.
    /// Since 0.1.0.
    pub fn comfy_value_create_image(out_value: *mut *mut comfy_value, images: *const comfy_image, count: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// An object of the host's, which passes between its nodes untouched. `release` may be NULL; on failure it is not
    /// called. Since 0.1.0.
    pub fn comfy_value_create_object(out_value: *mut *mut comfy_value, object: *mut c_void, release: comfy_object_release, user_data: *mut c_void, error: *mut *mut comfy_error) -> comfy_status;

    /// ComfyUI's ExecutionBlocker: as an output it keeps the nodes that depend on it from running. With a message (NULL for
    /// none) the first of them says it in an execution_error of type ExecutionBlocked; the prompt goes on. Since 0.1.0.
    pub fn comfy_value_create_blocker(out_value: *mut *mut comfy_value, message: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Gives a handle back. What others hold of the value stays. Since 0.1.0.
    pub fn comfy_value_release(value: *mut comfy_value);

    /// What kind of value it is. Since 0.1.0.
    pub fn comfy_value_get_kind(out_kind: *mut comfy_value_kind, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// True or false. Since 0.1.0.
    pub fn comfy_value_get_bool(out_content: *mut bool, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// An int; COMFY_STATUS_INVALID_ARGUMENT also if it does not fit. Since 0.1.0.
    pub fn comfy_value_get_int(out_content: *mut i64, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// The same for what an int64_t cannot hold. Since 0.1.0.
    pub fn comfy_value_get_uint(out_content: *mut u64, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// A float or an int. Since 0.1.0.
    pub fn comfy_value_get_float(out_content: *mut f64, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// The text lives as long as the handle. `out_length` (bytes before the final NUL) may be NULL. Since 0.1.0.
    pub fn comfy_value_get_string(out_text: *mut *const c_char, out_length: *mut usize, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// Items of a list, members of a dictionary. Since 0.1.0.
    pub fn comfy_value_get_count(out_count: *mut usize, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// An item of a list, or what a dictionary has at that place: a handle of your own. COMFY_STATUS_NOT_FOUND beyond.
    /// Since 0.1.0.
    pub fn comfy_value_get_item(out_item: *mut *mut comfy_value, value: *mut comfy_value, index: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// The key at a place of a dictionary. Lives as long as the handle. Since 0.1.0.
    pub fn comfy_value_get_key(out_key: *mut *const c_char, value: *mut comfy_value, index: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// What a dictionary has for a key: a handle of your own, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.
    pub fn comfy_value_get_member(out_member: *mut *mut comfy_value, value: *mut comfy_value, key: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// The elements, not copied, flagged as read-only: others may read them too. Call the tensor's `deleter` when you are
    /// done; it may outlive the handle, the prompt and the client. Since 0.1.0.
    pub fn comfy_value_get_tensor(out_tensor: *mut *mut DLManagedTensorVersioned, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// How many sides a tensor has, and the first `capacity` of them, the outermost first. `out_shape` may be NULL where
    /// `capacity` is 0. Since 0.1.0.
    pub fn comfy_value_get_shape(out_rank: *mut usize, out_shape: *mut i64, capacity: usize, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// Copies a tensor's elements, row after row, as float32 whatever their type. `element_count` is how many there are.
    /// Since 0.1.0.
    pub fn comfy_value_get_floats(out_elements: *mut f32, element_count: usize, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// A picture of an IMAGE, or of a MASK as greys, made as SaveImage makes it; COMFY_STATUS_NOT_FOUND beyond the last.
    /// Its pointers live as long as the handle. Since 0.1.0.
    pub fn comfy_value_get_image(out_image: *mut comfy_image, value: *mut comfy_value, index: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// The pointer that comfy_value_create_object was given; alive as long as the handle. Since 0.1.0.
    pub fn comfy_value_get_object(out_object: *mut *mut c_void, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// A blocker's message, as long as the handle lives; NULL if it has none. Since 0.1.0.
    pub fn comfy_value_get_blocker_message(out_message: *mut *const c_char, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// The whole tree as JSON; COMFY_STATUS_INVALID_ARGUMENT if something in it is none. Infinite floats and NaN are
    /// written as Python writes them. Since 0.1.0.
    pub fn comfy_value_get_json(out_json: *mut *mut c_char, value: *mut comfy_value, error: *mut *mut comfy_error) -> comfy_status;

    /// Makes a node class known to the client. `schema` is its entry in ComfyUI's object_info:
    ///
    /// ```text
    ///     {"name": "Invert", "display_name": "Invert", "category": "image", "description": "", "output_node": false,
    ///      "input": {"required": {"image": ["IMAGE", {}], "amount": ["FLOAT", {"default": 1.0, "min": 0.0, "max": 1.0}],
    ///                             "mode": [["all", "colour"], {}]},
    ///                "optional": {}, "hidden": {"id": "UNIQUE_ID"}},
    ///      "input_order": {...}, "output": ["IMAGE"], "output_name": ["IMAGE"], "output_is_list": [false],
    ///      "output_tooltips": [...], "deprecated": false, "experimental": false}
    /// ```
    ///
    /// of which only "name" is required, and these keys beyond it: "is_input_list", "not_idempotent", "asynchronous" (starts
    /// before others that are ready), "validate_inputs" (above), "any_input" (\[type, options\]: undeclared inputs are taken
    /// as optional ones of that type), "python_module" (where ComfyUI's editor shows it to come from; "custom_nodes.host" by
    /// default), "linked_as_null" (true: linked inputs are null in `validate` and `fingerprint`, as
    /// ComfyUI has them, instead of absent).
    ///
    /// Inputs of the types COMFY_AUTOGROW_V3, COMFY_DYNAMICCOMBO_V3 and COMFY_DYNAMICSLOT_V3, with ComfyUI's options, stand
    /// for others that depend on the prompt. The prompt, and so the call, has those by names with dots: "images.image0",
    /// "images.image1"; "resize", "resize.width".
    ///
    /// COMFY_STATUS_ALREADY_EXISTS if the client has a class of that name, COMFY_STATUS_INVALID_ARGUMENT with the place of
    /// the mistake if the schema is wrong; `destroy` is then not called. Since 0.1.0.
    pub fn comfy_client_register_node(client: *mut comfy_client, schema: *const c_char, functions: *const comfy_node_functions, error: *mut *mut comfy_error) -> comfy_status;

    /// Takes a class of the host's out; COMFY_STATUS_NOT_FOUND if it has registered none of that name. Prompts that run
    /// keep it to their end, queued ones miss it. Since 0.1.0.
    pub fn comfy_client_unregister_node(client: *mut comfy_client, class_name: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// The next call of a class that was registered as "polled", whose comfy_node_call_info says which class; answered as in
    /// `execute`, now or later. Waits as comfy_client_poll_event does. COMFY_STATUS_TIMEOUT if there is none. The handle is
    /// stale once the call has been answered, or its prompt has ended: a call that is never answered ends with its prompt's
    /// cancelling or its time limit. Calls that nobody has fetched fail when the client's destruction begins; a poll that
    /// waits then returns COMFY_STATUS_END. Since 0.1.0.
    pub fn comfy_client_poll_node_call(out_call: *mut *mut comfy_node_call, client: *mut comfy_client, timeout_ms: i64, error: *mut *mut comfy_error) -> comfy_status;

    /// Whom the call is for. Since 0.1.0.
    pub fn comfy_node_call_get_info(out_info: *mut comfy_node_call_info, call: *mut comfy_node_call, error: *mut *mut comfy_error) -> comfy_status;

    /// The inputs by name, a dictionary: a handle of your own. Since 0.1.0.
    pub fn comfy_node_call_get_inputs(out_inputs: *mut *mut comfy_value, call: *mut comfy_node_call, error: *mut *mut comfy_error) -> comfy_status;

    /// Whether the prompt was cancelled: then answer soon, in whatever way. Since 0.1.0.
    pub fn comfy_node_call_is_cancelled(out_is_cancelled: *mut bool, call: *mut comfy_node_call, error: *mut *mut comfy_error) -> comfy_status;

    /// Sends progress_state, preview and progress of the node, as a sampler does for each step. `preview` may be NULL; it
    /// is copied. Since 0.1.0.
    pub fn comfy_node_call_send_progress(call: *mut comfy_node_call, value: f64, max: f64, preview: *const comfy_image, error: *mut *mut comfy_error) -> comfy_status;

    /// Sends progress_text. Since 0.1.0.
    pub fn comfy_node_call_send_text(call: *mut comfy_node_call, text: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Sends the event `warning` for the node: something was left out or not done as an input says, and the work goes on.
    /// Since 0.1.0.
    pub fn comfy_node_call_warn(call: *mut comfy_node_call, message: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// A prefix for the ids of an expansion's nodes, "node.call.graph.": another one each time, the same from run to run,
    /// so that the cache finds the nodes again. Since 0.1.0.
    pub fn comfy_node_call_allocate_graph_prefix(out_prefix: *mut *mut c_char, call: *mut comfy_node_call, error: *mut *mut comfy_error) -> comfy_status;

    /// Answers the call. A result that cannot be (a wrong number of outputs, a stale value, an IMAGE that is no tensor, ...)
    /// is the node's failure: the prompt ends with an execution_error that says so, as this function's error does. Whatever
    /// it returns, the call is over. Since 0.1.0.
    pub fn comfy_node_call_complete(call: *mut comfy_node_call, result: *const comfy_node_result, error: *mut *mut comfy_error) -> comfy_status;

    /// Answers that the node failed: exception_type, exception_message and traceback of execution_error. `type` NULL is
    /// "RuntimeError"; `traceback` is a JSON list of texts, NULL for one that names the nodes. Since 0.1.0.
    pub fn comfy_node_call_fail(call: *mut comfy_node_call, r#type: *const c_char, message: *const c_char, traceback: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// Answers that the prompt is to end as interrupted. Since 0.1.0.
    pub fn comfy_node_call_interrupt(call: *mut comfy_node_call, error: *mut *mut comfy_error) -> comfy_status;

    /// The next event of any task of the client; needs COMFY_CLIENT_FLAG_EVENT_QUEUE.
    ///
    /// Waits up to `timeout_ms`; 0 does not wait, negative waits for ever. COMFY_STATUS_TIMEOUT and COMFY_STATUS_END (the
    /// client is being destroyed and its last event was taken) leave `out_event` untouched. Set `out_event->size` before
    /// the first call (COMFY_EVENT_INIT does); the library fills no more than that. Since 0.1.0.
    pub fn comfy_client_poll_event(out_event: *mut comfy_event, client: *mut comfy_client, timeout_ms: i64, error: *mut *mut comfy_error) -> comfy_status;

    /// Has a comfy_client_poll_event that waits on another thread return COMFY_STATUS_TIMEOUT at once, so that this thread
    /// looks at what else it has to do. If none waits, the next one does not wait. Events go first: a poll that finds one
    /// returns it. Needs COMFY_CLIENT_FLAG_EVENT_QUEUE.
    /// Since 0.1.0.
    pub fn comfy_client_wake(client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// A descriptor that is readable while comfy_client_poll_event would return at once. Lives as long as the client.
    /// Since 0.1.0.
    pub fn comfy_client_get_event_fd(out_fd: *mut i32, client: *mut comfy_client, error: *mut *mut comfy_error) -> comfy_status;

    /// The prompt in API format that ComfyUI's editor would send for a workflow: {node id: {"class_type", "inputs",
    /// "_meta"}}.
    ///
    /// `workflow` is a file of the editor (versions 0.4 and 1): subgraphs and group nodes are put in where they stand
    /// ("8:101" is node 101 in the subgraph of node 8), muted nodes and notes left out, bypassed ones, reroutes and
    /// primitives resolved. Seeds keep all 64 bits. Other forms are recognised: a prompt in API format is given back as it
    /// is, and so is that in the body of a request to ComfyUI's server ({"prompt": ...}), or in what the editor's
    /// graphToPrompt() gives ({"output": ..., "workflow": ...}).
    ///
    /// What widgets a node has is looked up in the classes of `client`, if it is not NULL, then in `schemas`, a JSON object
    /// as ComfyUI's GET /object_info gives it (NULL for none), then in the library's table of ComfyUI's own classes, which
    /// has also those that the library does not run. Of other classes, what the file says of them counts.
    ///
    /// COMFY_STATUS_VALIDATION_FAILED if the file cannot be converted, with the node in the message and in the details
    /// ({"node_id", "node_title"}): a wire from a node that is not there, a subgraph that contains itself, ...
    ///
    /// Since 0.1.0.
    pub fn comfy_workflow_convert(out_json: *mut *mut c_char, client: *mut comfy_client, workflow: *const c_char, schemas: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// The workflow in the `byte_count` bytes of a file, as comfy_client_queue_prompt takes it: the text of a JSON file, or
    /// what ComfyUI puts into the pictures (PNG, WebP, JPEG) and latents that it saves: the prompt, else the editor's file.
    ///
    /// COMFY_STATUS_NOT_FOUND if a picture or latent carries none, COMFY_STATUS_INVALID_JSON if what is there is no JSON
    /// object.
    ///
    /// Since 0.1.0.
    pub fn comfy_workflow_read(out_json: *mut *mut c_char, data: *const c_void, byte_count: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// Where a workflow has what people change most: {"positive", "negative", "seed", "image"}, each a list of {"node_id",
    /// "input", "value"} that may be empty. `workflow` has any form that comfy_workflow_convert takes; `client`, whose classes
    /// count first in its conversion, may be NULL.
    ///
    /// "positive" and "negative" are the texts that the inputs of these names of samplers and guiders stand for, found
    /// against the wires; one that serves both is "positive". "seed" are all inputs called seed or noise_seed, "image" the
    /// files that nodes load. Where an input gets its value from another node, that node's input is told.
    ///
    /// Since 0.1.0.
    pub fn comfy_workflow_find_inputs(out_json: *mut *mut c_char, client: *mut comfy_client, workflow: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// The workflow with another value of an input, as a prompt in API format. `workflow` and `client` are as for
    /// comfy_workflow_find_inputs.
    ///
    /// `node` is an id, else a class that one node alone is of, else a title that one node alone has. `input` is one that the
    /// node has in the workflow, or that its class knows. `value` is JSON: 5, "\"a red circle\"", \["4", 0\]; whether the
    /// node takes it is found out when the prompt is validated.
    ///
    /// COMFY_STATUS_NOT_FOUND if there is no such node or input (the message lists those of the node),
    /// COMFY_STATUS_INVALID_ARGUMENT if several nodes are called so.
    ///
    /// Since 0.1.0.
    pub fn comfy_workflow_set_input(out_json: *mut *mut c_char, client: *mut comfy_client, workflow: *const c_char, node: *const c_char, input: *const c_char, value: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// The workflow with other texts of the prompt, plain ones; NULL leaves a text as it is. As comfy_workflow_set_input with
    /// the places that comfy_workflow_find_inputs tells: all of them, if they are of one node or hold the same text.
    ///
    /// COMFY_STATUS_NOT_FOUND if there is none, COMFY_STATUS_INVALID_ARGUMENT if several nodes have different texts.
    ///
    /// Since 0.1.0.
    pub fn comfy_workflow_set_prompt(out_json: *mut *mut c_char, client: *mut comfy_client, workflow: *const c_char, positive: *const c_char, negative: *const c_char, error: *mut *mut comfy_error) -> comfy_status;

    /// The workflow with another seed in all nodes that have one. COMFY_STATUS_NOT_FOUND if none has. Since 0.1.0.
    pub fn comfy_workflow_set_seed(out_json: *mut *mut c_char, client: *mut comfy_client, workflow: *const c_char, seed: u64, error: *mut *mut comfy_error) -> comfy_status;

    /// Queues a workflow and returns at once. `options` may be NULL.
    ///
    /// `workflow` has any form that comfy_workflow_convert takes. What comes along with it (a request's "extra_data" and
    /// "client_id", the editor's file itself as "extra_pnginfo") counts where the options have none.
    ///
    /// Fails here only if the text is no JSON object, a file of the editor cannot be converted, an option is wrong or the
    /// queue is full. What is wrong with the workflow itself is found when its turn comes, and is how the task ends:
    /// COMFY_STATUS_VALIDATION_FAILED. If it needs node classes that the client does not have, the error's message lists
    /// them all, with what can be said of each. Since 0.1.0.
    pub fn comfy_client_queue_prompt(out_task: *mut *mut comfy_task, client: *mut comfy_client, workflow: *const c_char, options: *const comfy_prompt_options, error: *mut *mut comfy_error) -> comfy_status;

    /// Validates a workflow at once, on the calling thread, without queueing it: what a prompt that is queued finds out when
    /// its turn comes. `workflow` and `options` are as for comfy_client_queue_prompt; of the options only the targets count.
    ///
    /// ```text
    ///     {"error": null, "node_errors": {}, "outputs": ["9"], "summary": null}
    /// ```
    ///
    /// "error" is null if there is something to run, else ComfyUI's {"type", "message", "details", "extra_info"};
    /// "node_errors" is by node {"errors", "dependent_outputs", "class_type"}, and may have members without an error, of
    /// outputs that would be left out: the two are what ComfyUI's server answers. "outputs" are the output nodes that would
    /// run, "summary" says it all in words, with all node classes that the client lacks; null if all is well.
    ///
    /// COMFY_STATUS_OK whatever is wrong with the workflow itself; fails as comfy_client_queue_prompt does. The host's own
    /// `validate` functions are called. Since 0.1.0.
    pub fn comfy_client_validate_prompt(out_json: *mut *mut c_char, client: *mut comfy_client, workflow: *const c_char, options: *const comfy_prompt_options, error: *mut *mut comfy_error) -> comfy_status;

    /// Gives the handle back. The work goes on. Since 0.1.0.
    pub fn comfy_task_release(task: *mut comfy_task);

    /// Where the task stands. Since 0.1.0.
    pub fn comfy_task_get_state(out_state: *mut comfy_task_state, task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// The id that events and the history call the prompt by. Since 0.1.0.
    pub fn comfy_task_get_prompt_id(out_id: *mut *mut c_char, task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// Waits until the task has finished, however: COMFY_STATUS_OK; or COMFY_STATUS_TIMEOUT.
    /// `timeout_ms` as in comfy_client_poll_event. Events need not be taken for the task to finish. Since 0.1.0.
    pub fn comfy_task_wait(task: *mut comfy_task, timeout_ms: i64, error: *mut *mut comfy_error) -> comfy_status;

    /// Asks the task to end. It is cancelled at once if it is queued, and within a fraction of a second wherever it runs;
    /// if it has finished already, nothing changes, and that is no error. Since 0.1.0.
    pub fn comfy_task_cancel(task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// How far the task has come. Since 0.1.0.
    pub fn comfy_task_get_progress(out_progress: *mut comfy_progress, task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// The outputs of a task that succeeded: {node id: {"images": \[{"abs_path", "filename", "subfolder", "type"}\]}}.
    ///
    /// Else COMFY_STATUS_NOT_READY, _VALIDATION_FAILED, _EXECUTION_FAILED or _CANCELLED, with the reason in `error`.
    /// Since 0.1.0.
    pub fn comfy_task_get_result(out_json: *mut *mut c_char, task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// Why a task did not succeed, as JSON: the validation errors by node ({node id: {"errors": \[...\], "dependent_outputs",
    /// "class_type"}}) or of the whole prompt ({"type", "message", "details", "extra_info"}), the data of execution_error,
    /// or that of execution_interrupted. A task that succeeded, although some of its output nodes did not validate and were
    /// left out, has the validation errors of those. COMFY_STATUS_NOT_FOUND if there is nothing to say,
    /// COMFY_STATUS_NOT_READY if the task has not finished. Since 0.1.0.
    pub fn comfy_task_get_error(out_json: *mut *mut c_char, task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// What of the files and inputs was left out or not done as it says, so far: a JSON array of the data of the events
    /// `warning`, which the history's "messages" have too; "\[\]" if there is nothing to say.
    ///
    /// A prompt tells each of a node's warnings once, no more than 100 of them in all, of 2,000 bytes each and 64 KiB
    /// together; if there are more, a last one of no node says how many. What a node warned of that is found in the cache is
    /// told again. Since 0.1.0.
    pub fn comfy_task_get_warnings(out_json: *mut *mut c_char, task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// How many output images (of SaveImage, PreviewImage, ...) there are; 0 until the task has finished. A task that
    /// failed or was cancelled has those of the nodes that were done by then. Since 0.1.0.
    pub fn comfy_task_get_image_count(out_count: *mut usize, task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// An output image, in the order of the result's nodes. Its pointers live as long as the task. Since 0.1.0.
    pub fn comfy_task_get_image(out_image: *mut comfy_image, task: *mut comfy_task, index: usize, error: *mut *mut comfy_error) -> comfy_status;

    /// The task's latest preview, which the event `preview` brought; COMFY_STATUS_NOT_FOUND before the first. Its pointers
    /// live as long as the task, and so each preview that is asked for is kept; asking again before the next one gives the
    /// same pointers. Since 0.1.0.
    pub fn comfy_task_get_preview(out_image: *mut comfy_image, task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// The next event of the task, as comfy_client_poll_event gives it. COMFY_STATUS_END once it has finished and all were
    /// taken. Since 0.1.0.
    pub fn comfy_task_poll_event(out_event: *mut comfy_event, task: *mut comfy_task, timeout_ms: i64, error: *mut *mut comfy_error) -> comfy_status;

    /// As comfy_client_wake, for a comfy_task_poll_event. Since 0.1.0.
    pub fn comfy_task_wake(task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;

    /// A descriptor that is readable while comfy_task_poll_event would return an event, its first COMFY_STATUS_END, or at
    /// once because of comfy_task_wake. Lives as long as the task. Since 0.1.0.
    pub fn comfy_task_get_event_fd(out_fd: *mut i32, task: *mut comfy_task, error: *mut *mut comfy_error) -> comfy_status;
}
