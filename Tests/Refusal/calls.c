/* A host that calls every function of comfy.h once and goes on whatever comes of it. */
#include "refusal.h"

#include <comfy.h>
#include <comfy_dlpack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../CABITests/check.h"

static comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
static int is_refusing, is_sound;
static comfy_client *client;

void calls_choose(const char *models, const char *work, int isolated) {
    options.base_directory = work;
    options.models_directory = models;
    options.configuration = "{\"cache_none\": true}";
    options.threads = 2;
    options.flags = COMFY_CLIENT_FLAG_EVENT_QUEUE;
    options.executor = isolated ? COMFY_EXECUTOR_ISOLATED : COMFY_EXECUTOR_IN_PROCESS;
}

/* A status that a refusal here or in an earlier call explains; without any, only success is. */
static int is_explained(comfy_status status) {
    switch (status) {
    case COMFY_STATUS_OK: return 1;
    case COMFY_STATUS_OUT_OF_RESOURCES:
    case COMFY_STATUS_EXECUTION_FAILED:
    /* what an earlier call did not give */
    case COMFY_STATUS_INVALID_HANDLE:
    case COMFY_STATUS_INVALID_ARGUMENT:
    case COMFY_STATUS_NOT_FOUND:
    case COMFY_STATUS_NOT_READY:
    case COMFY_STATUS_VALIDATION_FAILED:
    case COMFY_STATUS_TIMEOUT: return is_refusing;
    default: return 0;
    }
}

static int note(comfy_status status, comfy_error **error, const char *call) {
    if (!is_explained(status)) {
        is_sound = complain("%s: %s: %s", call, comfy_status_name(status), comfy_error_message(*error));
        (void)comfy_error_details(*error);
    }
    comfy_error_release(*error);
    *error = NULL;
    return status == COMFY_STATUS_OK;
}
static comfy_error *error;
#define CALL(function, ...) note(function(__VA_ARGS__, &error), &error, #function)
/* One that gives a text. */
#define TEXT(function, ...)                                      \
    do {                                                         \
        char *text = NULL;                                       \
        CALL(function, &text, __VA_ARGS__);                      \
        comfy_free(text);                                        \
    } while (0)

static void use_library(void) {
    char *text = NULL;
    note(comfy_get_build_info(&text, &error), &error, "comfy_get_build_info");
    comfy_free(text);
    text = NULL;
    note(comfy_get_folder_categories(&text, &error), &error, "comfy_get_folder_categories");
    comfy_free(text);
    text = NULL;
    note(comfy_get_configuration_keys(&text, &error), &error, "comfy_get_configuration_keys");
    comfy_free(text);
    TEXT(comfy_get_core_node_schemas, "KSampler");
}

static void release_tensor(DLManagedTensorVersioned *tensor) { (void)tensor; }

static void read_value(comfy_value *value) {
    comfy_value_kind kind;
    bool truth;
    int64_t number, sides[4];
    uint64_t large;
    double real;
    const char *text;
    size_t count;
    float floats[12];
    void *object;
    comfy_image image = COMFY_IMAGE_INIT;
    comfy_value *part = NULL;
    DLManagedTensorVersioned *tensor = NULL;
    char *json = NULL;
    CALL(comfy_value_get_kind, &kind, value);
    /* most of these are of another kind: what matters is that they come back */
    comfy_value_get_bool(&truth, value, NULL);
    comfy_value_get_int(&number, value, NULL);
    comfy_value_get_uint(&large, value, NULL);
    comfy_value_get_float(&real, value, NULL);
    comfy_value_get_string(&text, &count, value, NULL);
    comfy_value_get_count(&count, value, NULL);
    if (comfy_value_get_item(&part, value, 0, NULL) == COMFY_STATUS_OK) comfy_value_release(part);
    comfy_value_get_key(&text, value, 0, NULL);
    if (comfy_value_get_member(&part, value, "a", NULL) == COMFY_STATUS_OK) comfy_value_release(part);
    if (comfy_value_get_tensor(&tensor, value, NULL) == COMFY_STATUS_OK && tensor->deleter) tensor->deleter(tensor);
    comfy_value_get_shape(&count, sides, 4, value, NULL);
    comfy_value_get_floats(floats, 12, value, NULL);
    comfy_value_get_image(&image, value, 0, NULL);
    comfy_value_get_object(&object, value, NULL);
    comfy_value_get_blocker_message(&text, value, NULL);
    if (comfy_value_get_json(&json, value, NULL) == COMFY_STATUS_OK) comfy_free(json);
    comfy_value_release(value);
}

static void use_values(void) {
    static float elements[12];
    static int64_t shape[] = {1, 2, 2, 3};
    static const uint8_t pixels[12];
    static const char *const keys[] = {"a"};
    comfy_image image = COMFY_IMAGE_INIT;
    DLManagedTensorVersioned tensor = {{1, 0}, NULL, release_tensor, 0, {elements, {1, 0}, 4, {2, 32, 1}, shape, NULL, 0}};
    comfy_value *value = NULL, *item = NULL;
    image.pixels = pixels;
    image.width = image.height = 2;
    image.format = COMFY_PIXEL_FORMAT_RGB8;
#define READ(function, ...)                                                     \
    value = NULL;                                                               \
    if (CALL(function, __VA_ARGS__)) read_value(value)
    READ(comfy_value_create_from_json, &value, "{\"a\": [1, 2.5, null, \"text\", 123456789012345678901234567890]}");
    value = NULL;
    if (note(comfy_value_create_null(&value, &error), &error, "comfy_value_create_null")) read_value(value);
    READ(comfy_value_create_bool, &value, true);
    READ(comfy_value_create_uint, &value, 7);
    READ(comfy_value_create_float, &value, 1.5);
    READ(comfy_value_create_string, &value, "a text", COMFY_NUL_TERMINATED);
    READ(comfy_value_create_tensor, &value, &tensor);
    READ(comfy_value_create_tensor_from_floats, &value, elements, 12, shape, 4);
    READ(comfy_value_create_image, &value, &image, 1);
    READ(comfy_value_create_object, &value, elements, NULL, NULL);
    READ(comfy_value_create_blocker, &value, "stop");
    if (CALL(comfy_value_create_int, &item, 5)) {
        READ(comfy_value_create_list, &value, &item, 1);
        READ(comfy_value_create_dictionary, &value, keys, &item, 1);
        comfy_value_release(item);
    }
}

/* All that a class of the host's calls. */
static void execute(comfy_node_call *call, void *user_data) {
    static const uint8_t pixels[12];
    comfy_node_call_info info = COMFY_NODE_CALL_INFO_INIT;
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    comfy_value *inputs = NULL;
    comfy_image image = COMFY_IMAGE_INIT;
    comfy_error *own = NULL;
    bool is_cancelled;
    (void)user_data;
    image.pixels = pixels;
    image.width = image.height = 2;
    image.format = COMFY_PIXEL_FORMAT_RGB8;
    comfy_node_call_get_info(&info, call, NULL);
    if (comfy_node_call_get_inputs(&inputs, call, NULL) == COMFY_STATUS_OK) comfy_value_release(inputs);
    comfy_node_call_is_cancelled(&is_cancelled, call, NULL);
    comfy_node_call_send_progress(call, 1, 2, &image, NULL);
    comfy_node_call_send_text(call, "half of it", NULL);
    comfy_node_call_warn(call, "a warning", NULL);
    {
        char *prefix = NULL;
        if (comfy_node_call_allocate_graph_prefix(&prefix, call, NULL) == COMFY_STATUS_OK) comfy_free(prefix);
    }
    if (comfy_node_call_complete(call, &result, &own) != COMFY_STATUS_OK) {
        comfy_error_release(own);
        if (comfy_node_call_fail(call, "RuntimeError", "it did not work", NULL, NULL) != COMFY_STATUS_OK)
            comfy_node_call_interrupt(call, NULL);
    }
}

#define OWN "{\"1\": {\"class_type\": \"Own\", \"inputs\": {}}}"

static void run_prompt(const char *workflow) {
    comfy_task *task = NULL;
    comfy_progress progress = COMFY_PROGRESS_INIT;
    comfy_event event = COMFY_EVENT_INIT;
    comfy_image image = COMFY_IMAGE_INIT;
    comfy_task_state state;
    int32_t descriptor;
    size_t count;
    char *id = NULL;
    TEXT(comfy_client_validate_prompt, client, workflow, NULL);
    if (!CALL(comfy_client_queue_prompt, &task, client, workflow, NULL)) return;
    CALL(comfy_task_get_event_fd, &descriptor, task);
    CALL(comfy_task_get_progress, &progress, task);
    TEXT(comfy_client_get_queue, client);
    while (comfy_task_poll_event(&event, task, 60000, NULL) == COMFY_STATUS_OK) {}
    note(comfy_task_wake(task, &error), &error, "comfy_task_wake");
    while (comfy_task_wait(task, 60000, NULL) == COMFY_STATUS_OUT_OF_RESOURCES) {}
    CALL(comfy_task_get_state, &state, task);
    TEXT(comfy_task_get_result, task);
    comfy_task_get_error(&id, task, NULL);
    comfy_free(id);
    id = NULL;
    TEXT(comfy_task_get_warnings, task);
    CALL(comfy_task_get_image_count, &count, task);
    comfy_task_get_image(&image, task, 0, NULL);
    comfy_task_get_preview(&image, task, NULL);
    if (CALL(comfy_task_get_prompt_id, &id, task)) {
        TEXT(comfy_client_get_history_entry, client, id);
        CALL(comfy_client_remove_history_entry, client, id);
        CALL(comfy_client_interrupt, client, id);
        comfy_client_remove_queued(client, id, NULL);
        comfy_free(id);
    }
    note(comfy_task_cancel(task, &error), &error, "comfy_task_cancel");
    comfy_task_release(task);
}

#define PROMPT TXT2IMG("demo.safetensors", 3, 1)

static void use_workflows(void) {
    TEXT(comfy_workflow_convert, client, PROMPT, NULL);
    TEXT(comfy_workflow_read, PROMPT, sizeof PROMPT - 1);
    TEXT(comfy_workflow_find_inputs, client, PROMPT);
    TEXT(comfy_workflow_set_input, client, PROMPT, "3", "steps", "5");
    TEXT(comfy_workflow_set_prompt, client, PROMPT, "a cat", "a dog");
    TEXT(comfy_workflow_set_seed, client, PROMPT, 5);
}

static void use_client(void) {
    static const uint8_t pixels[12];
    comfy_model_file file = COMFY_MODEL_FILE_INIT;
    comfy_image image = COMFY_IMAGE_INIT;
    comfy_event event = COMFY_EVENT_INIT;
    comfy_node_functions functions = COMFY_NODE_FUNCTIONS_INIT;
    comfy_node_call *polled = NULL;
    int32_t descriptor;
    bool is_running;
    size_t count;
    image.pixels = pixels;
    image.width = image.height = 2;
    image.format = COMFY_PIXEL_FORMAT_RGB8;
    file.data = pixels;
    file.byte_count = sizeof pixels;
    functions.execute = execute;
    CALL(comfy_client_is_running, &is_running, client);
    CALL(comfy_client_get_task_count, &count, client);
    CALL(comfy_client_get_event_fd, &descriptor, client);
    TEXT(comfy_client_get_configuration, client);
    TEXT(comfy_client_get_node_schemas, client, NULL);
    TEXT(comfy_client_get_memory, client);
    TEXT(comfy_client_get_metrics, client);
    CALL(comfy_client_load_model, client, "checkpoints", "demo.safetensors");
    CALL(comfy_client_add_image, client, "small.png", &image);
    CALL(comfy_client_add_model_file, client, "checkpoints", "small.safetensors", &file);
    if (CALL(comfy_client_register_node, client, "{\"name\": \"Own\", \"output_node\": true}", &functions)) {
        run_prompt(OWN);
        CALL(comfy_client_unregister_node, client, "Own");
    }
    comfy_client_poll_node_call(&polled, client, 0, NULL);
    run_prompt(PROMPT);
    use_workflows();
    TEXT(comfy_client_get_history, client, -1, 0);
    note(comfy_client_wake(client, &error), &error, "comfy_client_wake");
    while (comfy_client_poll_event(&event, client, 0, NULL) == COMFY_STATUS_OK) {}
    CALL(comfy_client_set_history_limit, client, 1);
    note(comfy_client_clear_history(client, &error), &error, "comfy_client_clear_history");
    note(comfy_client_clear_queue(client, &error), &error, "comfy_client_clear_queue");
    CALL(comfy_client_remove_image, client, "small.png");
    CALL(comfy_client_remove_model_file, client, "checkpoints", "small.safetensors");
    CALL(comfy_client_unload_model, client, "checkpoints", "demo.safetensors");
    note(comfy_client_unload_all_models(client, &error), &error, "comfy_client_unload_all_models");
    CALL(comfy_client_free_memory, client, COMFY_FREE_MODELS);
    note(comfy_client_clear_cache(client, &error), &error, "comfy_client_clear_cache");
}

static void ignore_log(comfy_log_level level, const char *message, void *user_data) {
    (void)level;
    (void)message;
    (void)user_data;
}

static int run(int is_refused) {
    is_refusing = is_refused;
    is_sound = 1;
    comfy_set_log_callback(COMFY_LOG_LEVEL_INFO, ignore_log, NULL);
    use_library();
    use_values();
    client = NULL;
    if (CALL(comfy_client_create, &client, &options)) {
        use_client();
        comfy_client_destroy(client);
    }
    comfy_set_log_callback(COMFY_LOG_LEVEL_NONE, NULL, NULL);
    return is_sound;
}

static int prepare(void) { return run(0); }

static void finish(void) {}

struct trial call_trial = {"functions", prepare, run, finish};
