/* Calls every function with NULL, stale, foreign and wrong-kind handles, NULL results, wrong struct sizes and bad
 * UTF-8: each has to give its status, leave its results alone, and not crash. */
#include "misuse.h"

static comfy_client *client;
static comfy_task *task;
static const char *const bad_text = "\xc3\x28";
static const uint8_t pixel[3] = {1, 2, 3};
static const char *const target = "2";

/* Every function that takes a client, with all else right. `out` is 64 zero bytes, to stay zero. */
#define CLIENT_FUNCTIONS(X)                                                                                    \
    X(is_running, comfy_client_is_running(out, h, e))                                                          \
    X(get_task_count, comfy_client_get_task_count(out, h, e))                                                  \
    X(get_configuration, comfy_client_get_configuration(out, h, e))                                            \
    X(get_node_schemas, comfy_client_get_node_schemas(out, h, NULL, e))                                        \
    X(clear_cache, comfy_client_clear_cache(h, e))                                                             \
    X(interrupt, comfy_client_interrupt(h, NULL, e))                                                           \
    X(get_queue, comfy_client_get_queue(out, h, e))                                                            \
    X(remove_queued, comfy_client_remove_queued(h, "x", e))                                                    \
    X(clear_queue, comfy_client_clear_queue(h, e))                                                             \
    X(get_history, comfy_client_get_history(out, h, -1, 0, e))                                                 \
    X(get_history_entry, comfy_client_get_history_entry(out, h, "x", e))                                       \
    X(remove_history_entry, comfy_client_remove_history_entry(h, "x", e))                                      \
    X(clear_history, comfy_client_clear_history(h, e))                                                         \
    X(set_history_limit, comfy_client_set_history_limit(h, 10, e))                                             \
    X(get_memory, comfy_client_get_memory(out, h, e))                                                          \
    X(get_metrics, comfy_client_get_metrics(out, h, e))                                                        \
    X(load_model, comfy_client_load_model(h, "checkpoints", "x", e))                                           \
    X(unload_model, comfy_client_unload_model(h, "checkpoints", "x", e))                                       \
    X(unload_all_models, comfy_client_unload_all_models(h, e))                                                 \
    X(free_memory, comfy_client_free_memory(h, COMFY_FREE_CACHE, e))                                           \
    X(add_image, add_image(h, e))                                                                              \
    X(remove_image, comfy_client_remove_image(h, "x", e))                                                      \
    X(add_model_file, add_model_file(h, e))                                                                    \
    X(remove_model_file, comfy_client_remove_model_file(h, "checkpoints", "x", e))                             \
    X(poll_event, poll_client(out, h, e))                                                                      \
    X(wake, comfy_client_wake(h, e))                                                                           \
    X(get_event_fd, comfy_client_get_event_fd(out, h, e))                                                      \
    X(validate_prompt, comfy_client_validate_prompt(out, h, SHOW_COLOUR(1), NULL, e))                          \
    X(queue_prompt, comfy_client_queue_prompt(out, h, SHOW_COLOUR(1), NULL, e))

#define TASK_FUNCTIONS(X)                                                                                      \
    X(get_state, comfy_task_get_state(out, h, e))                                                              \
    X(get_prompt_id, comfy_task_get_prompt_id(out, h, e))                                                      \
    X(wait, comfy_task_wait(h, 0, e))                                                                          \
    X(cancel, comfy_task_cancel(h, e))                                                                         \
    X(get_progress, get_progress(out, h, e))                                                                   \
    X(get_result, comfy_task_get_result(out, h, e))                                                            \
    X(get_error, comfy_task_get_error(out, h, e))                                                              \
    X(get_warnings, comfy_task_get_warnings(out, h, e))                                                        \
    X(get_image_count, comfy_task_get_image_count(out, h, e))                                                  \
    X(get_image, get_image(out, h, e))                                                                         \
    X(get_preview, get_preview(out, h, e))                                                                     \
    X(poll_event, poll_task(out, h, e))                                                                        \
    X(wake, comfy_task_wake(h, e))                                                                             \
    X(get_event_fd, comfy_task_get_event_fd(out, h, e))

static comfy_status add_image(comfy_client *h, comfy_error **e) {
    comfy_image image = COMFY_IMAGE_INIT;
    image.pixels = pixel;
    image.width = image.height = 1;
    image.format = COMFY_PIXEL_FORMAT_RGB8;
    return comfy_client_add_image(h, "a.png", &image, e);
}

static comfy_status add_model_file(comfy_client *h, comfy_error **e) {
    comfy_model_file file = COMFY_MODEL_FILE_INIT;
    file.data = pixel;
    file.byte_count = sizeof pixel;
    return comfy_client_add_model_file(h, "checkpoints", "a.safetensors", &file, e);
}

/* The struct functions get a struct that is all size; it must come back as it was. */
#define STRUCT_CALL(type, init, call)                                          \
    type value = init, before = init;                                          \
    comfy_status status = call;                                                \
    if (memcmp(&value, &before, sizeof value) != 0) *(char *)out = 1;          \
    return status
static comfy_status poll_client(void *out, comfy_client *h, comfy_error **e) {
    STRUCT_CALL(comfy_event, COMFY_EVENT_INIT, comfy_client_poll_event(&value, h, 0, e));
}
static comfy_status poll_task(void *out, comfy_task *h, comfy_error **e) {
    STRUCT_CALL(comfy_event, COMFY_EVENT_INIT, comfy_task_poll_event(&value, h, 0, e));
}
static comfy_status get_progress(void *out, comfy_task *h, comfy_error **e) {
    STRUCT_CALL(comfy_progress, COMFY_PROGRESS_INIT, comfy_task_get_progress(&value, h, e));
}
static comfy_status get_image(void *out, comfy_task *h, comfy_error **e) {
    STRUCT_CALL(comfy_image, COMFY_IMAGE_INIT, comfy_task_get_image(&value, h, 0, e));
}
static comfy_status get_preview(void *out, comfy_task *h, comfy_error **e) {
    STRUCT_CALL(comfy_image, COMFY_IMAGE_INIT, comfy_task_get_preview(&value, h, e));
}

#define THUNK(name, expression) FUNCTION_THUNK(client, name, expression)
CLIENT_FUNCTIONS(THUNK)
#undef THUNK
#define THUNK(name, expression) FUNCTION_THUNK(task, name, expression)
TASK_FUNCTIONS(THUNK)
#undef THUNK
#define ENTRY(name, expression) {"comfy_client_" #name, client_##name},
static const struct function client_functions[] = {CLIENT_FUNCTIONS(ENTRY)};
#undef ENTRY
#define ENTRY(name, expression) {"comfy_task_" #name, task_##name},
static const struct function task_functions[] = {TASK_FUNCTIONS(ENTRY)};
#undef ENTRY

static void test_handles(void) {
    comfy_client *stale_client = NULL;
    comfy_task *stale_task = NULL;
    comfy_error *live_error = NULL;
    char on_stack[256] = {0};
    void *on_heap = calloc(1, 256);
    size_t i, k;

    GIVES(OK, comfy_client_create(&stale_client, NULL, NULL));
    GIVES(OK, comfy_client_queue_prompt(&stale_task, stale_client, SHOW_COLOUR(1), NULL, NULL));
    comfy_task_release(stale_task);
    comfy_client_destroy(stale_client);
    GIVES(INVALID_ARGUMENT, comfy_client_create(NULL, NULL, &live_error));

    {
        struct {
            void *handle;
            const char *name;
        } bad[] = {
            {NULL, "NULL"}, {(void *)1, "1"}, {(void *)(uintptr_t)-1, "-1"}, {on_stack, "the stack"},
            {on_heap, "the heap"}, {live_error, "an error"}, {stale_client, "a destroyed client"},
            {stale_task, "a released task"}, {(void *)((uintptr_t)client + 1), "beside a client"},
            {(void *)(uintptr_t)bad_text, "read-only memory"},
        };
        for (k = 0; k < sizeof bad / sizeof *bad; k++) {
            for (i = 0; i < sizeof client_functions / sizeof *client_functions; i++)
                expect_invalid_handle(&client_functions[i], bad[k].handle, bad[k].name);
            for (i = 0; i < sizeof task_functions / sizeof *task_functions; i++)
                expect_invalid_handle(&task_functions[i], bad[k].handle, bad[k].name);
            comfy_client_destroy(bad[k].handle);
            comfy_client_cancel_and_destroy(bad[k].handle);
            comfy_task_release(bad[k].handle);
            if (bad[k].handle != live_error) {
                CHECK(comfy_error_status(bad[k].handle) == COMFY_STATUS_INVALID_HANDLE);
                CHECK(comfy_error_message(bad[k].handle)[0] == '\0');
                CHECK(comfy_error_details(bad[k].handle) == NULL);
                comfy_error_release(bad[k].handle);
            }
            comfy_free(bad[k].handle);
        }
        for (i = 0; i < sizeof client_functions / sizeof *client_functions; i++)
            expect_invalid_handle(&client_functions[i], task, "a task");
        for (i = 0; i < sizeof task_functions / sizeof *task_functions; i++)
            expect_invalid_handle(&task_functions[i], client, "a client");
        /* None of that has harmed what lives. */
        CHECK(comfy_error_status(live_error) == COMFY_STATUS_INVALID_ARGUMENT);
        GIVES(OK, comfy_task_wait(task, 0, NULL));
    }
    comfy_error_release(live_error);
    comfy_error_release(live_error);
    free(on_heap);
}

static void test_null_arguments(void) {
    comfy_task *out = NULL;
    GIVES(INVALID_ARGUMENT, comfy_get_build_info(NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_get_folder_categories(NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_get_configuration_keys(NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_get_core_node_schemas(NULL, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_create(NULL, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_is_running(NULL, client, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_get_task_count(NULL, client, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_get_configuration(NULL, client, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_get_node_schemas(NULL, client, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_get_queue(NULL, client, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_remove_queued(client, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_get_history(NULL, client, -1, 0, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_get_history_entry(NULL, client, "x", NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_get_history_entry((char **)&out, client, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_remove_history_entry(client, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_set_history_limit(client, 10001, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_set_history_limit(client, SIZE_MAX, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_get_memory(NULL, client, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_load_model(client, NULL, "x", NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_load_model(client, "vae", NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_load_model(client, "", "", NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_unload_model(client, NULL, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_free_memory(client, 0, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_free_memory(client, 1u << 31, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x", NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, NULL, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_remove_image(client, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_add_model_file(client, "vae", "x", NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_remove_model_file(client, NULL, "x", NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_poll_event(NULL, client, 0, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_get_event_fd(NULL, client, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_queue_prompt(NULL, client, SHOW_COLOUR(1), NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_queue_prompt(&out, client, NULL, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_queue_prompt(&out, client, "", NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_state(NULL, task, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_prompt_id(NULL, task, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_progress(NULL, task, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_result(NULL, task, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_error(NULL, task, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_warnings(NULL, task, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_image_count(NULL, task, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_image(NULL, task, 0, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_preview(NULL, task, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_poll_event(NULL, task, 0, NULL));
    GIVES(INVALID_ARGUMENT, comfy_task_get_event_fd(NULL, task, NULL));
    GIVES(INVALID_ARGUMENT, comfy_set_log_callback(99, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_set_log_callback(-1, NULL, NULL));
    GIVES(OK, comfy_set_log_callback(COMFY_LOG_LEVEL_NONE, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_set_log_record_callback(99, NULL, NULL));
    GIVES(OK, comfy_set_log_record_callback(COMFY_LOG_LEVEL_NONE, NULL, NULL));
    CHECK(out == NULL);
    comfy_free(NULL);
}

/* Calls `call` with `value` at the end of a larger, zeroed block, under many sizes. */
#define TEST_SIZES(type, init, setup, call)                                               \
    do {                                                                                  \
        static const size_t wrong[] = {0, 1, sizeof(size_t), sizeof(type) - 1, 4097, SIZE_MAX, SIZE_MAX / 2}; \
        union {                                                                           \
            type s;                                                                       \
            char bytes[4096];                                                             \
        } u;                                                                              \
        type *value = &u.s;                                                               \
        type fresh = init;                                                                \
        size_t n;                                                                         \
        for (n = 0; n < sizeof wrong / sizeof *wrong; n++) {                              \
            memset(&u, 0, sizeof u);                                                      \
            u.s = fresh;                                                                  \
            setup;                                                                        \
            value->size = wrong[n];                                                       \
            GIVES(INVALID_STRUCT, call);                                                  \
        }                                                                                 \
        memset(&u, 0, sizeof u);                                                          \
        u.s = fresh;                                                                      \
        setup;                                                                            \
        value->size = sizeof(type) + 64;                                                  \
        GIVES(OK, call);                                                                  \
        memset(&u, 0, sizeof u);                                                          \
        u.s = fresh;                                                                      \
        setup;                                                                            \
        value->size = sizeof u;                                                           \
        GIVES(OK, call);                                                                  \
    } while (0)

static comfy_status create_and_destroy(const comfy_client_options *options) {
    comfy_client *made = NULL;
    comfy_status status = comfy_client_create(&made, options, NULL);
    CHECK((status == COMFY_STATUS_OK) == (made != NULL));
    comfy_client_destroy(made);
    return status;
}

static comfy_status queue_and_release(const comfy_prompt_options *options) {
    comfy_task *made = NULL;
    comfy_status status = comfy_client_queue_prompt(&made, client, SHOW_COLOUR(1), options, NULL);
    CHECK((status == COMFY_STATUS_OK) == (made != NULL));
    if (made != NULL) comfy_task_wait(made, -1, NULL);
    comfy_task_release(made);
    return status;
}

static void test_structs(void) {
    TEST_SIZES(comfy_client_options, COMFY_CLIENT_OPTIONS_INIT, (void)0, create_and_destroy(value));
    TEST_SIZES(comfy_prompt_options, COMFY_PROMPT_OPTIONS_INIT, (void)0, queue_and_release(value));
    TEST_SIZES(comfy_image, COMFY_IMAGE_INIT,
               (value->pixels = pixel, value->width = value->height = 1, value->format = COMFY_PIXEL_FORMAT_RGB8),
               comfy_client_add_image(client, "size.png", value, NULL));
    TEST_SIZES(comfy_model_file, COMFY_MODEL_FILE_INIT, (value->data = pixel, value->byte_count = 3),
               comfy_client_add_model_file(client, "vae", "size.safetensors", value, NULL));
    TEST_SIZES(comfy_progress, COMFY_PROGRESS_INIT, (void)0, comfy_task_get_progress(value, task, NULL));
    TEST_SIZES(comfy_image, COMFY_IMAGE_INIT, (void)0, comfy_task_get_image(value, task, 0, NULL));
    TEST_SIZES(comfy_event, COMFY_EVENT_INIT, (void)0, comfy_task_poll_event(value, task, 0, NULL));
    TEST_SIZES(comfy_event, COMFY_EVENT_INIT, (void)0, comfy_client_poll_event(value, client, 0, NULL));
    {
        /* Older hosts: a struct ends where it did then, and what lies behind is not looked at. */
        comfy_prompt_options prompt = COMFY_PROMPT_OPTIONS_INIT;
        comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
        prompt.size = offsetof(comfy_prompt_options, tracestate);
        prompt.tracestate = bad_text;
        GIVES(OK, queue_and_release(&prompt));
        options.size = offsetof(comfy_client_options, span_callback);
        memset((char *)&options + options.size, 0x55, sizeof options - options.size);
        GIVES(OK, create_and_destroy(&options));
    }
    {
        /* A newer host's field that is set. */
        char block[sizeof(comfy_prompt_options) + 8] = {0};
        size_t size = sizeof block;
        memcpy(block, &size, sizeof size);
        block[sizeof block - 1] = 1;
        GIVES(UNSUPPORTED, queue_and_release((const void *)block));
    }
}

static void test_text(void) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_prompt_options prompt = COMFY_PROMPT_OPTIONS_INIT;
    comfy_task *out = NULL;
    char *json = NULL;
    size_t i;
    const char **const texts[] = {&options.configuration, &options.base_directory, &options.models_directory,
        &options.input_directory, &options.output_directory, &options.temp_directory, &options.client_id};
    const char **const prompt_texts[] = {&prompt.prompt_id, &prompt.client_id, &prompt.traceparent, &prompt.extra_data,
        &prompt.tracestate};

    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = bad_text;
        GIVES(INVALID_UTF8, create_and_destroy(&options));
        *texts[i] = NULL;
    }
    for (i = 0; i < sizeof prompt_texts / sizeof *prompt_texts; i++) {
        *prompt_texts[i] = bad_text;
        GIVES(INVALID_UTF8, queue_and_release(&prompt));
        *prompt_texts[i] = NULL;
    }
    prompt.targets = &bad_text;
    prompt.target_count = 1;
    GIVES(INVALID_UTF8, queue_and_release(&prompt));
    GIVES(INVALID_UTF8, comfy_client_queue_prompt(&out, client, bad_text, NULL, NULL));
    GIVES(INVALID_UTF8, comfy_client_get_node_schemas(&json, client, bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_workflow_convert(&json, NULL, bad_text, NULL, NULL));
    GIVES(INVALID_UTF8, comfy_workflow_convert(&json, client, "{}", bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_workflow_find_inputs(&json, NULL, bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_workflow_set_input(&json, NULL, bad_text, "1", "x", "2", NULL));
    GIVES(INVALID_UTF8, comfy_workflow_set_input(&json, NULL, "{}", bad_text, "x", "2", NULL));
    GIVES(INVALID_UTF8, comfy_workflow_set_input(&json, NULL, "{}", "1", bad_text, "2", NULL));
    GIVES(INVALID_UTF8, comfy_workflow_set_input(&json, NULL, "{}", "1", "x", bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_workflow_set_prompt(&json, NULL, bad_text, "x", NULL, NULL));
    GIVES(INVALID_UTF8, comfy_workflow_set_prompt(&json, NULL, "{}", bad_text, NULL, NULL));
    GIVES(INVALID_UTF8, comfy_workflow_set_prompt(&json, NULL, "{}", NULL, bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_workflow_set_seed(&json, NULL, bad_text, 1, NULL));
    GIVES(INVALID_UTF8, comfy_client_interrupt(client, bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_client_remove_queued(client, bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_client_get_history_entry(&json, client, bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_client_remove_history_entry(client, bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_client_load_model(client, bad_text, "x", NULL));
    GIVES(INVALID_UTF8, comfy_client_load_model(client, "vae", bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_client_unload_model(client, "vae", bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_client_remove_image(client, bad_text, NULL));
    GIVES(INVALID_UTF8, comfy_client_remove_model_file(client, "vae", bad_text, NULL));
    CHECK(out == NULL && json == NULL);
}

static void test_values(void) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_prompt_options prompt = COMFY_PROMPT_OPTIONS_INIT;
    comfy_model_file file = COMFY_MODEL_FILE_INIT;
    comfy_image image = COMFY_IMAGE_INIT;
    comfy_task *out = NULL;
    char *json = NULL;
    const char *null_target = NULL;
    char *deep;
    size_t i;
    static const char *const no_objects[] = {"[]", "3", "nonsense", "{\"a\":", "null", "{\"a\": 1} x"};

    for (i = 0; i < sizeof no_objects / sizeof *no_objects; i++)
        GIVES(INVALID_JSON, comfy_client_queue_prompt(&out, client, no_objects[i], NULL, NULL));
    for (i = 0; i < sizeof no_objects / sizeof *no_objects; i++)
        GIVES(INVALID_JSON, comfy_workflow_convert(&json, NULL, "{}", no_objects[i], NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_convert(&json, NULL, NULL, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_convert(NULL, NULL, "{}", NULL, NULL));
    GIVES(INVALID_HANDLE, comfy_workflow_convert(&json, (comfy_client *)task, "{}", NULL, NULL));
    for (i = 0; i < sizeof no_objects / sizeof *no_objects; i++)
        GIVES(INVALID_JSON, comfy_workflow_find_inputs(&json, NULL, no_objects[i], NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_find_inputs(NULL, NULL, "{}", NULL));
    GIVES(INVALID_HANDLE, comfy_workflow_find_inputs(&json, (comfy_client *)task, "{}", NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_set_input(NULL, NULL, "{}", "1", "x", "2", NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_set_input(&json, NULL, NULL, "1", "x", "2", NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_set_input(&json, NULL, "{}", NULL, "x", "2", NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_set_input(&json, NULL, "{}", "1", "", "2", NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_set_input(&json, NULL, "{}", "1", "x", NULL, NULL));
    GIVES(INVALID_JSON, comfy_workflow_set_input(&json, NULL, "{}", "1", "x", "a text", NULL));
    GIVES(NOT_FOUND, comfy_workflow_set_input(&json, NULL, "{}", "1", "x", "2", NULL));
    GIVES(NOT_FOUND, comfy_workflow_set_prompt(&json, NULL, "{\"1\": 5, \"2\": {\"inputs\": []}}", "x", NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_set_prompt(NULL, NULL, "{}", NULL, NULL, NULL));
    GIVES(NOT_FOUND, comfy_workflow_set_seed(&json, NULL, "{}", 1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_set_seed(NULL, NULL, "{}", 1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_read(&json, NULL, 5, NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_read(&json, "{}", 0, NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_read(&json, "{}", SIZE_MAX, NULL));
    GIVES(INVALID_ARGUMENT, comfy_workflow_read(NULL, "{}", 2, NULL));
    CHECK(json == NULL);
    deep = malloc(200001);
    memset(deep, '[', 200000);
    deep[200000] = '\0';
    GIVES(INVALID_JSON, comfy_client_queue_prompt(&out, client, deep, NULL, NULL));
    free(deep);
    CHECK(out == NULL);

    prompt.target_count = 1;
    GIVES(INVALID_ARGUMENT, queue_and_release(&prompt));
    prompt.targets = &null_target;
    GIVES(INVALID_ARGUMENT, queue_and_release(&prompt));
    prompt.targets = &target;
    prompt.target_count = SIZE_MAX;
    GIVES(INVALID_ARGUMENT, queue_and_release(&prompt));
    prompt.target_count = 1;
    GIVES(OK, queue_and_release(&prompt));
    prompt.flags = 1;
    GIVES(UNSUPPORTED, queue_and_release(&prompt));
    prompt.flags = 0;
    prompt.traceparent = "not a trace";
    GIVES(INVALID_ARGUMENT, queue_and_release(&prompt));
    prompt.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    GIVES(OK, queue_and_release(&prompt));
    prompt.tracestate = "not a trace state"; /* belongs to others: left out, no error */
    GIVES(OK, queue_and_release(&prompt));
    prompt.extra_data = "[]";
    GIVES(INVALID_JSON, queue_and_release(&prompt));

    options.executor = 77;
    GIVES(INVALID_ARGUMENT, create_and_destroy(&options));
    options.executor = COMFY_EXECUTOR_ISOLATED;
    options.configuration = "{\"worker_path\": \"/none\"}";
    GIVES(NOT_FOUND, create_and_destroy(&options));
    options.configuration = NULL;
    options.executor = COMFY_EXECUTOR_AUTO;
    options.max_workers = 65;
    GIVES(INVALID_ARGUMENT, create_and_destroy(&options));
    options.max_workers = UINT32_MAX;
    GIVES(INVALID_ARGUMENT, create_and_destroy(&options));
    options.max_workers = 0;
    options.threads = UINT32_MAX;
    GIVES(INVALID_ARGUMENT, create_and_destroy(&options));
    options.threads = 0;
    options.event_queue_size = 1;
    GIVES(INVALID_ARGUMENT, create_and_destroy(&options));
    options.event_queue_size = 0;
    options.flags = 1u << 31;
    GIVES(UNSUPPORTED, create_and_destroy(&options));
    options.flags = 0;
    options.configuration = "{\"no_such_key\": 1}";
    GIVES(INVALID_CONFIGURATION, create_and_destroy(&options));

    image.format = COMFY_PIXEL_FORMAT_RGB8;
    image.width = image.height = 1;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x.png", &image, NULL)); /* no pixels */
    image.pixels = pixel;
    image.width = 0;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x.png", &image, NULL));
    image.width = INT64_MAX;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x.png", &image, NULL));
    image.width = image.height = 65536;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x.png", &image, NULL));
    image.width = image.height = 1;
    image.stride = 2;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x.png", &image, NULL));
    image.stride = -3;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x.png", &image, NULL));
    image.stride = INT64_MAX;
    image.height = 2;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x.png", &image, NULL));
    image.height = 1;
    image.stride = 0;
    image.channels = 4;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x.png", &image, NULL));
    image.channels = 0;
    image.format = 2;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "x.png", &image, NULL));
    image.format = COMFY_PIXEL_FORMAT_RGB8;
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "../x.png", &image, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_add_image(client, "/x.png", &image, NULL));
    GIVES(OK, comfy_client_add_image(client, "x.png", &image, NULL));
    GIVES(OK, comfy_client_remove_image(client, "x.png", NULL));
    GIVES(NOT_FOUND, comfy_client_remove_image(client, "x.png", NULL));

    file.data = pixel;
    GIVES(INVALID_ARGUMENT, comfy_client_add_model_file(client, "vae", "x", &file, NULL)); /* empty */
    file.byte_count = SIZE_MAX;
    GIVES(INVALID_ARGUMENT, comfy_client_add_model_file(client, "vae", "x", &file, NULL));
    file.byte_count = 3;
    file.data = NULL;
    GIVES(INVALID_ARGUMENT, comfy_client_add_model_file(client, "vae", "x", &file, NULL));
    GIVES(NOT_FOUND, comfy_client_remove_model_file(client, "vae", "x", NULL));
    GIVES(NOT_FOUND, comfy_client_load_model(client, "vae", "no such file", NULL));
    GIVES(NOT_FOUND, comfy_client_unload_model(client, "no such folder", "x", NULL));
    GIVES(NOT_FOUND, comfy_client_get_node_schemas((char **)&out, client, "NoSuchNode", NULL));
    {
        comfy_image result = COMFY_IMAGE_INIT;
        GIVES(NOT_FOUND, comfy_task_get_image(&result, task, 1, NULL));
        GIVES(NOT_FOUND, comfy_task_get_image(&result, task, SIZE_MAX, NULL));
        GIVES(NOT_FOUND, comfy_task_get_preview(&result, task, NULL));
        CHECK(result.pixels == NULL);
    }
    {
        char *text = NULL;
        GIVES(OK, comfy_get_build_info(&text, NULL));
        comfy_free(text + 1); /* not what was given */
        comfy_free(text);
        comfy_free(text);
    }
    CHECK(strcmp(comfy_status_name(12345), "unknown") == 0);
    CHECK(strcmp(comfy_version_string(), COMFY_VERSION_STRING) == 0 && comfy_version() == COMFY_VERSION);
}

int main(void) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    options.flags = COMFY_CLIENT_FLAG_EVENT_QUEUE;
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    GIVES(OK, comfy_client_queue_prompt(&task, client, SHOW_COLOUR(1), NULL, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(OK, comfy_task_wait(task, INT64_MAX, NULL));
    GIVES(OK, comfy_task_wait(task, INT64_MIN, NULL));

    test_handles();
    test_null_arguments();
    test_structs();
    test_text();
    test_values();

    comfy_task_release(task);
    comfy_task_release(task);
    comfy_client_destroy(client);
    comfy_client_destroy(client);
    return summary("misuse");
}
