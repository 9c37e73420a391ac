// Made from include/comfy.h by bindings/generate.py. Do not edit.
using System;
using System.Runtime.InteropServices;

namespace Libcomfy
{
    public enum Status : int
    {
        Ok = 0,
        /// <summary>The time is over; what was waited for has not happened.</summary>
        Timeout = 1,
        /// <summary>The stream of events is over: no more will come.</summary>
        End = 2,
        /// <summary>An argument is NULL, out of range or contradicts another one.</summary>
        InvalidArgument = -1,
        /// <summary>The handle is NULL, was released, is of another kind, or never was one.</summary>
        InvalidHandle = -2,
        /// <summary>A struct's `size` is smaller than its first version or absurdly large.</summary>
        InvalidStruct = -3,
        /// <summary>Text is not UTF-8.</summary>
        InvalidUtf8 = -4,
        /// <summary>Text is not JSON, or too large or too deep.</summary>
        InvalidJson = -5,
        /// <summary>The configuration has an unknown key, a value of a wrong type, or a combination that cannot be.</summary>
        InvalidConfiguration = -6,
        /// <summary>There is nothing of that name, id or index.</summary>
        NotFound = -7,
        /// <summary>The task has not finished yet.</summary>
        NotReady = -8,
        /// <summary>The queue holds as many prompts as the configuration's max_queue_size admits.</summary>
        QueueFull = -9,
        /// <summary>The prompt failed validation; details have ComfyUI's structure. Nothing of it ran.</summary>
        ValidationFailed = -10,
        /// <summary>A node failed; details are the data of execution_error.</summary>
        ExecutionFailed = -11,
        /// <summary>The prompt was cancelled or interrupted.</summary>
        Cancelled = -12,
        /// <summary>The client is being destroyed.</summary>
        Closed = -13,
        /// <summary>This version of the library cannot do that.</summary>
        Unsupported = -14,
        /// <summary>A file cannot be read or is damaged; the message names it.</summary>
        Io = -15,
        /// <summary>The system refused memory, a thread or a descriptor.</summary>
        OutOfResources = -16,
        /// <summary>A defect of the library. Please report it.</summary>
        Internal = -17,
        /// <summary>There is something of that name already.</summary>
        AlreadyExists = -18,
    }

    public enum LogLevel : int
    {
        None = 0,
        Error = 1,
        Warning = 2,
        Info = 3,
        Debug = 4,
    }

    /// <summary>`message` is one line without a line end, valid during the call.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public unsafe delegate void comfy_log_callback(int level, byte* message, IntPtr user_data);

    /// <summary>A message with what it is about. All pointers live during the call.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_log_record
    {
        public UIntPtr size;
        public int level;
        public int reserved;
        /// <summary>One line without a line end.</summary>
        public byte* message;
        /// <summary>A JSON object, as in {"prompt_id": "...", "trace_id": "...", "seconds": 1.5}; "{}" if there is no more.</summary>
        public byte* fields;
        /// <summary>Milliseconds since 1970.</summary>
        public long timestamp_ms;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public unsafe delegate void comfy_log_record_callback(comfy_log_record* record, IntPtr user_data);

    public enum PixelFormat : int
    {
        Gray8 = 1,
        Rgb8 = 3,
        /// <summary>Straight alpha.</summary>
        Rgba8 = 4,
    }

    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_image
    {
        public UIntPtr size;
        public byte* pixels;
        public long width;
        public long height;
        /// <summary>1, 3 or 4, as the format says.</summary>
        public long channels;
        /// <summary>Bytes from one row to the next; 0 on the way in means width * channels.</summary>
        public long stride;
        public int format;
        /// <summary>Its place among the images of its node.</summary>
        public int index;
        /// <summary>The node that it is of.</summary>
        public byte* node_id;
        /// <summary>
        /// As in the node's output: the file's name and its folder below the directory of that type, which is "output",
        /// "temp" or "input". NULL where there is no file.
        /// </summary>
        public byte* filename;
        public byte* subfolder;
        public byte* type;
    }

    public enum EventKind : int
    {
        /// <summary>One that this version has no number for; look at the name.</summary>
        Other = 0,
        ExecutionStart = 1,
        ExecutionCached = 2,
        Executing = 3,
        Progress = 4,
        ProgressState = 5,
        /// <summary>"preview": ComfyUI's PREVIEW_IMAGE_WITH_METADATA; `json` is the metadata, `image` the pixels, not scaled.</summary>
        Preview = 6,
        Executed = 7,
        ExecutionSuccess = 8,
        ExecutionError = 9,
        ExecutionInterrupted = 10,
        /// <summary>"status" {"status": {"exec_info": {"queue_remaining": n}}}: only with COMFY_CLIENT_FLAG_SERVER_EVENTS.</summary>
        Status = 11,
        /// <summary>"progress_text" {"nodeId", "text"}</summary>
        ProgressText = 12,
        /// <summary>
        /// "warning" {"prompt_id", "node_id", "node_type", "message", "timestamp"}: something in a file or an input was left
        /// out or not done as it says, and the prompt goes on. comfy_task_get_warnings has them all.
        /// </summary>
        Warning = 13,
        /// <summary>
        /// "prompt_finished" {"prompt_id", "state"}: the last event of every prompt, also of one that never ran. "state" is
        /// "success", "error" or "cancelled". It goes to the client's queue and callback; a task's own stream ends.
        /// </summary>
        PromptFinished = 14,
    }

    public enum TaskState : int
    {
        Queued = 0,
        Running = 1,
        Success = 2,
        Error = 3,
        Cancelled = 4,
    }

    /// <summary>Where a task stands.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_progress
    {
        public UIntPtr size;
        public int state;
        public int reserved;
        /// <summary>The node that runs, NULL if none does. Lives as long as the task, or as the event.</summary>
        public byte* node_id;
        /// <summary>Steps of that node, done and in all.</summary>
        public double value;
        public double max;
        /// <summary>
        /// 0...1: the time that is over, as a share of what the prompt takes in all. That is known of the steps that were
        /// done and of what nodes of a class have taken in this process; of others it is estimated. It never goes back.
        /// </summary>
        public double overall;
        public UIntPtr nodes_done;
        public UIntPtr nodes_total;
        /// <summary>Seconds that a step of that node takes; 0 where it has none, or has not done one yet.</summary>
        public double seconds_per_step;
        /// <summary>Seconds since the prompt began to run.</summary>
        public double seconds_elapsed;
        /// <summary>Seconds to its end; negative before that can be said.</summary>
        public double seconds_left;
    }

    /// <summary>All pointers live until the next poll of the same source, or during the callback.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_event
    {
        public UIntPtr size;
        public int kind;
        public int reserved;
        /// <summary>"execution_start", "progress", ...</summary>
        public byte* name;
        /// <summary>The event's data, ComfyUI's fields.</summary>
        public byte* json;
        public UIntPtr json_length;
        /// <summary>The prompt that it belongs to; NULL for "status".</summary>
        public byte* prompt_id;
        /// <summary>Whom it is addressed to; NULL means everybody (so for "progress").</summary>
        public byte* client_id;
        /// <summary>Previews only, else NULL.</summary>
        public comfy_image* image;
        /// <summary>Number of the event within its client, from 1.</summary>
        public ulong sequence;
        /// <summary>How many events this source dropped between the previous one and this.</summary>
        public ulong dropped;
        /// <summary>When it happened: milliseconds since 1970.</summary>
        public long timestamp_ms;
        /// <summary>COMFY_EVENT_KIND_PROGRESS only, else NULL: where the prompt stood then.</summary>
        public comfy_progress* progress;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public unsafe delegate void comfy_event_callback(comfy_event* @event, IntPtr user_data);

    /// <summary>OpenTelemetry's numbers; its "ok" (1) is for applications to say and does not occur.</summary>
    public enum SpanStatus : int
    {
        Unset = 0,
        Error = 2,
    }

    /// <summary>
    /// A span that has ended: "Queue Prompt" (a prompt from its queueing to its end; a child of the span that its
    /// traceparent names), "Initialize Prompt Executor" and "Execute Prompt" below it, "Execute Node" for each node that
    /// ran, "Load Model" for each model that it had to load. All pointers live during the callback.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_span
    {
        public UIntPtr size;
        public int status;
        public int reserved;
        public byte* name;
        /// <summary>32 and 16 hex digits.</summary>
        public byte* trace_id;
        public byte* span_id;
        /// <summary>NULL where the trace begins.</summary>
        public byte* parent_span_id;
        /// <summary>The tracestate that came with the prompt; "" for none.</summary>
        public byte* trace_state;
        /// <summary>Nanoseconds since 1970.</summary>
        public long start_ns;
        public long end_ns;
        /// <summary>"Type: message" of what went wrong, else NULL.</summary>
        public byte* status_message;
        /// <summary>A JSON object, as in {"comfy.node.id": "3", "comfy.node.class_type": "KSampler"}.</summary>
        public byte* attributes;
        /// <summary>
        /// A JSON array of {"name", "time_ns", "attributes"}; for what went wrong "exception" with "exception.type",
        /// "exception.message" and "exception.stacktrace".
        /// </summary>
        public byte* events;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public unsafe delegate void comfy_span_callback(comfy_span* span, IntPtr user_data);

    public enum Executor : int
    {
        /// <summary>Isolated if the configuration has settings that need it, else in this process.</summary>
        Auto = 0,
        InProcess = 1,
        /// <summary>In processes of their own: see ISOLATION.</summary>
        Isolated = 2,
    }

    [Flags]
    public enum ClientFlag : uint
    {
        /// <summary>
        /// Send also what ComfyUI's server adds for its clients: `status` whenever the queue's length changes, and a final
        /// `executing` with a null node.
        /// </summary>
        ServerEvents = 1,
        /// <summary>Keep the events of all tasks for comfy_client_poll_event.</summary>
        EventQueue = 2,
    }

    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_client_options
    {
        public UIntPtr size;
        /// <summary>
        /// A JSON object with ComfyUI's configuration keys (comfy_client_get_configuration lists them,
        /// Sources/Configuration/README.md says what each does here); NULL: none set. A key that is not set here is
        /// taken from the environment (COMFYUI_ and the key in capitals), else from the files that config_files names, else
        /// it has its default. What is wrong, wherever it is set, is COMFY_STATUS_INVALID_CONFIGURATION.
        /// </summary>
        public byte* configuration;
        /// <summary>
        /// Directories override those of the configuration; NULL: the configuration's, whose default is below the base
        /// directory, and that is the working directory. The base has models/, input/, output/, temp/.
        /// </summary>
        public byte* base_directory;
        /// <summary>Instead of models/ of the base directory; has checkpoints/, vae/, embeddings/, ...</summary>
        public byte* models_directory;
        public byte* input_directory;
        public byte* output_directory;
        public byte* temp_directory;
        /// <summary>The addressee of events and the default client id of prompts; NULL: a random UUID.</summary>
        public byte* client_id;
        public int executor;
        /// <summary>Prompts that run at the same time, each with a cache of its own; 0 means 1, at most 64.</summary>
        public uint max_workers;
        /// <summary>
        /// Threads for arithmetic, the one that asks for the work among them: exactly so many, at most 256. 0: as many as
        /// the environment variable OMP_NUM_THREADS says (the first of its list), but no more than the processors that this
        /// process may use by its affinity mask and its control group's quota (cgroup v1 and v2), which is also the number
        /// without that variable. They sleep when there is nothing to do. Results do not depend on it.
        /// </summary>
        public uint threads;
        /// <summary>COMFY_CLIENT_FLAG_...</summary>
        public uint flags;
        /// <summary>Events that a queue holds; 0 means 1024, at least 16.</summary>
        public uint event_queue_size;
        public uint reserved;
        /// <summary>Called with every event; NULL for none.</summary>
        public IntPtr event_callback;
        /// <summary>Goes to event_callback and span_callback.</summary>
        public IntPtr user_data;
        /// <summary>
        /// Called with every span, on the thread that ends it, also several at a time; like a log callback it must not
        /// wait for a task. Spans of a trace that its beginner does not sample are left out. NULL for none.
        /// </summary>
        public IntPtr span_callback;
        /// <summary>
        /// Bytes of memory that weights, while they lie idle, and large activations may take together. Results do not
        /// depend on it, with one exception: a picture for which the VAE alone would need more is worked on in tiles, which
        /// changes it slightly and is logged. 0: as the configuration says (lowvram, novram, highvram, reserve_vram), which
        /// is half of the machine's memory by default.
        /// </summary>
        public ulong memory_budget;
    }

    [Flags]
    public enum Free : uint
    {
        /// <summary>Unload all models.</summary>
        Models = 1,
        /// <summary>Forget the cached outputs of nodes.</summary>
        Cache = 2,
    }

    /// <summary>Called once when the memory is no longer used, on any thread.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public unsafe delegate void comfy_release_callback(IntPtr data, UIntPtr byte_count, IntPtr user_data);

    /// <summary>A file's content in your memory. It is not copied and must not change until it is released.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_model_file
    {
        public UIntPtr size;
        public IntPtr data;
        public UIntPtr byte_count;
        /// <summary>May be NULL; then the memory must outlive the client.</summary>
        public IntPtr release;
        public IntPtr user_data;
    }

    public enum ValueKind : int
    {
        Null = 0,
        Bool = 1,
        Int = 2,
        Float = 3,
        String = 4,
        Tensor = 5,
        List = 6,
        Dictionary = 7,
        /// <summary>An object of the host's, see comfy_value_create_object.</summary>
        Object = 8,
        /// <summary>
        /// A MODEL, CLIP, VAE, ... of the library: to be passed along. What a DYNPROMPT input brings is one that reads like
        /// a dictionary, see comfy_node_functions.
        /// </summary>
        EngineObject = 9,
        /// <summary>Stops what depends on it, see comfy_value_create_blocker.</summary>
        Blocker = 10,
    }

    /// <summary>Called once when no value holds the object any more, on any thread.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public unsafe delegate void comfy_object_release(IntPtr @object, IntPtr user_data);

    /// <summary>A function of a node.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public unsafe delegate void comfy_node_function(IntPtr call, IntPtr user_data);

    /// <summary>
    /// What a node class does. `execute` is required (but see "polled" below), the others may be NULL.
    ///
    /// Inputs are those of the prompt that the schema knows, defaults not filled in. With "is_input_list" (ComfyUI's
    /// INPUT_IS_LIST) each is a list. `validate` and `fingerprint`, which come before the run, find no linked inputs, an
    /// empty PROMPT, and null for the other hidden ones but UNIQUE_ID. Hidden inputs: PROMPT is a dictionary, EXTRA_PNGINFO
    /// a dictionary or null, UNIQUE_ID a string, DYNPROMPT an engine object that comfy_value_get_count, _get_key, _get_item
    /// and _get_member read like a dictionary {node id: {"class_type", "inputs", "node_id", "parent_node_id",
    /// "display_node_id", "real_node_id"}} of the nodes, those that expansions have added by then among them.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_node_functions
    {
        public UIntPtr size;
        /// <summary>One value an output, in their order; see comfy_node_result.</summary>
        public IntPtr execute;
        /// <summary>
        /// ComfyUI's VALIDATE_INPUTS: answers true or null (all is well), false, or a text that says what is wrong. Gets the
        /// literal inputs that the schema's "validate_inputs" names (["*"], the default, means all); linked ones are absent.
        /// Their ranges and lists of values are then not checked by the engine. If it names "input_types", that input brings
        /// {input: type of its link}, and the types of links are not checked by the engine.
        /// </summary>
        public IntPtr validate;
        /// <summary>
        /// ComfyUI's IS_CHANGED: answers any plain value; the node runs again if it differs from the last one, and always
        /// if it is NaN. Linked inputs are absent.
        /// </summary>
        public IntPtr fingerprint;
        /// <summary>
        /// ComfyUI's check_lazy_status: answers a list of the names of lazy inputs that it still needs. Those that have not
        /// been computed are null, here and in `execute`. Called again until it names none that is missing.
        /// </summary>
        public IntPtr check_lazy;
        /// <summary>
        /// Answers the schema as a text or a dictionary, asked anew for each prompt: for lists of values that change. Its
        /// name and its outputs stay what they were.
        /// </summary>
        public IntPtr schema;
        /// <summary>
        /// Called once when nothing uses the class any more: after it was unregistered, once no prompt that began before
        /// runs, and at the latest before the client's destruction returns.
        /// </summary>
        public IntPtr destroy;
        public IntPtr user_data;
    }

    /// <summary>Whom a call is for. Texts live until the call ends; NULL where there is none, as in `schema` and `validate`.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_node_call_info
    {
        public UIntPtr size;
        public byte* class_name;
        public byte* node_id;
        /// <summary>The node that a user sees in its place.</summary>
        public byte* display_node_id;
        public byte* prompt_id;
        public byte* client_id;
        /// <summary>Which call this is where the node is mapped over lists, from 0.</summary>
        public long list_index;
    }

    /// <summary>A node's answer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_node_result
    {
        public UIntPtr size;
        /// <summary>The handles remain yours. A list for an output of "output_is_list".</summary>
        public IntPtr* outputs;
        public UIntPtr output_count;
        /// <summary>
        /// A JSON object for the event `executed` and the result, as {"text": ["..."]}; NULL for none. The lists of a
        /// node's calls are put together by name; what is no list is gone through as Python would, a text letter by
        /// letter.
        /// </summary>
        public byte* ui;
        /// <summary>The pixels of the ui's "images", in their order, for comfy_task_get_image; they are copied.</summary>
        public comfy_image* images;
        public UIntPtr image_count;
        /// <summary>
        /// A subgraph that takes the node's place, NULL for none: a dictionary {node id: {"class_type", "inputs",
        /// "override_display_id"}}, the last one optional, whose inputs may be any values. Outputs that are links into it,
        /// lists [node id, slot], stand for what its nodes give.
        /// </summary>
        public IntPtr expansion;
    }

    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct comfy_prompt_options
    {
        public UIntPtr size;
        /// <summary>NULL: a random UUID. Must not be that of a queued or running prompt of this client.</summary>
        public byte* prompt_id;
        /// <summary>The addressee of the prompt's events; NULL: the client's.</summary>
        public byte* client_id;
        /// <summary>Ids of the output nodes to run; NULL: all.</summary>
        public byte** targets;
        public UIntPtr target_count;
        /// <summary>Higher runs earlier; equals run in the order in which they came.</summary>
        public int priority;
        public uint flags;
        /// <summary>
        /// W3C trace context of the caller, "00-&lt;32 hex digits&gt;-&lt;16&gt;-&lt;2&gt;", whose trace the prompt's spans join; NULL: they
        /// begin one.
        /// </summary>
        public byte* traceparent;
        /// <summary>
        /// A JSON object: "extra_pnginfo" (an object) goes into saved images beside the prompt, "preview_method" overrides
        /// the configuration's; the rest is kept in the history, but for ComfyUI's secrets (auth_token_comfy_org,
        /// api_key_comfy_org). NULL for none.
        /// </summary>
        public byte* extra_data;
        /// <summary>
        /// W3C tracestate that came with traceparent; goes along with the spans as it is. One that is malformed is
        /// dropped, as W3C has it. NULL for none.
        /// </summary>
        public byte* tracestate;
    }

    /// <summary>The functions of comfy.h, which says what each does.</summary>
    public static unsafe class Native
    {
        /// <summary>What the loader looks for: libcomfy.so.</summary>
        public const string Library = "comfy";
        public const string Version = "0.1.0";

        /// <summary>
        /// A status's name, as in "invalid_handle" or "ok"; "unknown" for values of other versions. Static memory.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern byte* comfy_status_name(int status);

        /// <summary>The status that came with the error; COMFY_STATUS_INVALID_HANDLE if it is none. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_error_status(IntPtr error);

        /// <summary>One or more lines for people. Lives as long as the error; "" if it is none. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern byte* comfy_error_message(IntPtr error);

        /// <summary>JSON, or NULL if there is no more to say. Lives as long as the error. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern byte* comfy_error_details(IntPtr error);

        /// <summary>Gives an error back. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern void comfy_error_release(IntPtr error);

        /// <summary>The version that runs, to be compared with COMFY_VERSION. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern uint comfy_version();

        /// <summary>The same as text, as in "0.1.0". Static memory. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern byte* comfy_version_string();

        /// <summary>
        /// What the library is made of and sees: {"version", "compiler", "target", "optimized", "cpu": {"processors",
        /// "kernels"}, "memory": {"total_bytes", "available_bytes"}}: processors that it may use, what its arithmetic was compiled
        /// for ("avx512", "avx2", "generic"), and memory that its control group and limits leave it. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_get_build_info(byte** out_json, IntPtr* error);

        /// <summary>
        /// The kinds of model folders: {name: {"folders", "extensions"}}.
        ///
        /// "folders" are those below the models directory in the order in which they are searched; the category may be called by
        /// the name of any of them ("unet" is "diffusion_models"). "extensions" are the endings of the files that it lists, null
        /// for all files. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_get_folder_categories(byte** out_json, IntPtr* error);

        /// <summary>
        /// The keys of the configuration: {key: {"type", "nullable", "values", "default", "effect", "meaning", "variables",
        /// "isolates", "secret", "own"}}.
        ///
        /// "type" is "bool", "int", "number", "string", "strings", "choice" (one of "values") or "choices" (a list of some);
        /// "effect" and "meaning" say for people what a value other than the default does here; "variables" are those of the
        /// environment that set it, the first of them first; "isolates" says whether COMFY_EXECUTOR_AUTO isolates for it, "own"
        /// that ComfyUI does not have it. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_get_configuration_keys(byte** out_json, IntPtr* error);

        /// <summary>
        /// The schemas of ComfyUI's own node classes, also of those that no client here has, without texts for readers and members
        /// that say nothing: {class: {"input", "output", "category", ...}}. `class_name` asks for one (COMFY_STATUS_NOT_FOUND if
        /// ComfyUI has none of that name), NULL for all. Lists of files are empty. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_get_core_node_schemas(byte** out_json, byte* class_name, IntPtr* error);

        /// <summary>Gives back loose memory. NULL and what is not live memory of this library are ignored. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern void comfy_free(IntPtr memory);

        /// <summary>
        /// Sends messages of `level` and above in importance to `callback`, for the whole process; NULL for none, the default.
        /// When it returns, the former callback runs no more, unless this is called from within a log callback. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_set_log_callback(int level, IntPtr callback, IntPtr user_data);

        /// <summary>As comfy_set_log_callback, and in its place: the process has one callback, of either kind. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_set_log_record_callback(int level, IntPtr callback, IntPtr user_data);

        /// <summary>Makes a client and starts its workers. `options` may be NULL. Loads no model. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_create(IntPtr* out_client, comfy_client_options* options, IntPtr* error);

        /// <summary>
        /// Waits until all queued and running prompts have finished, then takes the client down. Spans that a collector has not
        /// taken 2 seconds later are given up. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern void comfy_client_destroy(IntPtr client);

        /// <summary>Cancels all queued and running prompts, then takes the client down. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern void comfy_client_cancel_and_destroy(IntPtr client);

        /// <summary>Whether the client takes prompts: true until its destruction has begun. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_is_running(byte* out_is_running, IntPtr client, IntPtr* error);

        /// <summary>The number of prompts that are queued or running. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_get_task_count(UIntPtr* out_count, IntPtr client, IntPtr* error);

        /// <summary>
        /// The configuration in force, defaults included, as a JSON object. A secret that is set (openai_api_key,
        /// otel_exporter_otlp_headers, ...: the table of keys names them) reads "********". As an option that text stands for
        /// a key that is not set, so that all of this may be passed to another client, which takes its secrets from the
        /// environment and the files as this one did, but not from this one's options. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_get_configuration(byte** out_json, IntPtr client, IntPtr* error);

        /// <summary>
        /// The schemas of the node classes in the form of ComfyUI's /object_info: {class: {"input", "output", ...}}, each with
        /// "python_module" as text ("nodes" for the library's own).
        /// `class_name` asks for one class (COMFY_STATUS_NOT_FOUND if there is none), NULL for all. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_get_node_schemas(byte** out_json, IntPtr client, byte* class_name, IntPtr* error);

        /// <summary>
        /// Forgets the cached outputs of nodes and unloads the models. Workers that run a prompt do so at its end; this waits
        /// for the others alone. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_clear_cache(IntPtr client, IntPtr* error);

        /// <summary>
        /// Cancels the running prompt of that id, or all that run if `prompt_id` is NULL. Queued prompts are left alone, and
        /// it is no error if nothing runs. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_interrupt(IntPtr client, byte* prompt_id, IntPtr* error);

        /// <summary>
        /// {"queue_running": [...], "queue_pending": [...]}, each entry [number, prompt id, prompt, extra data, targets];
        /// pending ones in the order in which they will run. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_get_queue(byte** out_json, IntPtr client, IntPtr* error);

        /// <summary>Cancels a prompt that waits in the queue; COMFY_STATUS_NOT_FOUND if none of that id does. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_remove_queued(IntPtr client, byte* prompt_id, IntPtr* error);

        /// <summary>Cancels all prompts that wait in the queue. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_clear_queue(IntPtr client, IntPtr* error);

        /// <summary>
        /// Finished prompts, oldest first: {prompt id: {"prompt", "outputs", "status", "meta"}}.
        /// `max_items` &lt; 0 means all; `offset` skips that many of the oldest, and &lt; 0 means the `max_items` latest. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_get_history(byte** out_json, IntPtr client, long max_items, long offset, IntPtr* error);

        /// <summary>The entry of one prompt, in the same form, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_get_history_entry(byte** out_json, IntPtr client, byte* prompt_id, IntPtr* error);

        /// <summary>Removes one entry, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_remove_history_entry(IntPtr client, byte* prompt_id, IntPtr* error);

        /// <summary>Removes all entries. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_clear_history(IntPtr client, IntPtr* error);

        /// <summary>How many entries are kept; the oldest go. 10,000 at first, which is also the most. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_set_history_limit(IntPtr client, UIntPtr limit, IntPtr* error);

        /// <summary>
        /// {"total_bytes", "resident_bytes", "budget_bytes", "models": [{"name", "kind", "bytes", "resident_bytes", "parts":
        /// {"unet": bytes, ...}}], most recently used first, "process": {"resident_bytes", "peak_resident_bytes"}}.
        ///
        /// "bytes" are those of weights as stored, in a file that is mapped or in memory. "resident_bytes" is what of them takes
        /// memory of the process: pages that were read of the file, and what was made of weights that arithmetic cannot read as
        /// they are. Both happen at the first use. "budget_bytes" bounds that; null without a limit. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_get_memory(byte** out_json, IntPtr client, IntPtr* error);

        /// <summary>
        /// What the client has done since it was made, as JSON; times are in seconds.
        ///
        ///     {"queue": {"running", "pending"},
        ///      "prompts": {"count" (begun), "seconds", "longest_seconds", "queued" (ever), "success", "invalid", "error",
        ///                  "cancelled"},
        ///      "nodes": {class: {"count", "errors", "seconds", "longest_seconds"}},
        ///      "cache": {"hits" (nodes found in the cache), "misses" (nodes that ran)},
        ///      "model_loads": {"count", "errors", "seconds", "longest_seconds"},
        ///      "workers": {"restarts" (of worker processes)},
        ///      "memory": as comfy_client_get_memory has it}
        ///
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_get_metrics(byte** out_json, IntPtr client, IntPtr* error);

        /// <summary>
        /// Opens a model file and checks it, so that the first prompt that wants it finds it. `folder` is "checkpoints",
        /// "vae" or another whose files are models by themselves. Its weights are read where they are first used. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_load_model(IntPtr client, byte* folder, byte* name, IntPtr* error);

        /// <summary>
        /// Lets go of one loaded model, or COMFY_STATUS_NOT_FOUND. Its memory is free once no cached output and no running
        /// prompt holds it. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_unload_model(IntPtr client, byte* folder, byte* name, IntPtr* error);

        /// <summary>Lets go of all loaded models. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_unload_all_models(IntPtr client, IntPtr* error);

        /// <summary>Frees what `flags` names (COMFY_FREE_...), as comfy_client_clear_cache does both. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_free_memory(IntPtr client, uint flags, IntPtr* error);

        /// <summary>
        /// Makes an image known under a name that LoadImage then accepts, in place of an earlier one. The pixels are copied.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_add_image(IntPtr client, byte* name, comfy_image* image, IntPtr* error);

        /// <summary>Takes such an image out, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_remove_image(IntPtr client, byte* name, IntPtr* error);

        /// <summary>
        /// Makes a model file in memory known in a folder ("checkpoints", "vae", "embeddings", ...) under a name, which
        /// needs a known ending such as ".safetensors" to be listed; in place of an earlier one, and before one on the disk.
        ///
        /// Worker processes cannot reach your memory: with the isolated executor the file is copied into shared memory before
        /// the next prompt, `byte_count` bytes once for all workers. That copy goes when the file is removed or replaced and the
        /// workers have let go of it; your memory stays lent beside it.
        ///
        /// On success the library owes one call of `release`: after removal or replacement, once nothing uses the memory, and
        /// at the latest before the client's destruction returns. On failure it is not called. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_add_model_file(IntPtr client, byte* folder, byte* name, comfy_model_file* file, IntPtr* error);

        /// <summary>Takes such a file out, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_remove_model_file(IntPtr client, byte* folder, byte* name, IntPtr* error);

        /// <summary>
        /// Null, truth values, numbers, texts, lists and dictionaries from a JSON document. Integers keep all their digits.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_from_json(IntPtr* out_value, byte* json, IntPtr* error);

        /// <summary>Python's None. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_null(IntPtr* out_value, IntPtr* error);

        /// <summary>Python's True or False. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_bool(IntPtr* out_value, byte content, IntPtr* error);

        /// <summary>An int. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_int(IntPtr* out_value, long content, IntPtr* error);

        /// <summary>An int too, for what an int64_t cannot hold. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_uint(IntPtr* out_value, ulong content, IntPtr* error);

        /// <summary>A float. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_float(IntPtr* out_value, double content, IntPtr* error);

        /// <summary>`length` in bytes, of which some may be NUL; or COMFY_NUL_TERMINATED. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_string(IntPtr* out_value, byte* text, UIntPtr length, IntPtr* error);

        /// <summary>The list keeps the items; their handles remain yours. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_list(IntPtr* out_value, IntPtr* items, UIntPtr count, IntPtr* error);

        /// <summary>Keeps the order; of equal keys the last one counts. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_dictionary(IntPtr* out_value, byte** keys, IntPtr* items, UIntPtr count, IntPtr* error);

        /// <summary>
        /// A tensor by DLPack (dlpack.h, or comfy_dlpack.h beside this file), in the memory of the host: not copied if its
        /// elements lie densely in rows, else copied. It must be on the CPU, of a float, bfloat16, integer or bool type.
        ///
        /// On success the library owns the tensor: it calls `deleter` once, on any thread, when nothing uses it any more, and
        /// until then nobody may write its elements. On failure it remains yours. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_tensor(IntPtr* out_value, IntPtr tensor, IntPtr* error);

        /// <summary>
        /// The same with a copy of the elements, of float32, row after row: for hosts without DLPack. `shape` has `rank` numbers,
        /// at most 32, whose product is `element_count`. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_tensor_from_floats(IntPtr* out_value, float* elements, UIntPtr element_count, long* shape, UIntPtr rank, IntPtr* error);

        /// <summary>
        /// An IMAGE of `count` pictures, which have one size and one format. Greys become colours. The pixels are copied.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_image(IntPtr* out_value, comfy_image* images, UIntPtr count, IntPtr* error);

        /// <summary>
        /// An object of the host's, which passes between its nodes untouched. `release` may be NULL; on failure it is not
        /// called. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_object(IntPtr* out_value, IntPtr @object, IntPtr release, IntPtr user_data, IntPtr* error);

        /// <summary>
        /// ComfyUI's ExecutionBlocker: as an output it keeps the nodes that depend on it from running. With a message (NULL for
        /// none) the first of them says it in an execution_error of type ExecutionBlocked; the prompt goes on. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_create_blocker(IntPtr* out_value, byte* message, IntPtr* error);

        /// <summary>Gives a handle back. What others hold of the value stays. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern void comfy_value_release(IntPtr value);

        /// <summary>What kind of value it is. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_kind(int* out_kind, IntPtr value, IntPtr* error);

        /// <summary>True or false. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_bool(byte* out_content, IntPtr value, IntPtr* error);

        /// <summary>An int; COMFY_STATUS_INVALID_ARGUMENT also if it does not fit. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_int(long* out_content, IntPtr value, IntPtr* error);

        /// <summary>The same for what an int64_t cannot hold. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_uint(ulong* out_content, IntPtr value, IntPtr* error);

        /// <summary>A float or an int. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_float(double* out_content, IntPtr value, IntPtr* error);

        /// <summary>The text lives as long as the handle. `out_length` (bytes before the final NUL) may be NULL. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_string(byte** out_text, UIntPtr* out_length, IntPtr value, IntPtr* error);

        /// <summary>Items of a list, members of a dictionary. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_count(UIntPtr* out_count, IntPtr value, IntPtr* error);

        /// <summary>
        /// An item of a list, or what a dictionary has at that place: a handle of your own. COMFY_STATUS_NOT_FOUND beyond.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_item(IntPtr* out_item, IntPtr value, UIntPtr index, IntPtr* error);

        /// <summary>The key at a place of a dictionary. Lives as long as the handle. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_key(byte** out_key, IntPtr value, UIntPtr index, IntPtr* error);

        /// <summary>What a dictionary has for a key: a handle of your own, or COMFY_STATUS_NOT_FOUND. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_member(IntPtr* out_member, IntPtr value, byte* key, IntPtr* error);

        /// <summary>
        /// The elements, not copied, flagged as read-only: others may read them too. Call the tensor's `deleter` when you are
        /// done; it may outlive the handle, the prompt and the client. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_tensor(IntPtr* out_tensor, IntPtr value, IntPtr* error);

        /// <summary>
        /// How many sides a tensor has, and the first `capacity` of them, the outermost first. `out_shape` may be NULL where
        /// `capacity` is 0. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_shape(UIntPtr* out_rank, long* out_shape, UIntPtr capacity, IntPtr value, IntPtr* error);

        /// <summary>
        /// Copies a tensor's elements, row after row, as float32 whatever their type. `element_count` is how many there are.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_floats(float* out_elements, UIntPtr element_count, IntPtr value, IntPtr* error);

        /// <summary>
        /// A picture of an IMAGE, or of a MASK as greys, made as SaveImage makes it; COMFY_STATUS_NOT_FOUND beyond the last.
        /// Its pointers live as long as the handle. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_image(comfy_image* out_image, IntPtr value, UIntPtr index, IntPtr* error);

        /// <summary>The pointer that comfy_value_create_object was given; alive as long as the handle. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_object(IntPtr* out_object, IntPtr value, IntPtr* error);

        /// <summary>A blocker's message, as long as the handle lives; NULL if it has none. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_blocker_message(byte** out_message, IntPtr value, IntPtr* error);

        /// <summary>
        /// The whole tree as JSON; COMFY_STATUS_INVALID_ARGUMENT if something in it is none. Infinite floats and NaN are
        /// written as Python writes them. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_value_get_json(byte** out_json, IntPtr value, IntPtr* error);

        /// <summary>
        /// Makes a node class known to the client. `schema` is its entry in ComfyUI's object_info:
        ///
        ///     {"name": "Invert", "display_name": "Invert", "category": "image", "description": "", "output_node": false,
        ///      "input": {"required": {"image": ["IMAGE", {}], "amount": ["FLOAT", {"default": 1.0, "min": 0.0, "max": 1.0}],
        ///                             "mode": [["all", "colour"], {}]},
        ///                "optional": {}, "hidden": {"id": "UNIQUE_ID"}},
        ///      "input_order": {...}, "output": ["IMAGE"], "output_name": ["IMAGE"], "output_is_list": [false],
        ///      "output_tooltips": [...], "deprecated": false, "experimental": false}
        ///
        /// of which only "name" is required, and these keys beyond it: "is_input_list", "not_idempotent", "asynchronous" (starts
        /// before others that are ready), "validate_inputs" (above), "any_input" ([type, options]: undeclared inputs are taken
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
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_register_node(IntPtr client, byte* schema, comfy_node_functions* functions, IntPtr* error);

        /// <summary>
        /// Takes a class of the host's out; COMFY_STATUS_NOT_FOUND if it has registered none of that name. Prompts that run
        /// keep it to their end, queued ones miss it. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_unregister_node(IntPtr client, byte* class_name, IntPtr* error);

        /// <summary>
        /// The next call of a class that was registered as "polled", whose comfy_node_call_info says which class; answered as in
        /// `execute`, now or later. Waits as comfy_client_poll_event does. COMFY_STATUS_TIMEOUT if there is none. The handle is
        /// stale once the call has been answered, or its prompt has ended: a call that is never answered ends with its prompt's
        /// cancelling or its time limit. Calls that nobody has fetched fail when the client's destruction begins; a poll that
        /// waits then returns COMFY_STATUS_END. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_poll_node_call(IntPtr* out_call, IntPtr client, long timeout_ms, IntPtr* error);

        /// <summary>Whom the call is for. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_get_info(comfy_node_call_info* out_info, IntPtr call, IntPtr* error);

        /// <summary>The inputs by name, a dictionary: a handle of your own. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_get_inputs(IntPtr* out_inputs, IntPtr call, IntPtr* error);

        /// <summary>Whether the prompt was cancelled: then answer soon, in whatever way. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_is_cancelled(byte* out_is_cancelled, IntPtr call, IntPtr* error);

        /// <summary>
        /// Sends progress_state, preview and progress of the node, as a sampler does for each step. `preview` may be NULL; it
        /// is copied. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_send_progress(IntPtr call, double value, double max, comfy_image* preview, IntPtr* error);

        /// <summary>Sends progress_text. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_send_text(IntPtr call, byte* text, IntPtr* error);

        /// <summary>
        /// Sends the event `warning` for the node: something was left out or not done as an input says, and the work goes on.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_warn(IntPtr call, byte* message, IntPtr* error);

        /// <summary>
        /// A prefix for the ids of an expansion's nodes, "node.call.graph.": another one each time, the same from run to run,
        /// so that the cache finds the nodes again. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_allocate_graph_prefix(byte** out_prefix, IntPtr call, IntPtr* error);

        /// <summary>
        /// Answers the call. A result that cannot be (a wrong number of outputs, a stale value, an IMAGE that is no tensor, ...)
        /// is the node's failure: the prompt ends with an execution_error that says so, as this function's error does. Whatever
        /// it returns, the call is over. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_complete(IntPtr call, comfy_node_result* result, IntPtr* error);

        /// <summary>
        /// Answers that the node failed: exception_type, exception_message and traceback of execution_error. `type` NULL is
        /// "RuntimeError"; `traceback` is a JSON list of texts, NULL for one that names the nodes. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_fail(IntPtr call, byte* type, byte* message, byte* traceback, IntPtr* error);

        /// <summary>Answers that the prompt is to end as interrupted. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_node_call_interrupt(IntPtr call, IntPtr* error);

        /// <summary>
        /// The next event of any task of the client; needs COMFY_CLIENT_FLAG_EVENT_QUEUE.
        ///
        /// Waits up to `timeout_ms`; 0 does not wait, negative waits for ever. COMFY_STATUS_TIMEOUT and COMFY_STATUS_END (the
        /// client is being destroyed and its last event was taken) leave `out_event` untouched. Set `out_event-&gt;size` before
        /// the first call (COMFY_EVENT_INIT does); the library fills no more than that. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_poll_event(comfy_event* out_event, IntPtr client, long timeout_ms, IntPtr* error);

        /// <summary>
        /// Has a comfy_client_poll_event that waits on another thread return COMFY_STATUS_TIMEOUT at once, so that this thread
        /// looks at what else it has to do. If none waits, the next one does not wait. Events go first: a poll that finds one
        /// returns it. Needs COMFY_CLIENT_FLAG_EVENT_QUEUE.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_wake(IntPtr client, IntPtr* error);

        /// <summary>
        /// A descriptor that is readable while comfy_client_poll_event would return at once. Lives as long as the client.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_get_event_fd(int* out_fd, IntPtr client, IntPtr* error);

        /// <summary>
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
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_workflow_convert(byte** out_json, IntPtr client, byte* workflow, byte* schemas, IntPtr* error);

        /// <summary>
        /// The workflow in the `byte_count` bytes of a file, as comfy_client_queue_prompt takes it: the text of a JSON file, or
        /// what ComfyUI puts into the pictures (PNG, WebP, JPEG) and latents that it saves: the prompt, else the editor's file.
        ///
        /// COMFY_STATUS_NOT_FOUND if a picture or latent carries none, COMFY_STATUS_INVALID_JSON if what is there is no JSON
        /// object.
        ///
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_workflow_read(byte** out_json, IntPtr data, UIntPtr byte_count, IntPtr* error);

        /// <summary>
        /// Where a workflow has what people change most: {"positive", "negative", "seed", "image"}, each a list of {"node_id",
        /// "input", "value"} that may be empty. `workflow` has any form that comfy_workflow_convert takes; `client`, whose classes
        /// count first in its conversion, may be NULL.
        ///
        /// "positive" and "negative" are the texts that the inputs of these names of samplers and guiders stand for, found
        /// against the wires; one that serves both is "positive". "seed" are all inputs called seed or noise_seed, "image" the
        /// files that nodes load. Where an input gets its value from another node, that node's input is told.
        ///
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_workflow_find_inputs(byte** out_json, IntPtr client, byte* workflow, IntPtr* error);

        /// <summary>
        /// The workflow with another value of an input, as a prompt in API format. `workflow` and `client` are as for
        /// comfy_workflow_find_inputs.
        ///
        /// `node` is an id, else a class that one node alone is of, else a title that one node alone has. `input` is one that the
        /// node has in the workflow, or that its class knows. `value` is JSON: 5, "\"a red circle\"", ["4", 0]; whether the
        /// node takes it is found out when the prompt is validated.
        ///
        /// COMFY_STATUS_NOT_FOUND if there is no such node or input (the message lists those of the node),
        /// COMFY_STATUS_INVALID_ARGUMENT if several nodes are called so.
        ///
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_workflow_set_input(byte** out_json, IntPtr client, byte* workflow, byte* node, byte* input, byte* value, IntPtr* error);

        /// <summary>
        /// The workflow with other texts of the prompt, plain ones; NULL leaves a text as it is. As comfy_workflow_set_input with
        /// the places that comfy_workflow_find_inputs tells: all of them, if they are of one node or hold the same text.
        ///
        /// COMFY_STATUS_NOT_FOUND if there is none, COMFY_STATUS_INVALID_ARGUMENT if several nodes have different texts.
        ///
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_workflow_set_prompt(byte** out_json, IntPtr client, byte* workflow, byte* positive, byte* negative, IntPtr* error);

        /// <summary>The workflow with another seed in all nodes that have one. COMFY_STATUS_NOT_FOUND if none has. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_workflow_set_seed(byte** out_json, IntPtr client, byte* workflow, ulong seed, IntPtr* error);

        /// <summary>
        /// Queues a workflow and returns at once. `options` may be NULL.
        ///
        /// `workflow` has any form that comfy_workflow_convert takes. What comes along with it (a request's "extra_data" and
        /// "client_id", the editor's file itself as "extra_pnginfo") counts where the options have none.
        ///
        /// Fails here only if the text is no JSON object, a file of the editor cannot be converted, an option is wrong or the
        /// queue is full. What is wrong with the workflow itself is found when its turn comes, and is how the task ends:
        /// COMFY_STATUS_VALIDATION_FAILED. If it needs node classes that the client does not have, the error's message lists
        /// them all, with what can be said of each. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_queue_prompt(IntPtr* out_task, IntPtr client, byte* workflow, comfy_prompt_options* options, IntPtr* error);

        /// <summary>
        /// Validates a workflow at once, on the calling thread, without queueing it: what a prompt that is queued finds out when
        /// its turn comes. `workflow` and `options` are as for comfy_client_queue_prompt; of the options only the targets count.
        ///
        ///     {"error": null, "node_errors": {}, "outputs": ["9"], "summary": null}
        ///
        /// "error" is null if there is something to run, else ComfyUI's {"type", "message", "details", "extra_info"};
        /// "node_errors" is by node {"errors", "dependent_outputs", "class_type"}, and may have members without an error, of
        /// outputs that would be left out: the two are what ComfyUI's server answers. "outputs" are the output nodes that would
        /// run, "summary" says it all in words, with all node classes that the client lacks; null if all is well.
        ///
        /// COMFY_STATUS_OK whatever is wrong with the workflow itself; fails as comfy_client_queue_prompt does. The host's own
        /// `validate` functions are called. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_client_validate_prompt(byte** out_json, IntPtr client, byte* workflow, comfy_prompt_options* options, IntPtr* error);

        /// <summary>Gives the handle back. The work goes on. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern void comfy_task_release(IntPtr task);

        /// <summary>Where the task stands. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_state(int* out_state, IntPtr task, IntPtr* error);

        /// <summary>The id that events and the history call the prompt by. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_prompt_id(byte** out_id, IntPtr task, IntPtr* error);

        /// <summary>
        /// Waits until the task has finished, however: COMFY_STATUS_OK; or COMFY_STATUS_TIMEOUT.
        /// `timeout_ms` as in comfy_client_poll_event. Events need not be taken for the task to finish. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_wait(IntPtr task, long timeout_ms, IntPtr* error);

        /// <summary>
        /// Asks the task to end. It is cancelled at once if it is queued, and within a fraction of a second wherever it runs;
        /// if it has finished already, nothing changes, and that is no error. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_cancel(IntPtr task, IntPtr* error);

        /// <summary>How far the task has come. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_progress(comfy_progress* out_progress, IntPtr task, IntPtr* error);

        /// <summary>
        /// The outputs of a task that succeeded: {node id: {"images": [{"abs_path", "filename", "subfolder", "type"}]}}.
        ///
        /// Else COMFY_STATUS_NOT_READY, _VALIDATION_FAILED, _EXECUTION_FAILED or _CANCELLED, with the reason in `error`.
        /// Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_result(byte** out_json, IntPtr task, IntPtr* error);

        /// <summary>
        /// Why a task did not succeed, as JSON: the validation errors by node ({node id: {"errors": [...], "dependent_outputs",
        /// "class_type"}}) or of the whole prompt ({"type", "message", "details", "extra_info"}), the data of execution_error,
        /// or that of execution_interrupted. A task that succeeded, although some of its output nodes did not validate and were
        /// left out, has the validation errors of those. COMFY_STATUS_NOT_FOUND if there is nothing to say,
        /// COMFY_STATUS_NOT_READY if the task has not finished. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_error(byte** out_json, IntPtr task, IntPtr* error);

        /// <summary>
        /// What of the files and inputs was left out or not done as it says, so far: a JSON array of the data of the events
        /// `warning`, which the history's "messages" have too; "[]" if there is nothing to say.
        ///
        /// A prompt tells each of a node's warnings once, no more than 100 of them in all, of 2,000 bytes each and 64 KiB
        /// together; if there are more, a last one of no node says how many. What a node warned of that is found in the cache is
        /// told again. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_warnings(byte** out_json, IntPtr task, IntPtr* error);

        /// <summary>
        /// How many output images (of SaveImage, PreviewImage, ...) there are; 0 until the task has finished. A task that
        /// failed or was cancelled has those of the nodes that were done by then. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_image_count(UIntPtr* out_count, IntPtr task, IntPtr* error);

        /// <summary>An output image, in the order of the result's nodes. Its pointers live as long as the task. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_image(comfy_image* out_image, IntPtr task, UIntPtr index, IntPtr* error);

        /// <summary>
        /// The task's latest preview, which the event `preview` brought; COMFY_STATUS_NOT_FOUND before the first. Its pointers
        /// live as long as the task, and so each preview that is asked for is kept; asking again before the next one gives the
        /// same pointers. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_preview(comfy_image* out_image, IntPtr task, IntPtr* error);

        /// <summary>
        /// The next event of the task, as comfy_client_poll_event gives it. COMFY_STATUS_END once it has finished and all were
        /// taken. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_poll_event(comfy_event* out_event, IntPtr task, long timeout_ms, IntPtr* error);

        /// <summary>As comfy_client_wake, for a comfy_task_poll_event. Since 0.1.0.</summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_wake(IntPtr task, IntPtr* error);

        /// <summary>
        /// A descriptor that is readable while comfy_task_poll_event would return an event, its first COMFY_STATUS_END, or at
        /// once because of comfy_task_wake. Lives as long as the task. Since 0.1.0.
        /// </summary>
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        public static extern int comfy_task_get_event_fd(int* out_fd, IntPtr task, IntPtr* error);
    }
}
