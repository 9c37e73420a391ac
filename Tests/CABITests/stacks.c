/* Calls from threads with small stacks, as coroutines have them. */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>

static const char *models, *base;
static comfy_client *client;

/* `depth` lists or dictionaries in one another, between two texts. */
static char *deep(int is_object, int depth, const char *before, const char *behind) {
    char *text = malloc((size_t)depth * 7 + strlen(before) + strlen(behind) + 2), *end = text;
    int i;
    end += sprintf(end, "%s", before);
    for (i = 0; i < depth; i++) end += sprintf(end, is_object ? "{\"a\":" : "[");
    *end++ = '1';
    for (i = 0; i < depth; i++) *end++ = is_object ? '}' : ']';
    strcpy(end, behind);
    return text;
}

static void take_text(comfy_status status, char **json) {
    GIVES(OK, status);
    comfy_free(*json);
    *json = NULL;
}

static void execute(comfy_node_call *call, void *user_data) {
    (void)user_data;
    comfy_node_call_interrupt(call, NULL);
}

static void *call_all(void *unused) {
    comfy_node_functions functions = COMFY_NODE_FUNCTIONS_INIT;
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_event event = COMFY_EVENT_INIT;
    comfy_client *second = NULL;
    comfy_task *task = NULL;
    comfy_value *value = NULL, *outer;
    comfy_error *error = NULL;
    char *json = NULL, *text;
    int i;
    (void)unused;
    text = deep(0, 253, "{\"1\":{\"class_type\":\"PreviewAny\",\"inputs\":{\"source\":", "}}}");
    GIVES(OK, comfy_client_queue_prompt(&task, client, text, NULL, NULL));
    free(text);
    take_text(comfy_client_get_queue(&json, client, NULL), &json);
    while (comfy_task_poll_event(&event, task, 60000, NULL) == COMFY_STATUS_OK) CHECK(event.json_length > 0);
    GIVES(OK, comfy_task_wait(task, -1, NULL));
    if (comfy_task_get_result(&json, task, &error) == COMFY_STATUS_OK) comfy_free(json);
    comfy_error_release(error);
    take_text(comfy_client_get_history(&json, client, -1, 0, NULL), &json);
    comfy_task_release(task);
    text = deep(1, 200, "", "");
    GIVES(OK, comfy_value_create_from_json(&value, text, NULL));
    free(text);
    take_text(comfy_value_get_json(&json, value, NULL), &json);
    comfy_value_release(value);
    GIVES(OK, comfy_value_create_int(&value, 1, NULL));
    for (i = 0; i < 200; i++) {
        GIVES(OK, comfy_value_create_list(&outer, &value, 1, NULL));
        comfy_value_release(value);
        value = outer;
    }
    take_text(comfy_value_get_json(&json, value, NULL), &json);
    comfy_value_release(value);
    GIVES(OK, comfy_client_load_model(client, "checkpoints", "demo.safetensors", NULL));
    GIVES(OK, comfy_client_clear_cache(client, NULL));
    functions.execute = execute;
    text = deep(0, 251, "{\"name\":\"X\",\"input\":{\"required\":{\"a\":[\"INT\",{\"default\":", "}]}}}");
    GIVES(OK, comfy_client_register_node(client, text, &functions, NULL));
    free(text);
    take_text(comfy_client_get_node_schemas(&json, client, NULL, NULL), &json);
    text = deep(0, 254, "{\"base_paths\":", "}");
    options.configuration = text;
    GIVES(INVALID_CONFIGURATION, comfy_client_create(&second, &options, NULL));
    free(text);
    options.configuration = NULL;
    options.base_directory = base;
    GIVES(OK, comfy_client_create(&second, &options, NULL));
    comfy_client_destroy(second);
    return NULL;
}

int main(int argc, char **argv) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    const size_t sizes[] = {32, 64, 128, 1024};
    size_t i;
    CHECK(argc == 3);
    models = argv[1], base = argv[2];
    options.base_directory = base;
    options.models_directory = models;
    for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        pthread_attr_t attributes;
        pthread_t thread;
        GIVES(OK, comfy_client_create(&client, &options, NULL));
        pthread_attr_init(&attributes);
        CHECK(pthread_attr_setstacksize(&attributes, sizes[i] << 10) == 0);
        CHECK(pthread_create(&thread, &attributes, call_all, NULL) == 0);
        pthread_attr_destroy(&attributes);
        pthread_join(thread, NULL);
        comfy_client_destroy(client);
    }
    return summary("stacks");
}
