/* Runs prompts whose spans go to a collector, then one whose collector is gone.
 * Reads a byte from standard input when the first prompt has run: the collector has its spans.
 * Usage: host URL MODELS-DIRECTORY in_process|isolated */
#include "../CABITests/check.h"

/* Validates, and fails in the first node, since the file is no checkpoint. */
#define FAILS \
    "{\"1\": {\"class_type\": \"CheckpointLoaderSimple\", \"inputs\": {\"ckpt_name\": \"broken.safetensors\"}}," \
    " \"2\": {\"class_type\": \"PreviewAny\", \"inputs\": {\"source\": [\"1\", 0]}}}"

static comfy_executor executor;

static comfy_client *make_client(const char *url, const char *models) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    char configuration[512];
    snprintf(configuration, sizeof configuration,
             "{\"otel_exporter_otlp_endpoint\": \"%s\", \"otel_service_name\": \"tracing test\"}", url);
    options.configuration = configuration;
    options.models_directory = models;
    options.executor = executor;
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    return client;
}

static comfy_task_state run(comfy_client *client, const char *workflow) {
    comfy_prompt_options prompt = COMFY_PROMPT_OPTIONS_INIT;
    comfy_task *task = NULL;
    comfy_task_state state = COMFY_TASK_STATE_QUEUED;
    prompt.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    prompt.tracestate = "host=1";
    GIVES(OK, comfy_client_queue_prompt(&task, client, workflow, &prompt, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(OK, comfy_task_get_state(&state, task, NULL));
    comfy_task_release(task);
    return state;
}

/* The warning to come, and how often it did. */
struct warning {
    const char *text;
    atomic_int count;
};

static void note_warning(comfy_log_level level, const char *message, void *user_data) {
    struct warning *warning = user_data;
    if (level == COMFY_LOG_LEVEL_WARNING && strstr(message, warning->text) != NULL) atomic_fetch_add(&warning->count, 1);
}

/* An endpoint, the models' directory, and what the log is to say. */
struct endpoint {
    const char *url, *models, *text;
};

static double time_without_collector(void *argument) {
    const struct endpoint *endpoint = argument;
    struct warning warning = {endpoint->text, 0};
    double start = now_ms(), time;
    comfy_client *client;
    GIVES(OK, comfy_set_log_callback(COMFY_LOG_LEVEL_WARNING, note_warning, &warning));
    client = make_client(endpoint->url, endpoint->models);
    CHECK(run(client, SHOW_COLOUR(1)) == COMFY_TASK_STATE_SUCCESS);
    comfy_client_destroy(client);
    time = now_ms() - start;
    CHECK(atomic_load(&warning.count) == 1);
    GIVES(OK, comfy_set_log_callback(COMFY_LOG_LEVEL_NONE, NULL, NULL));
    return time;
}

/* Prompts run as ever and the destruction does not hang, whatever the endpoint is; the log says so. */
static void test_without_collector(const char *url, const char *models, const char *text) {
    struct endpoint endpoint = {url, models, text};
    CHECK(takes_less(5000 * slowness(), time_without_collector, &endpoint));
}

int main(int argc, char **argv) {
    static const char garbage[16] = "no safetensors";
    comfy_model_file file = COMFY_MODEL_FILE_INIT;
    comfy_client *client;
    if (argc != 4) {
        fprintf(stderr, "usage: %s URL MODELS-DIRECTORY in_process|isolated\n", argv[0]);
        return 2;
    }
    executor = strcmp(argv[3], "isolated") == 0 ? COMFY_EXECUTOR_ISOLATED : COMFY_EXECUTOR_IN_PROCESS;
    client = make_client(argv[1], argv[2]);
    file.data = garbage;
    file.byte_count = sizeof garbage;
    GIVES(OK, comfy_client_add_model_file(client, "checkpoints", "broken.safetensors", &file, NULL));
    CHECK(run(client, TXT2IMG("demo.safetensors", 1, 1)) == COMFY_TASK_STATE_SUCCESS);
    getchar(); /* the collector is busy once and asked again; it says when it has the spans */
    CHECK(run(client, FAILS) == COMFY_TASK_STATE_ERROR);
    comfy_client_destroy(client);

    test_without_collector("http://127.0.0.1:9", argv[2], "cannot be exported");
    test_without_collector("http://no-such-host.invalid", argv[2], "cannot be exported");
    test_without_collector("http://192.0.2.1", argv[2], "cannot be exported"); /* never answers */
    test_without_collector("https://127.0.0.1:4318", argv[2], "TLS is not supported");
    test_without_collector("127.0.0.1:4318", argv[2], "no http:// URL");
    return summary("tracing host");
}
