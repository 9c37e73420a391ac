/*
 * libcomfy: run ComfyUI workflows inside your own program.
 *
 * This header is the whole contract and its manual. SPDX-License-Identifier: MIT
 *
 *     comfy_client *client = NULL;
 *     comfy_task *task = NULL;
 *     char *outputs = NULL;
 *     if (comfy_client_create(&client, NULL, NULL) == COMFY_STATUS_OK &&
 *         comfy_client_queue_prompt(&task, client, workflow_json, NULL, NULL) == COMFY_STATUS_OK &&
 *         comfy_task_wait(task, -1, NULL) == COMFY_STATUS_OK &&
 *         comfy_task_get_result(&outputs, task, NULL) == COMFY_STATUS_OK)
 *         puts(outputs);             // {"9": {"images": [{"abs_path": ..., "filename": ...}]}}
 *     comfy_free(outputs);
 *     comfy_task_release(task);
 *     comfy_client_destroy(client);
 *
 *
 * LIFECYCLE
 *
 * A client owns everything: folders, loaded models, a queue, prompt threads, caches, a history. Clients share nothing
 * that a host could notice; a program may have many, though one is the usual number, because each loads its own models.
 *
 * A prompt is a workflow in ComfyUI's API format ("Export (API)"), or a file of its editor ("Save"), which is turned
 * into that format first (see Workflows). Queueing one returns a task at once. The task is queued, then running, then
 * exactly one of success, error or cancelled, and stays so. Its handle is yours until you release it; releasing it
 * early neither stops nor disturbs the work (cancel does that), and a finished task may be read for as long as you
 * like, also after its client was destroyed.
 *
 * comfy_client_destroy waits for all queued and running prompts, comfy_client_cancel_and_destroy cancels them first.
 * When either returns, no thread of the client is left, no callback of it runs or will run, and every release
 * function of memory that you lent it has been called. (For a call from inside a callback see THREADING. A look-up of a
 * collector's name that the system does not answer is left to itself after two seconds; it touches nothing of yours.)
 *
 * Once loaded, the library stays loaded: dlclose does not unload it, so that no thread ever loses its code, and loading
 * it again costs nothing.
 *
 *
 * EVENT LOOP
 *
 * What happens is told as events under ComfyUI's names (execution_start, execution_cached, executing, progress,
 * progress_state, executed, execution_success, execution_error, execution_interrupted, ...) with ComfyUI's fields as
 * JSON; previews carry pixels. There are three ways to hear of them, and they may be combined:
 *
 *   - poll: comfy_task_poll_event returns the next event of one task, waiting up to a timeout;
 *     comfy_client_poll_event those of all tasks of a client created with COMFY_CLIENT_FLAG_EVENT_QUEUE;
 *     comfy_task_wake and comfy_client_wake end such a wait from any other thread.
 *   - a descriptor: comfy_task_get_event_fd and comfy_client_get_event_fd give one that is readable while a poll
 *     with timeout 0 would return something. Put it into poll, epoll, asyncio or GLib, then poll until
 *     COMFY_STATUS_TIMEOUT. Never read, write or close it.
 *   - a callback in comfy_client_options, called with every event of the client.
 *
 * The three ways have queues of their own, so that each sees everything. A task's stream ends with
 * COMFY_STATUS_END, after its last event. A prompt that fails validation has no events, only the end. Who listens to the
 * client hears `prompt_finished` last of every prompt, also of one that was invalid or cancelled before it ran.
 *
 * Queues are bounded (comfy_client_options.event_queue_size events, and 64 MiB of pixels). When one is full, the
 * oldest progress or preview goes first and the turning points of a prompt last; `dropped` of the next event says how
 * many are missing before it. Engine threads never wait for a slow reader.
 *
 *
 * THREADING
 *
 * Every function may be called from any thread at any time, with two exceptions that concern borrowed memory: only one
 * thread at a time may poll one source, since a poll invalidates the memory of that source's previous event; and
 * nobody may use what a handle lent him while another thread releases that handle. A call under way when its handle
 * is released elsewhere ends as if the release had come after it.
 *
 * Callbacks run without any lock held, so they may call every function of this header. Event callbacks of one client
 * come one at a time, in order, on a thread that the client keeps for them: they may even wait for a task. Log
 * callbacks and release functions come on whichever thread has something to say or to let go, also several at a time;
 * they must not wait for a task or clear a cache, since that thread may be the one that has to do it. A client that is
 * destroyed from inside any callback is taken down by another thread: the call returns at once, the handle is stale.
 *
 * A call gets along with 16 KiB of stack. On a thread that has less than 256 KiB left, as coroutines have it, another
 * thread of the library does the work while the caller waits.
 *
 *
 * OWNERSHIP
 *
 *   - `T **out` gives you something to give back: handles through their destroy or release function, text and
 *     other loose memory through comfy_free.
 *   - `const` pointers inside a struct that a function filled are borrowed: each function says for how long.
 *   - What you pass in is copied before the call returns, except the memory of comfy_model_file.
 *   - Parameters come in this order: outputs, the object, inputs, the error.
 *   - On failure outputs are untouched (except `*error`) and there is nothing to clean up.
 *
 * Handles are not addresses. They are looked up in a table, so NULL, released, foreign and wrongly cast handles are
 * recognised and give COMFY_STATUS_INVALID_HANDLE, never a crash. Functions that destroy or release return nothing and
 * ignore such handles, NULL included. A handle's value is never used again in the same process.
 *
 *
 * ERRORS
 *
 * Almost every function returns a comfy_status: COMFY_STATUS_OK is 0, what is neither success nor failure (a timeout,
 * the end of a stream) is positive, errors are negative. Each takes an optional `comfy_error **error` as its last
 * parameter: pass NULL, or the address of a NULL pointer. When the function fails it stores an error there that you
 * own; else it leaves it alone. An error carries the status, a message for people, and details as JSON where there are
 * any: ComfyUI's validation errors, or the data of its execution_error.
 *
 * Text is UTF-8 and NUL-terminated, in both directions; bad UTF-8 is COMFY_STATUS_INVALID_UTF8.
 *
 *
 * ISOLATION
 *
 * With COMFY_EXECUTOR_ISOLATED prompts run in other processes, one for each of `max_workers`, so that what happens to
 * one does not happen to the host. So it is too with COMFY_EXECUTOR_AUTO if the configuration differs from the defaults
 * in a key for which ComfyUI isolates (lowvram, cpu, force_fp32, ...); to ask for COMFY_EXECUTOR_IN_PROCESS then is
 * COMFY_STATUS_INVALID_CONFIGURATION. Nothing else changes: events, previews, progress, cancelling, images and files in
 * memory, and the host's node classes, whose functions are called in the host, are as they are in the process.
 *
 * The program is comfy-worker. It is looked for at the configuration's "worker_path", else at the environment variable
 * COMFY_WORKER, else beside the library (libcomfy/comfy-worker, ../bin/comfy-worker, ./comfy-worker), whose first is where
 * it is installed. comfy_client_create starts the
 * first one, and fails with COMFY_STATUS_NOT_FOUND if there is none and with COMFY_STATUS_UNSUPPORTED if it is of
 * another version.
 *
 * A worker that is killed, crashes, runs out of memory or does not answer for "worker_heartbeat_timeout" seconds (5)
 * fails its prompt alone: with an execution_error of the exception type "BrokenProcessPool" that says how the worker
 * ended and which node ran. The next prompt gets a fresh worker, whose caches are empty and which has to load its
 * models. "worker_memory_limit" (GiB, 0 for none) limits what a worker may allocate, "worker_time_limit" (seconds, 0
 * for none) how long a prompt may take ("TimeoutError"). A prompt that does not end within 5 seconds after it was
 * cancelled has its worker killed. A function of the host's that still runs when its prompt ends like that is left to
 * itself: its answer counts for nothing, comfy_node_call_is_cancelled tells it so, other calls run beside it, and the
 * client's destruction waits for it.
 *
 * Tensors and images go through shared memory. Files that comfy_client_add_model_file lends are copied into it once,
 * for all workers. What was added to the client or removed from it is known to a worker from its next prompt on.
 *
 *
 * MEMORY THAT IS REFUSED
 *
 * Where the system refuses memory, a mapping or a thread, one call or one prompt fails: with
 * COMFY_STATUS_OUT_OF_RESOURCES, or with an execution_error of the exception type "MemoryError". The next one works. What
 * the machine, the process's control group and its limits leave is looked at before much is taken.
 *
 * Not all of it can be told like that. Small requests of the Swift runtime, below 64 KB each, have nobody who could
 * be told: while memory is refused they are met from 4 MB that are kept for that, and the prompt then fails. Once those
 * are spent and a second passes in which nothing comes free, the process ends (SIGABRT). So it does where threads of the
 * C++ runtime or of libc find no memory for themselves, and where the kernel, which promises more than there is, takes
 * the promise back (SIGKILL). Isolated prompts lose their worker then, and the host goes on.
 *
 *
 * COMPATIBILITY
 *
 * Functions are only added, enum values are only added (be ready for ones that you don't know), and structs only grow
 * at their end. Each struct starts with its `size`, which its _INIT macro sets: an older program on a newer library
 * gets defaults for the fields it does not know, and a newer program on an older library works as long as it leaves the
 * new fields zero (else COMFY_STATUS_UNSUPPORTED).
 *
 * A release that breaks this has a new soname, libcomfy.so.N, where N is COMFY_ABI_VERSION and counts the breaks; the
 * loader then refuses what does not fit. Versions follow semver: before 1.0 only a new minor version may break, from
 * 1.0 on only a new major one. COMFY_VERSION is what you compiled against, comfy_version() what runs; CHANGELOG.md
 * tells what has changed.
 *
 * The comment of each function ends with the version that brought it. Structs, enums and their members are as old as
 * the first function that takes them, unless a comment says otherwise. abi.json, which is installed beside the
 * library, has all of it for programs that generate declarations.
 *
 * Nobody should count on the wording of messages, on the order of members in JSON objects or on there being no further
 * ones, on `reserved` fields, on the names of threads, or on the last bits of a result from one version to another.
 *
 *
 * PLANNED BREAKS
 *
 * This is what the next COMFY_ABI_VERSION will change; what is said here holds until then.
 *
 *   - comfy_set_log_callback goes: comfy_set_log_record_callback says the same and more.
 *   - comfy_object_release is called comfy_object_release_callback, as the types of all other callbacks end.
 *   - COMFY_FREE_MODELS and COMFY_FREE_CACHE are called COMFY_FREE_FLAG_..., as all other flags are.
 *
 *
 * WHAT THE LIBRARY DOES TO YOUR PROCESS
 *
 * It starts threads, for each client: `max_workers` prompt threads, `threads` - 1 for arithmetic, one for the event
 * callback if there is one, one for the export of spans if the configuration asks for it (a look-up of the collector's
 * name that the system does not answer in time has another, which ends by itself), one for the host's nodes of each
 * isolated worker, and one for each large frame of a film while it is coded (a prompt that is cancelled leaves it behind;
 * its prompt thread does not end before); all signals are blocked in them. It maps model files for as long as their models
 * are loaded (replace such a file by renaming another over it, never by writing into it) and writes into the output and
 * temp directories that you gave. It installs no signal handlers, changes no environment variable, locale, working
 * directory or floating-point mode of your threads, raises no SIGPIPE, writes nothing to standard output (unless the
 * configuration says log_stdout) or standard error, and opens no network connection except to the collector that the
 * configuration names (otel_exporter_otlp_endpoint) and, where it says fetch_urls, to what URLs in workflows name (libcurl
 * is then loaded into the process). FFmpeg's encoder of AV1, which SaveWEBM runs where a workflow asks for "av1", is an
 * exception: SVT-AV1 (1.4.1 in Debian 12, which has no function for it) reports on standard error unless the environment
 * says SVT_LOG=0, which isolated workers do.
 *
 * Files of the input folder are read; model files are mapped. A model file that is cut short while it is mapped gives an
 * error where that is noticed before it is read; a cut in the very moment of reading raises SIGBUS, which ends the
 * process, or in an isolated client the worker alone. The configuration's "disable_mmap" reads model files instead.
 *
 * Links in the input, output and temp directories are followed wherever they lead; "link_roots" confines them. Relative
 * paths are relative to the base directory, and that one to the working directory of the moment in which the client is
 * created; if that is gone, creation fails.
 *
 * No handle survives fork(): in the child each function that takes one of the parent's gives COMFY_STATUS_INVALID_HANDLE
 * at once, and what destroys or releases does nothing. A client created in the child works, whatever the parent's were
 * doing. Of the files and memory that the parent had open the child keeps what any child does.
 *
 * It starts no process, except for clients with the isolated executor: their workers are children of this process, in
 * groups of their own, and inherit nothing but a socket and the environment. They end with the client, and with the
 * host, however that ends. Their ends raise SIGCHLD; the library collects them by their ids and leaves other children
 * alone. A host that ignores SIGCHLD or collects all children itself loses only the word on how a worker ended.
 */
#ifndef COMFY_H
#define COMFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define COMFY_API __attribute__((visibility("default")))
#else
#define COMFY_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define COMFY_VERSION_MAJOR 0
#define COMFY_VERSION_MINOR 1
#define COMFY_VERSION_PATCH 0
#define COMFY_VERSION_STRING "0.1.0"
#define COMFY_MAKE_VERSION(major, minor, patch) \
    (((uint32_t)(major) << 16) | ((uint32_t)(minor) << 8) | (uint32_t)(patch))
#define COMFY_VERSION COMFY_MAKE_VERSION(COMFY_VERSION_MAJOR, COMFY_VERSION_MINOR, COMFY_VERSION_PATCH)
/** Counts the breaks of the ABI: the soname is libcomfy.so.0. */
#define COMFY_ABI_VERSION 0

/* ---------------------------------------------------------------------------------------------------------------------
 * Statuses and errors
 */

/** How a call went: 0 success, positive no failure, negative an error. */
typedef int32_t comfy_status;

enum {
    COMFY_STATUS_OK = 0,

    /** The time is over; what was waited for has not happened. */
    COMFY_STATUS_TIMEOUT = 1,
    /** The stream of events is over: no more will come. */
    COMFY_STATUS_END = 2,

    /** An argument is NULL, out of range or contradicts another one. */
    COMFY_STATUS_INVALID_ARGUMENT = -1,
    /** The handle is NULL, was released, is of another kind, or never was one. */
    COMFY_STATUS_INVALID_HANDLE = -2,
    /** A struct's `size` is smaller than its first version or absurdly large. */
    COMFY_STATUS_INVALID_STRUCT = -3,
    /** Text is not UTF-8. */
    COMFY_STATUS_INVALID_UTF8 = -4,
    /** Text is not JSON, or too large or too deep. */
    COMFY_STATUS_INVALID_JSON = -5,
    /** The configuration has an unknown key, a value of a wrong type, or a combination that cannot be. */
    COMFY_STATUS_INVALID_CONFIGURATION = -6,
    /** There is nothing of that name, id or index. */
    COMFY_STATUS_NOT_FOUND = -7,
    /** The task has not finished yet. */
    COMFY_STATUS_NOT_READY = -8,
    /** The queue holds as many prompts as the configuration's max_queue_size admits. */
    COMFY_STATUS_QUEUE_FULL = -9,
    /** The prompt failed validation; details have ComfyUI's structure. Nothing of it ran. */
    COMFY_STATUS_VALIDATION_FAILED = -10,
    /** A node failed; details are the data of execution_error. */
    COMFY_STATUS_EXECUTION_FAILED = -11,
    /** The prompt was cancelled or interrupted. */
    COMFY_STATUS_CANCELLED = -12,
    /** The client is being destroyed. */
    COMFY_STATUS_CLOSED = -13,
    /** This version of the library cannot do that. */
    COMFY_STATUS_UNSUPPORTED = -14,
    /** A file cannot be read or is damaged; the message names it. */
    COMFY_STATUS_IO = -15,
    /** The system refused memory, a thread or a descriptor. */
    COMFY_STATUS_OUT_OF_RESOURCES = -16,
    /** A defect of the library. Please report it. */
    COMFY_STATUS_INTERNAL = -17,
    /** There is something of that name already. */
    COMFY_STATUS_ALREADY_EXISTS = -18
};

/** Why a call failed. */
typedef struct comfy_error comfy_error;

/** A status's name, as in "invalid_handle" or "ok"; "unknown" for values of other versions. Static memory.
 * Since 0.1.0. */
COMFY_API const char *comfy_status_name(comfy_status status);

/** The status that came with the error; COMFY_STATUS_INVALID_HANDLE if it is none. Since 0.1.0. */
COMFY_API comfy_status comfy_error_status(const comfy_error *error);

/** One or more lines for people. Lives as long as the error; "" if it is none. Since 0.1.0. */
COMFY_API const char *comfy_error_message(const comfy_error *error);

/** JSON, or NULL if there is no more to say. Lives as long as the error. Since 0.1.0. */
COMFY_API const char *comfy_error_details(const comfy_error *error);

/** Gives an error back. Since 0.1.0. */
COMFY_API void comfy_error_release(comfy_error *error);

/* ---------------------------------------------------------------------------------------------------------------------
 * Library
 */

/** The version that runs, to be compared with COMFY_VERSION. Since 0.1.0. */
COMFY_API uint32_t comfy_version(void);

/** The same as text, as in "0.1.0". Static memory. Since 0.1.0. */
COMFY_API const char *comfy_version_string(void);

/** What the library is made of and sees: {"version", "compiler", "target", "optimized", "cpu": {"processors",
 * "kernels"}, "memory": {"total_bytes", "available_bytes"}}: processors that it may use, what its arithmetic was compiled
 * for ("avx512", "avx2", "generic"), and memory that its control group and limits leave it. Since 0.1.0. */
COMFY_API comfy_status comfy_get_build_info(char **out_json, comfy_error **error);

/**
 * The kinds of model folders: {name: {"folders", "extensions"}}.
 *
 * "folders" are those below the models directory in the order in which they are searched; the category may be called by
 * the name of any of them ("unet" is "diffusion_models"). "extensions" are the endings of the files that it lists, null
 * for all files. Since 0.1.0.
 */
COMFY_API comfy_status comfy_get_folder_categories(char **out_json, comfy_error **error);

/**
 * The keys of the configuration: {key: {"type", "nullable", "values", "default", "effect", "meaning", "variables",
 * "isolates", "secret", "own"}}.
 *
 * "type" is "bool", "int", "number", "string", "strings", "choice" (one of "values") or "choices" (a list of some);
 * "effect" and "meaning" say for people what a value other than the default does here; "variables" are those of the
 * environment that set it, the first of them first; "isolates" says whether COMFY_EXECUTOR_AUTO isolates for it, "own"
 * that ComfyUI does not have it. Since 0.1.0.
 */
COMFY_API comfy_status comfy_get_configuration_keys(char **out_json, comfy_error **error);

/**
 * The schemas of ComfyUI's own node classes, also of those that no client here has, without texts for readers and members
 * that say nothing: {class: {"input", "output", "category", ...}}. `class_name` asks for one (COMFY_STATUS_NOT_FOUND if
 * ComfyUI has none of that name), NULL for all. Lists of files are empty. Since 0.1.0.
 */
COMFY_API comfy_status comfy_get_core_node_schemas(char **out_json, const char *class_name, comfy_error **error);

/** Gives back loose memory. NULL and what is not live memory of this library are ignored. Since 0.1.0. */
COMFY_API void comfy_free(void *memory);

typedef int32_t comfy_log_level;

enum {
    COMFY_LOG_LEVEL_NONE = 0,
    COMFY_LOG_LEVEL_ERROR = 1,
    COMFY_LOG_LEVEL_WARNING = 2,
    COMFY_LOG_LEVEL_INFO = 3,
    COMFY_LOG_LEVEL_DEBUG = 4
};

/** `message` is one line without a line end, valid during the call. */
typedef void (*comfy_log_callback)(comfy_log_level level, const char *message, void *user_data);

/**
 * Sends messages of `level` and above in importance to `callback`, for the whole process; NULL for none, the default.
 * When it returns, the former callback runs no more, unless this is called from within a log callback. Since 0.1.0.
 */
COMFY_API comfy_status comfy_set_log_callback(comfy_log_level level, comfy_log_callback callback, void *user_data);

/** A message with what it is about. All pointers live during the call. */
typedef struct comfy_log_record {
    size_t size;
    comfy_log_level level;
    int32_t reserved;
    /** One line without a line end. */
    const char *message;
    /** A JSON object, as in {"prompt_id": "...", "trace_id": "...", "seconds": 1.5}; "{}" if there is no more. */
    const char *fields;
    /** Milliseconds since 1970. */
    int64_t timestamp_ms;
} comfy_log_record;

typedef void (*comfy_log_record_callback)(const comfy_log_record *record, void *user_data);

/** As comfy_set_log_callback, and in its place: the process has one callback, of either kind. Since 0.1.0. */
COMFY_API comfy_status comfy_set_log_record_callback(
    comfy_log_level level, comfy_log_record_callback callback, void *user_data);

/* ---------------------------------------------------------------------------------------------------------------------
 * Images: 8 bits a channel, rows from the top down
 */

typedef int32_t comfy_pixel_format;

enum {
    COMFY_PIXEL_FORMAT_GRAY8 = 1,
    COMFY_PIXEL_FORMAT_RGB8 = 3,
    /** Straight alpha. */
    COMFY_PIXEL_FORMAT_RGBA8 = 4
};

typedef struct comfy_image {
    size_t size;
    const uint8_t *pixels;
    int64_t width;
    int64_t height;
    /** 1, 3 or 4, as the format says. */
    int64_t channels;
    /** Bytes from one row to the next; 0 on the way in means width * channels. */
    int64_t stride;
    comfy_pixel_format format;

    /* What follows is told about images that come out, and ignored in images that go in. */

    /** Its place among the images of its node. */
    int32_t index;
    /** The node that it is of. */
    const char *node_id;
    /** As in the node's output: the file's name and its folder below the directory of that type, which is "output",
     * "temp" or "input". NULL where there is no file. */
    const char *filename;
    const char *subfolder;
    const char *type;
} comfy_image;

#define COMFY_IMAGE_INIT {sizeof(comfy_image), NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL}

/* ---------------------------------------------------------------------------------------------------------------------
 * Events
 */

/** Names as numbers, for a switch. */
typedef int32_t comfy_event_kind;

enum {
    /** One that this version has no number for; look at the name. */
    COMFY_EVENT_KIND_OTHER = 0,
    COMFY_EVENT_KIND_EXECUTION_START = 1,
    COMFY_EVENT_KIND_EXECUTION_CACHED = 2,
    COMFY_EVENT_KIND_EXECUTING = 3,
    COMFY_EVENT_KIND_PROGRESS = 4,
    COMFY_EVENT_KIND_PROGRESS_STATE = 5,
    /** "preview": ComfyUI's PREVIEW_IMAGE_WITH_METADATA; `json` is the metadata, `image` the pixels, not scaled. */
    COMFY_EVENT_KIND_PREVIEW = 6,
    COMFY_EVENT_KIND_EXECUTED = 7,
    COMFY_EVENT_KIND_EXECUTION_SUCCESS = 8,
    COMFY_EVENT_KIND_EXECUTION_ERROR = 9,
    COMFY_EVENT_KIND_EXECUTION_INTERRUPTED = 10,
    /** "status" {"status": {"exec_info": {"queue_remaining": n}}}: only with COMFY_CLIENT_FLAG_SERVER_EVENTS. */
    COMFY_EVENT_KIND_STATUS = 11,
    /** "progress_text" {"nodeId", "text"} */
    COMFY_EVENT_KIND_PROGRESS_TEXT = 12,
    /** "warning" {"prompt_id", "node_id", "node_type", "message", "timestamp"}: something in a file or an input was left
     * out or not done as it says, and the prompt goes on. comfy_task_get_warnings has them all. */
    COMFY_EVENT_KIND_WARNING = 13,
    /** "prompt_finished" {"prompt_id", "state"}: the last event of every prompt, also of one that never ran. "state" is
     * "success", "error" or "cancelled". It goes to the client's queue and callback; a task's own stream ends. */
    COMFY_EVENT_KIND_PROMPT_FINISHED = 14
};

typedef int32_t comfy_task_state;

enum {
    COMFY_TASK_STATE_QUEUED = 0,
    COMFY_TASK_STATE_RUNNING = 1,
    COMFY_TASK_STATE_SUCCESS = 2,
    COMFY_TASK_STATE_ERROR = 3,
    COMFY_TASK_STATE_CANCELLED = 4
};

/** Where a task stands. */
typedef struct comfy_progress {
    size_t size;
    comfy_task_state state;
    int32_t reserved;
    /** The node that runs, NULL if none does. Lives as long as the task, or as the event. */
    const char *node_id;
    /** Steps of that node, done and in all. */
    double value;
    double max;
    /** 0...1: the time that is over, as a share of what the prompt takes in all. That is known of the steps that were
     * done and of what nodes of a class have taken in this process; of others it is estimated. It never goes back. */
    double overall;
    size_t nodes_done;
    size_t nodes_total;
    /** Seconds that a step of that node takes; 0 where it has none, or has not done one yet. */
    double seconds_per_step;
    /** Seconds since the prompt began to run. */
    double seconds_elapsed;
    /** Seconds to its end; negative before that can be said. */
    double seconds_left;
} comfy_progress;

#define COMFY_PROGRESS_INIT {sizeof(comfy_progress), 0, 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0}

/** All pointers live until the next poll of the same source, or during the callback. */
typedef struct comfy_event {
    size_t size;
    comfy_event_kind kind;
    int32_t reserved;
    /** "execution_start", "progress", ... */
    const char *name;
    /** The event's data, ComfyUI's fields. */
    const char *json;
    size_t json_length;
    /** The prompt that it belongs to; NULL for "status". */
    const char *prompt_id;
    /** Whom it is addressed to; NULL means everybody (so for "progress"). */
    const char *client_id;
    /** Previews only, else NULL. */
    const comfy_image *image;
    /** Number of the event within its client, from 1. */
    uint64_t sequence;
    /** How many events this source dropped between the previous one and this. */
    uint64_t dropped;
    /** When it happened: milliseconds since 1970. */
    int64_t timestamp_ms;
    /** COMFY_EVENT_KIND_PROGRESS only, else NULL: where the prompt stood then. */
    const comfy_progress *progress;
} comfy_event;

#define COMFY_EVENT_INIT {sizeof(comfy_event), 0, 0, NULL, NULL, 0, NULL, NULL, NULL, 0, 0, 0, NULL}

typedef void (*comfy_event_callback)(const comfy_event *event, void *user_data);

/* ---------------------------------------------------------------------------------------------------------------------
 * Spans: what a prompt spent its time on, as OpenTelemetry has it
 */

typedef int32_t comfy_span_status;

/** OpenTelemetry's numbers; its "ok" (1) is for applications to say and does not occur. */
enum {
    COMFY_SPAN_STATUS_UNSET = 0,
    COMFY_SPAN_STATUS_ERROR = 2
};

/**
 * A span that has ended: "Queue Prompt" (a prompt from its queueing to its end; a child of the span that its
 * traceparent names), "Initialize Prompt Executor" and "Execute Prompt" below it, "Execute Node" for each node that
 * ran, "Load Model" for each model that it had to load. All pointers live during the callback.
 */
typedef struct comfy_span {
    size_t size;
    comfy_span_status status;
    int32_t reserved;
    const char *name;
    /** 32 and 16 hex digits. */
    const char *trace_id;
    const char *span_id;
    /** NULL where the trace begins. */
    const char *parent_span_id;
    /** The tracestate that came with the prompt; "" for none. */
    const char *trace_state;
    /** Nanoseconds since 1970. */
    int64_t start_ns;
    int64_t end_ns;
    /** "Type: message" of what went wrong, else NULL. */
    const char *status_message;
    /** A JSON object, as in {"comfy.node.id": "3", "comfy.node.class_type": "KSampler"}. */
    const char *attributes;
    /** A JSON array of {"name", "time_ns", "attributes"}; for what went wrong "exception" with "exception.type",
     * "exception.message" and "exception.stacktrace". */
    const char *events;
} comfy_span;

typedef void (*comfy_span_callback)(const comfy_span *span, void *user_data);

/* ---------------------------------------------------------------------------------------------------------------------
 * Client
 */

typedef struct comfy_client comfy_client;
typedef struct comfy_task comfy_task;

typedef int32_t comfy_executor;

enum {
    /** Isolated if the configuration has settings that need it, else in this process. */
    COMFY_EXECUTOR_AUTO = 0,
    COMFY_EXECUTOR_IN_PROCESS = 1,
    /** In processes of their own: see ISOLATION. */
    COMFY_EXECUTOR_ISOLATED = 2
};

enum {
    /** Send also what ComfyUI's server adds for its clients: `status` whenever the queue's length changes, and a final
     * `executing` with a null node. */
    COMFY_CLIENT_FLAG_SERVER_EVENTS = 1,
    /** Keep the events of all tasks for comfy_client_poll_event. */
    COMFY_CLIENT_FLAG_EVENT_QUEUE = 2
};

typedef struct comfy_client_options {
    size_t size;
    /** A JSON object with ComfyUI's configuration keys (comfy_client_get_configuration lists them,
     * Sources/Configuration/README.md says what each does here); NULL: none set. A key that is not set here is
     * taken from the environment (COMFYUI_ and the key in capitals), else from the files that config_files names, else
     * it has its default. What is wrong, wherever it is set, is COMFY_STATUS_INVALID_CONFIGURATION. */
    const char *configuration;
    /** Directories override those of the configuration; NULL: the configuration's, whose default is below the base
     * directory, and that is the working directory. The base has models/, input/, output/, temp/. */
    const char *base_directory;
    /** Instead of models/ of the base directory; has checkpoints/, vae/, embeddings/, ... */
    const char *models_directory;
    const char *input_directory;
    const char *output_directory;
    const char *temp_directory;
    /** The addressee of events and the default client id of prompts; NULL: a random UUID. */
    const char *client_id;
    comfy_executor executor;
    /** Prompts that run at the same time, each with a cache of its own; 0 means 1, at most 64. */
    uint32_t max_workers;
    /** Threads for arithmetic, the one that asks for the work among them: exactly so many, at most 256. 0: as many as
     * the environment variable OMP_NUM_THREADS says (the first of its list), but no more than the processors that this
     * process may use by its affinity mask and its control group's quota (cgroup v1 and v2), which is also the number
     * without that variable. They sleep when there is nothing to do. Results do not depend on it. */
    uint32_t threads;
    /** COMFY_CLIENT_FLAG_... */
    uint32_t flags;
    /** Events that a queue holds; 0 means 1024, at least 16. */
    uint32_t event_queue_size;
    uint32_t reserved;
    /** Called with every event; NULL for none. */
    comfy_event_callback event_callback;
    /** Goes to event_callback and span_callback. */
    void *user_data;
    /** Called with every span, on the thread that ends it, also several at a time; like a log callback it must not
     * wait for a task. Spans of a trace that its beginner does not sample are left out. NULL for none. */
    comfy_span_callback span_callback;
    /** Bytes of memory that weights, while they lie idle, and large activations may take together. Results do not
     * depend on it, with one exception: a picture for which the VAE alone would need more is worked on in tiles, which
     * changes it slightly and is logged. 0: as the configuration says (lowvram, novram, highvram, reserve_vram), which
     * is half of the machine's memory by default. */
    uint64_t memory_budget;
} comfy_client_options;

#define COMFY_CLIENT_OPTIONS_INIT \
    {sizeof(comfy_client_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, 0}

/** Makes a client and starts its workers. `options` may be NULL. Loads no model. Since 0.1.0. */
COMFY_API comfy_status comfy_client_create(
    comfy_client **out_client, const comfy_client_options *options, comfy_error **error);

/** Waits until all queued and running prompts have finished, then takes the client down. Spans that a collector has not
 * taken 2 seconds later are given up. Since 0.1.0. */
COMFY_API void comfy_client_destroy(comfy_client *client);

/** Cancels all queued and running prompts, then takes the client down. Since 0.1.0. */
COMFY_API void comfy_client_cancel_and_destroy(comfy_client *client);

/** Whether the client takes prompts: true until its destruction has begun. Since 0.1.0. */
COMFY_API comfy_status comfy_client_is_running(bool *out_is_running, comfy_client *client, comfy_error **error);

/** The number of prompts that are queued or running. Since 0.1.0. */
COMFY_API comfy_status comfy_client_get_task_count(size_t *out_count, comfy_client *client, comfy_error **error);

/** The configuration in force, defaults included, as a JSON object. A secret that is set (openai_api_key,
 * otel_exporter_otlp_headers, ...: the table of keys names them) reads "********". As an option that text stands for
 * a key that is not set, so that all of this may be passed to another client, which takes its secrets from the
 * environment and the files as this one did, but not from this one's options. Since 0.1.0. */
COMFY_API comfy_status comfy_client_get_configuration(char **out_json, comfy_client *client, comfy_error **error);

/**
 * The schemas of the node classes in the form of ComfyUI's /object_info: {class: {"input", "output", ...}}, each with
 * "python_module" as text ("nodes" for the library's own).
 * `class_name` asks for one class (COMFY_STATUS_NOT_FOUND if there is none), NULL for all. Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_get_node_schemas(
    char **out_json, comfy_client *client, const char *class_name, comfy_error **error);

/**
 * Forgets the cached outputs of nodes and unloads the models. Workers that run a prompt do so at its end; this waits
 * for the others alone. Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_clear_cache(comfy_client *client, comfy_error **error);

/** Cancels the running prompt of that id, or all that run if `prompt_id` is NULL. Queued prompts are left alone, and
 * it is no error if nothing runs. Since 0.1.0. */
COMFY_API comfy_status comfy_client_interrupt(comfy_client *client, const char *prompt_id, comfy_error **error);

/* ---------------------------------------------------------------------------------------------------------------------
 * Queue and history
 */

/** {"queue_running": [...], "queue_pending": [...]}, each entry [number, prompt id, prompt, extra data, targets];
 * pending ones in the order in which they will run. Since 0.1.0. */
COMFY_API comfy_status comfy_client_get_queue(char **out_json, comfy_client *client, comfy_error **error);

/** Cancels a prompt that waits in the queue; COMFY_STATUS_NOT_FOUND if none of that id does. Since 0.1.0. */
COMFY_API comfy_status comfy_client_remove_queued(comfy_client *client, const char *prompt_id, comfy_error **error);

/** Cancels all prompts that wait in the queue. Since 0.1.0. */
COMFY_API comfy_status comfy_client_clear_queue(comfy_client *client, comfy_error **error);

/**
 * Finished prompts, oldest first: {prompt id: {"prompt", "outputs", "status", "meta"}}.
 * `max_items` < 0 means all; `offset` skips that many of the oldest, and < 0 means the `max_items` latest. Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_get_history(
    char **out_json, comfy_client *client, int64_t max_items, int64_t offset, comfy_error **error);

/** The entry of one prompt, in the same form, or COMFY_STATUS_NOT_FOUND. Since 0.1.0. */
COMFY_API comfy_status comfy_client_get_history_entry(
    char **out_json, comfy_client *client, const char *prompt_id, comfy_error **error);

/** Removes one entry, or COMFY_STATUS_NOT_FOUND. Since 0.1.0. */
COMFY_API comfy_status comfy_client_remove_history_entry(
    comfy_client *client, const char *prompt_id, comfy_error **error);

/** Removes all entries. Since 0.1.0. */
COMFY_API comfy_status comfy_client_clear_history(comfy_client *client, comfy_error **error);

/** How many entries are kept; the oldest go. 10,000 at first, which is also the most. Since 0.1.0. */
COMFY_API comfy_status comfy_client_set_history_limit(comfy_client *client, size_t limit, comfy_error **error);

/* ---------------------------------------------------------------------------------------------------------------------
 * Memory
 */

/** {"total_bytes", "resident_bytes", "budget_bytes", "models": [{"name", "kind", "bytes", "resident_bytes", "parts":
 * {"unet": bytes, ...}}], most recently used first, "process": {"resident_bytes", "peak_resident_bytes"}}.
 *
 * "bytes" are those of weights as stored, in a file that is mapped or in memory. "resident_bytes" is what of them takes
 * memory of the process: pages that were read of the file, and what was made of weights that arithmetic cannot read as
 * they are. Both happen at the first use. "budget_bytes" bounds that; null without a limit. Since 0.1.0. */
COMFY_API comfy_status comfy_client_get_memory(char **out_json, comfy_client *client, comfy_error **error);

/**
 * What the client has done since it was made, as JSON; times are in seconds.
 *
 *     {"queue": {"running", "pending"},
 *      "prompts": {"count" (begun), "seconds", "longest_seconds", "queued" (ever), "success", "invalid", "error",
 *                  "cancelled"},
 *      "nodes": {class: {"count", "errors", "seconds", "longest_seconds"}},
 *      "cache": {"hits" (nodes found in the cache), "misses" (nodes that ran)},
 *      "model_loads": {"count", "errors", "seconds", "longest_seconds"},
 *      "workers": {"restarts" (of worker processes)},
 *      "memory": as comfy_client_get_memory has it}
 *
 * Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_get_metrics(char **out_json, comfy_client *client, comfy_error **error);

/** Opens a model file and checks it, so that the first prompt that wants it finds it. `folder` is "checkpoints",
 * "vae" or another whose files are models by themselves. Its weights are read where they are first used. Since 0.1.0. */
COMFY_API comfy_status comfy_client_load_model(
    comfy_client *client, const char *folder, const char *name, comfy_error **error);

/** Lets go of one loaded model, or COMFY_STATUS_NOT_FOUND. Its memory is free once no cached output and no running
 * prompt holds it. Since 0.1.0. */
COMFY_API comfy_status comfy_client_unload_model(
    comfy_client *client, const char *folder, const char *name, comfy_error **error);

/** Lets go of all loaded models. Since 0.1.0. */
COMFY_API comfy_status comfy_client_unload_all_models(comfy_client *client, comfy_error **error);

enum {
    /** Unload all models. */
    COMFY_FREE_MODELS = 1,
    /** Forget the cached outputs of nodes. */
    COMFY_FREE_CACHE = 2
};

/** Frees what `flags` names (COMFY_FREE_...), as comfy_client_clear_cache does both. Since 0.1.0. */
COMFY_API comfy_status comfy_client_free_memory(comfy_client *client, uint32_t flags, comfy_error **error);

/* ---------------------------------------------------------------------------------------------------------------------
 * Nothing needs the disk
 */

/** Makes an image known under a name that LoadImage then accepts, in place of an earlier one. The pixels are copied.
 * Since 0.1.0. */
COMFY_API comfy_status comfy_client_add_image(
    comfy_client *client, const char *name, const comfy_image *image, comfy_error **error);

/** Takes such an image out, or COMFY_STATUS_NOT_FOUND. Since 0.1.0. */
COMFY_API comfy_status comfy_client_remove_image(comfy_client *client, const char *name, comfy_error **error);

/** Called once when the memory is no longer used, on any thread. */
typedef void (*comfy_release_callback)(const void *data, size_t byte_count, void *user_data);

/** A file's content in your memory. It is not copied and must not change until it is released. */
typedef struct comfy_model_file {
    size_t size;
    const void *data;
    size_t byte_count;
    /** May be NULL; then the memory must outlive the client. */
    comfy_release_callback release;
    void *user_data;
} comfy_model_file;

#define COMFY_MODEL_FILE_INIT {sizeof(comfy_model_file), NULL, 0, NULL, NULL}

/**
 * Makes a model file in memory known in a folder ("checkpoints", "vae", "embeddings", ...) under a name, which
 * needs a known ending such as ".safetensors" to be listed; in place of an earlier one, and before one on the disk.
 *
 * Worker processes cannot reach your memory: with the isolated executor the file is copied into shared memory before
 * the next prompt, `byte_count` bytes once for all workers. That copy goes when the file is removed or replaced and the
 * workers have let go of it; your memory stays lent beside it.
 *
 * On success the library owes one call of `release`: after removal or replacement, once nothing uses the memory, and
 * at the latest before the client's destruction returns. On failure it is not called. Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_add_model_file(
    comfy_client *client, const char *folder, const char *name, const comfy_model_file *file, comfy_error **error);

/** Takes such a file out, or COMFY_STATUS_NOT_FOUND. Since 0.1.0. */
COMFY_API comfy_status comfy_client_remove_model_file(
    comfy_client *client, const char *folder, const char *name, comfy_error **error);

/* ---------------------------------------------------------------------------------------------------------------------
 * Values: what flows between nodes
 *
 * Only hosts that write nodes of their own need them. A value never changes, so it may be read from several threads; a
 * handle to one is yours until you release it, and a list or a dictionary keeps what it holds.
 *
 * An IMAGE is a tensor [B, H, W, C] of float32 in 0...1, a MASK a tensor [B, H, W] of float32 in 0...1, a LATENT a
 * dictionary with "samples", a tensor [B, C, H, W] of float32, a CONDITIONING a list of lists [tensor, dictionary], one
 * a prompt: its tokens as the text encoder has them, [B, T, D] of float32, and what else belongs to it by ComfyUI's
 * names, such as "pooled_output", a tensor [B, P]. The library's nodes make those, and take tensors of other numbers
 * too.
 */

typedef struct comfy_value comfy_value;

typedef int32_t comfy_value_kind;

enum {
    COMFY_VALUE_KIND_NULL = 0,
    COMFY_VALUE_KIND_BOOL = 1,
    COMFY_VALUE_KIND_INT = 2,
    COMFY_VALUE_KIND_FLOAT = 3,
    COMFY_VALUE_KIND_STRING = 4,
    COMFY_VALUE_KIND_TENSOR = 5,
    COMFY_VALUE_KIND_LIST = 6,
    COMFY_VALUE_KIND_DICTIONARY = 7,
    /** An object of the host's, see comfy_value_create_object. */
    COMFY_VALUE_KIND_OBJECT = 8,
    /** A MODEL, CLIP, VAE, ... of the library: to be passed along. What a DYNPROMPT input brings is one that reads like
     * a dictionary, see comfy_node_functions. */
    COMFY_VALUE_KIND_ENGINE_OBJECT = 9,
    /** Stops what depends on it, see comfy_value_create_blocker. */
    COMFY_VALUE_KIND_BLOCKER = 10
};

/** Null, truth values, numbers, texts, lists and dictionaries from a JSON document. Integers keep all their digits.
 * Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_from_json(comfy_value **out_value, const char *json, comfy_error **error);

/** Python's None. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_null(comfy_value **out_value, comfy_error **error);
/** Python's True or False. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_bool(comfy_value **out_value, bool content, comfy_error **error);
/** An int. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_int(comfy_value **out_value, int64_t content, comfy_error **error);
/** An int too, for what an int64_t cannot hold. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_uint(comfy_value **out_value, uint64_t content, comfy_error **error);
/** A float. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_float(comfy_value **out_value, double content, comfy_error **error);

/** A length that says: up to the NUL. */
#define COMFY_NUL_TERMINATED ((size_t)-1)

/** `length` in bytes, of which some may be NUL; or COMFY_NUL_TERMINATED. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_string(
    comfy_value **out_value, const char *text, size_t length, comfy_error **error);

/** The list keeps the items; their handles remain yours. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_list(
    comfy_value **out_value, comfy_value *const *items, size_t count, comfy_error **error);

/** Keeps the order; of equal keys the last one counts. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_dictionary(
    comfy_value **out_value, const char *const *keys, comfy_value *const *items, size_t count, comfy_error **error);

struct DLManagedTensorVersioned;

/**
 * A tensor by DLPack (dlpack.h, or comfy_dlpack.h beside this file), in the memory of the host: not copied if its
 * elements lie densely in rows, else copied. It must be on the CPU, of a float, bfloat16, integer or bool type.
 *
 * On success the library owns the tensor: it calls `deleter` once, on any thread, when nothing uses it any more, and
 * until then nobody may write its elements. On failure it remains yours. Since 0.1.0.
 */
COMFY_API comfy_status comfy_value_create_tensor(
    comfy_value **out_value, struct DLManagedTensorVersioned *tensor, comfy_error **error);

/**
 * The same with a copy of the elements, of float32, row after row: for hosts without DLPack. `shape` has `rank` numbers,
 * at most 32, whose product is `element_count`. Since 0.1.0.
 */
COMFY_API comfy_status comfy_value_create_tensor_from_floats(
    comfy_value **out_value, const float *elements, size_t element_count, const int64_t *shape, size_t rank,
    comfy_error **error);

/** An IMAGE of `count` pictures, which have one size and one format. Greys become colours. The pixels are copied.
 * Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_image(
    comfy_value **out_value, const comfy_image *images, size_t count, comfy_error **error);

/** Called once when no value holds the object any more, on any thread. */
typedef void (*comfy_object_release)(void *object, void *user_data);

/** An object of the host's, which passes between its nodes untouched. `release` may be NULL; on failure it is not
 * called. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_object(
    comfy_value **out_value, void *object, comfy_object_release release, void *user_data, comfy_error **error);

/** ComfyUI's ExecutionBlocker: as an output it keeps the nodes that depend on it from running. With a message (NULL for
 * none) the first of them says it in an execution_error of type ExecutionBlocked; the prompt goes on. Since 0.1.0. */
COMFY_API comfy_status comfy_value_create_blocker(
    comfy_value **out_value, const char *message, comfy_error **error);

/** Gives a handle back. What others hold of the value stays. Since 0.1.0. */
COMFY_API void comfy_value_release(comfy_value *value);

/* Reading one gives COMFY_STATUS_INVALID_ARGUMENT if it is of another kind. */

/** What kind of value it is. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_kind(comfy_value_kind *out_kind, comfy_value *value, comfy_error **error);
/** True or false. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_bool(bool *out_content, comfy_value *value, comfy_error **error);
/** An int; COMFY_STATUS_INVALID_ARGUMENT also if it does not fit. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_int(int64_t *out_content, comfy_value *value, comfy_error **error);
/** The same for what an int64_t cannot hold. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_uint(uint64_t *out_content, comfy_value *value, comfy_error **error);
/** A float or an int. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_float(double *out_content, comfy_value *value, comfy_error **error);
/** The text lives as long as the handle. `out_length` (bytes before the final NUL) may be NULL. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_string(
    const char **out_text, size_t *out_length, comfy_value *value, comfy_error **error);

/** Items of a list, members of a dictionary. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_count(size_t *out_count, comfy_value *value, comfy_error **error);
/** An item of a list, or what a dictionary has at that place: a handle of your own. COMFY_STATUS_NOT_FOUND beyond.
 * Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_item(
    comfy_value **out_item, comfy_value *value, size_t index, comfy_error **error);
/** The key at a place of a dictionary. Lives as long as the handle. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_key(
    const char **out_key, comfy_value *value, size_t index, comfy_error **error);
/** What a dictionary has for a key: a handle of your own, or COMFY_STATUS_NOT_FOUND. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_member(
    comfy_value **out_member, comfy_value *value, const char *key, comfy_error **error);

/** The elements, not copied, flagged as read-only: others may read them too. Call the tensor's `deleter` when you are
 * done; it may outlive the handle, the prompt and the client. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_tensor(
    struct DLManagedTensorVersioned **out_tensor, comfy_value *value, comfy_error **error);

/** How many sides a tensor has, and the first `capacity` of them, the outermost first. `out_shape` may be NULL where
 * `capacity` is 0. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_shape(
    size_t *out_rank, int64_t *out_shape, size_t capacity, comfy_value *value, comfy_error **error);
/** Copies a tensor's elements, row after row, as float32 whatever their type. `element_count` is how many there are.
 * Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_floats(
    float *out_elements, size_t element_count, comfy_value *value, comfy_error **error);
/** A picture of an IMAGE, or of a MASK as greys, made as SaveImage makes it; COMFY_STATUS_NOT_FOUND beyond the last.
 * Its pointers live as long as the handle. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_image(
    comfy_image *out_image, comfy_value *value, size_t index, comfy_error **error);

/** The pointer that comfy_value_create_object was given; alive as long as the handle. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_object(void **out_object, comfy_value *value, comfy_error **error);

/** A blocker's message, as long as the handle lives; NULL if it has none. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_blocker_message(
    const char **out_message, comfy_value *value, comfy_error **error);

/** The whole tree as JSON; COMFY_STATUS_INVALID_ARGUMENT if something in it is none. Infinite floats and NaN are
 * written as Python writes them. Since 0.1.0. */
COMFY_API comfy_status comfy_value_get_json(char **out_json, comfy_value *value, comfy_error **error);

/* ---------------------------------------------------------------------------------------------------------------------
 * Nodes made by the host
 *
 * A node class is a schema and a table of functions. Each time that the engine needs one of them it makes a call: a
 * handle through which the function finds its inputs and gives its answer. Functions run on the thread of a worker,
 * those of one class also several at a time if there are several workers, and may call everything in this header but
 * must not wait for their own prompt.
 *
 * `execute` answers at once, or returns without an answer and gives it later from any thread: that is what an
 * asynchronous node does, and other nodes run meanwhile. The other functions answer before they return.
 *
 * A call ends with its answer, or when its prompt ends without it (it was cancelled, another node failed); then its
 * handle is stale, and a late answer gets COMFY_STATUS_INVALID_HANDLE and changes nothing. A client that is being
 * destroyed with comfy_client_destroy waits for calls while the host shows signs of life (answers, progress, text,
 * questions whether they are cancelled); once it has shown none for 10 seconds, prompts with open calls fail.
 */

/** One call of a node's function. */
typedef struct comfy_node_call comfy_node_call;

/** A function of a node. */
typedef void (*comfy_node_function)(comfy_node_call *call, void *user_data);

/**
 * What a node class does. `execute` is required (but see "polled" below), the others may be NULL.
 *
 * Inputs are those of the prompt that the schema knows, defaults not filled in. With "is_input_list" (ComfyUI's
 * INPUT_IS_LIST) each is a list. `validate` and `fingerprint`, which come before the run, find no linked inputs, an
 * empty PROMPT, and null for the other hidden ones but UNIQUE_ID. Hidden inputs: PROMPT is a dictionary, EXTRA_PNGINFO
 * a dictionary or null, UNIQUE_ID a string, DYNPROMPT an engine object that comfy_value_get_count, _get_key, _get_item
 * and _get_member read like a dictionary {node id: {"class_type", "inputs", "node_id", "parent_node_id",
 * "display_node_id", "real_node_id"}} of the nodes, those that expansions have added by then among them.
 */
typedef struct comfy_node_functions {
    size_t size;
    /** One value an output, in their order; see comfy_node_result. */
    comfy_node_function execute;
    /**
     * ComfyUI's VALIDATE_INPUTS: answers true or null (all is well), false, or a text that says what is wrong. Gets the
     * literal inputs that the schema's "validate_inputs" names (["*"], the default, means all); linked ones are absent.
     * Their ranges and lists of values are then not checked by the engine. If it names "input_types", that input brings
     * {input: type of its link}, and the types of links are not checked by the engine.
     */
    comfy_node_function validate;
    /** ComfyUI's IS_CHANGED: answers any plain value; the node runs again if it differs from the last one, and always
     * if it is NaN. Linked inputs are absent. */
    comfy_node_function fingerprint;
    /** ComfyUI's check_lazy_status: answers a list of the names of lazy inputs that it still needs. Those that have not
     * been computed are null, here and in `execute`. Called again until it names none that is missing. */
    comfy_node_function check_lazy;
    /** Answers the schema as a text or a dictionary, asked anew for each prompt: for lists of values that change. Its
     * name and its outputs stay what they were. */
    comfy_node_function schema;
    /** Called once when nothing uses the class any more: after it was unregistered, once no prompt that began before
     * runs, and at the latest before the client's destruction returns. */
    void (*destroy)(void *user_data);
    void *user_data;
} comfy_node_functions;

#define COMFY_NODE_FUNCTIONS_INIT {sizeof(comfy_node_functions), NULL, NULL, NULL, NULL, NULL, NULL, NULL}

/**
 * Makes a node class known to the client. `schema` is its entry in ComfyUI's object_info:
 *
 *     {"name": "Invert", "display_name": "Invert", "category": "image", "description": "", "output_node": false,
 *      "input": {"required": {"image": ["IMAGE", {}], "amount": ["FLOAT", {"default": 1.0, "min": 0.0, "max": 1.0}],
 *                             "mode": [["all", "colour"], {}]},
 *                "optional": {}, "hidden": {"id": "UNIQUE_ID"}},
 *      "input_order": {...}, "output": ["IMAGE"], "output_name": ["IMAGE"], "output_is_list": [false],
 *      "output_tooltips": [...], "deprecated": false, "experimental": false}
 *
 * of which only "name" is required, and these keys beyond it: "is_input_list", "not_idempotent", "asynchronous" (starts
 * before others that are ready), "validate_inputs" (above), "any_input" ([type, options]: undeclared inputs are taken
 * as optional ones of that type), "python_module" (where ComfyUI's editor shows it to come from; "custom_nodes.host" by
 * default), "linked_as_null" (true: linked inputs are null in `validate` and `fingerprint`, as
 * ComfyUI has them, instead of absent).
 *
 * Inputs of the types COMFY_AUTOGROW_V3, COMFY_DYNAMICCOMBO_V3 and COMFY_DYNAMICSLOT_V3, with ComfyUI's options, stand
 * for others that depend on the prompt. The prompt, and so the call, has those by names with dots: "images.image0",
 * "images.image1"; "resize", "resize.width".
 *
 * COMFY_STATUS_ALREADY_EXISTS if the client has a class of that name, COMFY_STATUS_INVALID_ARGUMENT with the place of
 * the mistake if the schema is wrong; `destroy` is then not called. Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_register_node(
    comfy_client *client, const char *schema, const comfy_node_functions *functions, comfy_error **error);

/** Takes a class of the host's out; COMFY_STATUS_NOT_FOUND if it has registered none of that name. Prompts that run
 * keep it to their end, queued ones miss it. Since 0.1.0. */
COMFY_API comfy_status comfy_client_unregister_node(
    comfy_client *client, const char *class_name, comfy_error **error);

/**
 * The next call of a class that was registered as "polled", whose comfy_node_call_info says which class; answered as in
 * `execute`, now or later. Waits as comfy_client_poll_event does. COMFY_STATUS_TIMEOUT if there is none. The handle is
 * stale once the call has been answered, or its prompt has ended: a call that is never answered ends with its prompt's
 * cancelling or its time limit. Calls that nobody has fetched fail when the client's destruction begins; a poll that
 * waits then returns COMFY_STATUS_END. Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_poll_node_call(
    comfy_node_call **out_call, comfy_client *client, int64_t timeout_ms, comfy_error **error);

/** Whom a call is for. Texts live until the call ends; NULL where there is none, as in `schema` and `validate`. */
typedef struct comfy_node_call_info {
    size_t size;
    const char *class_name;
    const char *node_id;
    /** The node that a user sees in its place. */
    const char *display_node_id;
    const char *prompt_id;
    const char *client_id;
    /** Which call this is where the node is mapped over lists, from 0. */
    int64_t list_index;
} comfy_node_call_info;

#define COMFY_NODE_CALL_INFO_INIT {sizeof(comfy_node_call_info), NULL, NULL, NULL, NULL, NULL, 0}

/** Whom the call is for. Since 0.1.0. */
COMFY_API comfy_status comfy_node_call_get_info(
    comfy_node_call_info *out_info, comfy_node_call *call, comfy_error **error);

/** The inputs by name, a dictionary: a handle of your own. Since 0.1.0. */
COMFY_API comfy_status comfy_node_call_get_inputs(
    comfy_value **out_inputs, comfy_node_call *call, comfy_error **error);

/** Whether the prompt was cancelled: then answer soon, in whatever way. Since 0.1.0. */
COMFY_API comfy_status comfy_node_call_is_cancelled(
    bool *out_is_cancelled, comfy_node_call *call, comfy_error **error);

/** Sends progress_state, preview and progress of the node, as a sampler does for each step. `preview` may be NULL; it
 * is copied. Since 0.1.0. */
COMFY_API comfy_status comfy_node_call_send_progress(
    comfy_node_call *call, double value, double max, const comfy_image *preview, comfy_error **error);

/** Sends progress_text. Since 0.1.0. */
COMFY_API comfy_status comfy_node_call_send_text(comfy_node_call *call, const char *text, comfy_error **error);

/** Sends the event `warning` for the node: something was left out or not done as an input says, and the work goes on.
 * Since 0.1.0. */
COMFY_API comfy_status comfy_node_call_warn(comfy_node_call *call, const char *message, comfy_error **error);

/** A prefix for the ids of an expansion's nodes, "node.call.graph.": another one each time, the same from run to run,
 * so that the cache finds the nodes again. Since 0.1.0. */
COMFY_API comfy_status comfy_node_call_allocate_graph_prefix(
    char **out_prefix, comfy_node_call *call, comfy_error **error);

/** A node's answer. */
typedef struct comfy_node_result {
    size_t size;
    /** The handles remain yours. A list for an output of "output_is_list". */
    comfy_value *const *outputs;
    size_t output_count;
    /** A JSON object for the event `executed` and the result, as {"text": ["..."]}; NULL for none. The lists of a
     * node's calls are put together by name; what is no list is gone through as Python would, a text letter by
     * letter. */
    const char *ui;
    /** The pixels of the ui's "images", in their order, for comfy_task_get_image; they are copied. */
    const comfy_image *images;
    size_t image_count;
    /**
     * A subgraph that takes the node's place, NULL for none: a dictionary {node id: {"class_type", "inputs",
     * "override_display_id"}}, the last one optional, whose inputs may be any values. Outputs that are links into it,
     * lists [node id, slot], stand for what its nodes give.
     */
    comfy_value *expansion;
} comfy_node_result;

#define COMFY_NODE_RESULT_INIT {sizeof(comfy_node_result), NULL, 0, NULL, NULL, 0, NULL}

/**
 * Answers the call. A result that cannot be (a wrong number of outputs, a stale value, an IMAGE that is no tensor, ...)
 * is the node's failure: the prompt ends with an execution_error that says so, as this function's error does. Whatever
 * it returns, the call is over. Since 0.1.0.
 */
COMFY_API comfy_status comfy_node_call_complete(
    comfy_node_call *call, const comfy_node_result *result, comfy_error **error);

/** Answers that the node failed: exception_type, exception_message and traceback of execution_error. `type` NULL is
 * "RuntimeError"; `traceback` is a JSON list of texts, NULL for one that names the nodes. Since 0.1.0. */
COMFY_API comfy_status comfy_node_call_fail(
    comfy_node_call *call, const char *type, const char *message, const char *traceback, comfy_error **error);

/** Answers that the prompt is to end as interrupted. Since 0.1.0. */
COMFY_API comfy_status comfy_node_call_interrupt(comfy_node_call *call, comfy_error **error);

/* ---------------------------------------------------------------------------------------------------------------------
 * Events of a client
 */

/**
 * The next event of any task of the client; needs COMFY_CLIENT_FLAG_EVENT_QUEUE.
 *
 * Waits up to `timeout_ms`; 0 does not wait, negative waits for ever. COMFY_STATUS_TIMEOUT and COMFY_STATUS_END (the
 * client is being destroyed and its last event was taken) leave `out_event` untouched. Set `out_event->size` before
 * the first call (COMFY_EVENT_INIT does); the library fills no more than that. Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_poll_event(
    comfy_event *out_event, comfy_client *client, int64_t timeout_ms, comfy_error **error);

/**
 * Has a comfy_client_poll_event that waits on another thread return COMFY_STATUS_TIMEOUT at once, so that this thread
 * looks at what else it has to do. If none waits, the next one does not wait. Events go first: a poll that finds one
 * returns it. Needs COMFY_CLIENT_FLAG_EVENT_QUEUE.
 * Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_wake(comfy_client *client, comfy_error **error);

/** A descriptor that is readable while comfy_client_poll_event would return at once. Lives as long as the client.
 * Since 0.1.0. */
COMFY_API comfy_status comfy_client_get_event_fd(int32_t *out_fd, comfy_client *client, comfy_error **error);

/* ---------------------------------------------------------------------------------------------------------------------
 * Workflows
 */

/**
 * The prompt in API format that ComfyUI's editor would send for a workflow: {node id: {"class_type", "inputs",
 * "_meta"}}.
 *
 * `workflow` is a file of the editor (versions 0.4 and 1): subgraphs and group nodes are put in where they stand
 * ("8:101" is node 101 in the subgraph of node 8), muted nodes and notes left out, bypassed ones, reroutes and
 * primitives resolved. Seeds keep all 64 bits. Other forms are recognised: a prompt in API format is given back as it
 * is, and so is that in the body of a request to ComfyUI's server ({"prompt": ...}), or in what the editor's
 * graphToPrompt() gives ({"output": ..., "workflow": ...}).
 *
 * What widgets a node has is looked up in the classes of `client`, if it is not NULL, then in `schemas`, a JSON object
 * as ComfyUI's GET /object_info gives it (NULL for none), then in the library's table of ComfyUI's own classes, which
 * has also those that the library does not run. Of other classes, what the file says of them counts.
 *
 * COMFY_STATUS_VALIDATION_FAILED if the file cannot be converted, with the node in the message and in the details
 * ({"node_id", "node_title"}): a wire from a node that is not there, a subgraph that contains itself, ...
 *
 * Since 0.1.0.
 */
COMFY_API comfy_status comfy_workflow_convert(
    char **out_json, comfy_client *client, const char *workflow, const char *schemas, comfy_error **error);

/**
 * The workflow in the `byte_count` bytes of a file, as comfy_client_queue_prompt takes it: the text of a JSON file, or
 * what ComfyUI puts into the pictures (PNG, WebP, JPEG) and latents that it saves: the prompt, else the editor's file.
 *
 * COMFY_STATUS_NOT_FOUND if a picture or latent carries none, COMFY_STATUS_INVALID_JSON if what is there is no JSON
 * object.
 *
 * Since 0.1.0.
 */
COMFY_API comfy_status comfy_workflow_read(
    char **out_json, const void *data, size_t byte_count, comfy_error **error);

/**
 * Where a workflow has what people change most: {"positive", "negative", "seed", "image"}, each a list of {"node_id",
 * "input", "value"} that may be empty. `workflow` has any form that comfy_workflow_convert takes; `client`, whose classes
 * count first in its conversion, may be NULL.
 *
 * "positive" and "negative" are the texts that the inputs of these names of samplers and guiders stand for, found
 * against the wires; one that serves both is "positive". "seed" are all inputs called seed or noise_seed, "image" the
 * files that nodes load. Where an input gets its value from another node, that node's input is told.
 *
 * Since 0.1.0.
 */
COMFY_API comfy_status comfy_workflow_find_inputs(
    char **out_json, comfy_client *client, const char *workflow, comfy_error **error);

/**
 * The workflow with another value of an input, as a prompt in API format. `workflow` and `client` are as for
 * comfy_workflow_find_inputs.
 *
 * `node` is an id, else a class that one node alone is of, else a title that one node alone has. `input` is one that the
 * node has in the workflow, or that its class knows. `value` is JSON: 5, "\"a red circle\"", ["4", 0]; whether the
 * node takes it is found out when the prompt is validated.
 *
 * COMFY_STATUS_NOT_FOUND if there is no such node or input (the message lists those of the node),
 * COMFY_STATUS_INVALID_ARGUMENT if several nodes are called so.
 *
 * Since 0.1.0.
 */
COMFY_API comfy_status comfy_workflow_set_input(
    char **out_json, comfy_client *client, const char *workflow, const char *node, const char *input,
    const char *value, comfy_error **error);

/**
 * The workflow with other texts of the prompt, plain ones; NULL leaves a text as it is. As comfy_workflow_set_input with
 * the places that comfy_workflow_find_inputs tells: all of them, if they are of one node or hold the same text.
 *
 * COMFY_STATUS_NOT_FOUND if there is none, COMFY_STATUS_INVALID_ARGUMENT if several nodes have different texts.
 *
 * Since 0.1.0.
 */
COMFY_API comfy_status comfy_workflow_set_prompt(
    char **out_json, comfy_client *client, const char *workflow, const char *positive, const char *negative,
    comfy_error **error);

/** The workflow with another seed in all nodes that have one. COMFY_STATUS_NOT_FOUND if none has. Since 0.1.0. */
COMFY_API comfy_status comfy_workflow_set_seed(
    char **out_json, comfy_client *client, const char *workflow, uint64_t seed, comfy_error **error);

/* ---------------------------------------------------------------------------------------------------------------------
 * Tasks
 */

typedef struct comfy_prompt_options {
    size_t size;
    /** NULL: a random UUID. Must not be that of a queued or running prompt of this client. */
    const char *prompt_id;
    /** The addressee of the prompt's events; NULL: the client's. */
    const char *client_id;
    /** Ids of the output nodes to run; NULL: all. */
    const char *const *targets;
    size_t target_count;
    /** Higher runs earlier; equals run in the order in which they came. */
    int32_t priority;
    uint32_t flags;
    /** W3C trace context of the caller, "00-<32 hex digits>-<16>-<2>", whose trace the prompt's spans join; NULL: they
     * begin one. */
    const char *traceparent;
    /** A JSON object: "extra_pnginfo" (an object) goes into saved images beside the prompt, "preview_method" overrides
     * the configuration's; the rest is kept in the history, but for ComfyUI's secrets (auth_token_comfy_org,
     * api_key_comfy_org). NULL for none. */
    const char *extra_data;
    /** W3C tracestate that came with traceparent; goes along with the spans as it is. One that is malformed is
     * dropped, as W3C has it. NULL for none. */
    const char *tracestate;
} comfy_prompt_options;

#define COMFY_PROMPT_OPTIONS_INIT {sizeof(comfy_prompt_options), NULL, NULL, NULL, 0, 0, 0, NULL, NULL, NULL}

/**
 * Queues a workflow and returns at once. `options` may be NULL.
 *
 * `workflow` has any form that comfy_workflow_convert takes. What comes along with it (a request's "extra_data" and
 * "client_id", the editor's file itself as "extra_pnginfo") counts where the options have none.
 *
 * Fails here only if the text is no JSON object, a file of the editor cannot be converted, an option is wrong or the
 * queue is full. What is wrong with the workflow itself is found when its turn comes, and is how the task ends:
 * COMFY_STATUS_VALIDATION_FAILED. If it needs node classes that the client does not have, the error's message lists
 * them all, with what can be said of each. Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_queue_prompt(
    comfy_task **out_task, comfy_client *client, const char *workflow, const comfy_prompt_options *options,
    comfy_error **error);

/**
 * Validates a workflow at once, on the calling thread, without queueing it: what a prompt that is queued finds out when
 * its turn comes. `workflow` and `options` are as for comfy_client_queue_prompt; of the options only the targets count.
 *
 *     {"error": null, "node_errors": {}, "outputs": ["9"], "summary": null}
 *
 * "error" is null if there is something to run, else ComfyUI's {"type", "message", "details", "extra_info"};
 * "node_errors" is by node {"errors", "dependent_outputs", "class_type"}, and may have members without an error, of
 * outputs that would be left out: the two are what ComfyUI's server answers. "outputs" are the output nodes that would
 * run, "summary" says it all in words, with all node classes that the client lacks; null if all is well.
 *
 * COMFY_STATUS_OK whatever is wrong with the workflow itself; fails as comfy_client_queue_prompt does. The host's own
 * `validate` functions are called. Since 0.1.0.
 */
COMFY_API comfy_status comfy_client_validate_prompt(
    char **out_json, comfy_client *client, const char *workflow, const comfy_prompt_options *options,
    comfy_error **error);

/** Gives the handle back. The work goes on. Since 0.1.0. */
COMFY_API void comfy_task_release(comfy_task *task);

/** Where the task stands. Since 0.1.0. */
COMFY_API comfy_status comfy_task_get_state(comfy_task_state *out_state, comfy_task *task, comfy_error **error);

/** The id that events and the history call the prompt by. Since 0.1.0. */
COMFY_API comfy_status comfy_task_get_prompt_id(char **out_id, comfy_task *task, comfy_error **error);

/**
 * Waits until the task has finished, however: COMFY_STATUS_OK; or COMFY_STATUS_TIMEOUT.
 * `timeout_ms` as in comfy_client_poll_event. Events need not be taken for the task to finish. Since 0.1.0.
 */
COMFY_API comfy_status comfy_task_wait(comfy_task *task, int64_t timeout_ms, comfy_error **error);

/**
 * Asks the task to end. It is cancelled at once if it is queued, and within a fraction of a second wherever it runs;
 * if it has finished already, nothing changes, and that is no error. Since 0.1.0.
 */
COMFY_API comfy_status comfy_task_cancel(comfy_task *task, comfy_error **error);

/** How far the task has come. Since 0.1.0. */
COMFY_API comfy_status comfy_task_get_progress(comfy_progress *out_progress, comfy_task *task, comfy_error **error);

/**
 * The outputs of a task that succeeded: {node id: {"images": [{"abs_path", "filename", "subfolder", "type"}]}}.
 *
 * Else COMFY_STATUS_NOT_READY, _VALIDATION_FAILED, _EXECUTION_FAILED or _CANCELLED, with the reason in `error`.
 * Since 0.1.0.
 */
COMFY_API comfy_status comfy_task_get_result(char **out_json, comfy_task *task, comfy_error **error);

/**
 * Why a task did not succeed, as JSON: the validation errors by node ({node id: {"errors": [...], "dependent_outputs",
 * "class_type"}}) or of the whole prompt ({"type", "message", "details", "extra_info"}), the data of execution_error,
 * or that of execution_interrupted. A task that succeeded, although some of its output nodes did not validate and were
 * left out, has the validation errors of those. COMFY_STATUS_NOT_FOUND if there is nothing to say,
 * COMFY_STATUS_NOT_READY if the task has not finished. Since 0.1.0.
 */
COMFY_API comfy_status comfy_task_get_error(char **out_json, comfy_task *task, comfy_error **error);

/**
 * What of the files and inputs was left out or not done as it says, so far: a JSON array of the data of the events
 * `warning`, which the history's "messages" have too; "[]" if there is nothing to say.
 *
 * A prompt tells each of a node's warnings once, no more than 100 of them in all, of 2,000 bytes each and 64 KiB
 * together; if there are more, a last one of no node says how many. What a node warned of that is found in the cache is
 * told again. Since 0.1.0.
 */
COMFY_API comfy_status comfy_task_get_warnings(char **out_json, comfy_task *task, comfy_error **error);

/** How many output images (of SaveImage, PreviewImage, ...) there are; 0 until the task has finished. A task that
 * failed or was cancelled has those of the nodes that were done by then. Since 0.1.0. */
COMFY_API comfy_status comfy_task_get_image_count(size_t *out_count, comfy_task *task, comfy_error **error);

/** An output image, in the order of the result's nodes. Its pointers live as long as the task. Since 0.1.0. */
COMFY_API comfy_status comfy_task_get_image(
    comfy_image *out_image, comfy_task *task, size_t index, comfy_error **error);

/**
 * The task's latest preview, which the event `preview` brought; COMFY_STATUS_NOT_FOUND before the first. Its pointers
 * live as long as the task, and so each preview that is asked for is kept; asking again before the next one gives the
 * same pointers. Since 0.1.0.
 */
COMFY_API comfy_status comfy_task_get_preview(comfy_image *out_image, comfy_task *task, comfy_error **error);

/** The next event of the task, as comfy_client_poll_event gives it. COMFY_STATUS_END once it has finished and all were
 * taken. Since 0.1.0. */
COMFY_API comfy_status comfy_task_poll_event(
    comfy_event *out_event, comfy_task *task, int64_t timeout_ms, comfy_error **error);

/** As comfy_client_wake, for a comfy_task_poll_event. Since 0.1.0. */
COMFY_API comfy_status comfy_task_wake(comfy_task *task, comfy_error **error);

/**
 * A descriptor that is readable while comfy_task_poll_event would return an event, its first COMFY_STATUS_END, or at
 * once because of comfy_task_wake. Lives as long as the task. Since 0.1.0.
 */
COMFY_API comfy_status comfy_task_get_event_fd(int32_t *out_fd, comfy_task *task, comfy_error **error);

/* ---------------------------------------------------------------------------------------------------------------------
 * The first versions of the structs never change. (Checked where pointers have 64 bits.)
 */
#define COMFY_PRIVATE_CHECK(name, condition) extern char comfy_private_check_##name[(condition) ? 1 : -1]
#if defined(__LP64__)
COMFY_PRIVATE_CHECK(image, sizeof(comfy_image) == 88 && offsetof(comfy_image, format) == 48 &&
                               offsetof(comfy_image, node_id) == 56);
COMFY_PRIVATE_CHECK(event, sizeof(comfy_event) >= 88 && offsetof(comfy_event, image) == 56 &&
                               offsetof(comfy_event, timestamp_ms) == 80);
COMFY_PRIVATE_CHECK(client_options, offsetof(comfy_client_options, executor) == 64 &&
                                        offsetof(comfy_client_options, event_callback) == 88 &&
                                        offsetof(comfy_client_options, span_callback) == 104 &&
                                        offsetof(comfy_client_options, memory_budget) == 112);
COMFY_PRIVATE_CHECK(model_file, sizeof(comfy_model_file) == 40 && offsetof(comfy_model_file, release) == 24);
COMFY_PRIVATE_CHECK(prompt_options, offsetof(comfy_prompt_options, traceparent) == 48 &&
                                        offsetof(comfy_prompt_options, tracestate) == 64);
COMFY_PRIVATE_CHECK(log_record, sizeof(comfy_log_record) == 40 && offsetof(comfy_log_record, fields) == 24);
COMFY_PRIVATE_CHECK(span, sizeof(comfy_span) == 96 && offsetof(comfy_span, start_ns) == 56);
COMFY_PRIVATE_CHECK(node_functions, sizeof(comfy_node_functions) == 64 &&
                                        offsetof(comfy_node_functions, destroy) == 48);
COMFY_PRIVATE_CHECK(node_call_info, sizeof(comfy_node_call_info) == 56);
COMFY_PRIVATE_CHECK(node_result, sizeof(comfy_node_result) == 56 && offsetof(comfy_node_result, expansion) == 48);
COMFY_PRIVATE_CHECK(progress, sizeof(comfy_progress) >= 64 && offsetof(comfy_progress, overall) == 40);
#endif
#undef COMFY_PRIVATE_CHECK

#ifdef __cplusplus
}
#endif

#endif
