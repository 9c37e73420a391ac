/* What the functions do when they are used as they should be. Usage: behaviour MODELS-DIRECTORY WORK-DIRECTORY */
#include "check.h"

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

static const char *models, *work;

static comfy_client *make_client(uint32_t flags, comfy_event_callback callback, void *user_data) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_error *error = NULL;
    options.base_directory = work;
    options.models_directory = models;
    options.executor = test_executor();
    options.flags = flags;
    options.event_callback = callback;
    options.user_data = user_data;
    if (comfy_client_create(&client, &options, &error) != COMFY_STATUS_OK) {
        fprintf(stderr, "no client: %s\n", comfy_error_message(error));
        exit(1);
    }
    return client;
}

static comfy_task *queue(comfy_client *client, const char *workflow) {
    comfy_task *task = NULL;
    GIVES(OK, comfy_client_queue_prompt(&task, client, workflow, NULL, NULL));
    return task;
}

static comfy_task_state state_of(comfy_task *task) {
    comfy_task_state state = -1;
    GIVES(OK, comfy_task_get_state(&state, task, NULL));
    return state;
}

static void wait_until_running(comfy_task *task) {
    comfy_progress progress = COMFY_PROGRESS_INIT;
    double end = now_ms() + 60000;
    /* Until the sampler has made a step. */
    do {
        usleep(1000);
        GIVES(OK, comfy_task_get_progress(&progress, task, NULL));
    } while (progress.max < 100 && progress.state <= COMFY_TASK_STATE_RUNNING && now_ms() < end);
    CHECK(progress.state == COMFY_TASK_STATE_RUNNING);
    CHECK(progress.node_id != NULL && strcmp(progress.node_id, "3") == 0);
    CHECK(progress.overall > 0 && progress.overall < 1 && progress.nodes_total == 7);
    CHECK(progress.seconds_per_step > 0 && progress.seconds_elapsed > 0 && progress.seconds_left > 0);
}

/* The events of steps say where the prompt stands. A program that knows no such field does not get it. */
static void test_progress_of_events(void) {
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_task *task = queue(client, TXT2IMG("demo.safetensors", 11, 3));
    comfy_event event = COMFY_EVENT_INIT;
    comfy_progress progress = COMFY_PROGRESS_INIT;
    double overall = 0;
    int steps = 0;
    while (comfy_task_poll_event(&event, task, 60000, NULL) == COMFY_STATUS_OK) {
        CHECK((event.progress != NULL) == (event.kind == COMFY_EVENT_KIND_PROGRESS));
        if (event.progress == NULL) continue;
        steps++;
        CHECK(event.progress->size == sizeof progress && event.progress->state == COMFY_TASK_STATE_RUNNING);
        CHECK(strcmp(event.progress->node_id, "3") == 0 && event.progress->nodes_total == 7);
        CHECK(event.progress->value == steps && event.progress->max == 3);
        CHECK(event.progress->overall >= overall && event.progress->overall < 1);
        CHECK(event.progress->seconds_per_step > 0 && event.progress->seconds_left >= 0);
        overall = event.progress->overall;
    }
    CHECK(steps == 3);
    progress.size = offsetof(comfy_progress, seconds_per_step);
    progress.seconds_left = -7;
    GIVES(OK, comfy_task_get_progress(&progress, task, NULL));
    CHECK(progress.overall == 1 && progress.seconds_left == -7);
    progress.size = sizeof progress;
    GIVES(OK, comfy_task_get_progress(&progress, task, NULL));
    CHECK(progress.seconds_left == 0 && progress.seconds_elapsed > 0 && progress.seconds_per_step == 0);
    comfy_task_release(task);
    /* The same once more, with another seed: what it costs is known from the first moment on. */
    task = queue(client, TXT2IMG("demo.safetensors", 12, 3));
    event.size = offsetof(comfy_event, progress);
    event.progress = &progress;
    while (comfy_task_poll_event(&event, task, 60000, NULL) == COMFY_STATUS_OK) {
        GIVES(OK, comfy_task_get_progress(&progress, task, NULL));
        CHECK(event.progress == &progress && progress.seconds_left >= 0);
    }
    comfy_task_release(task);
    comfy_client_destroy(client);
}

static int is_readable(int32_t fd) {
    struct pollfd entry = {fd, POLLIN, 0};
    return poll(&entry, 1, 0) == 1;
}

static void test_run(void) {
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_task *task = queue(client, SHOW_COLOUR(16711935));
    comfy_event event = COMFY_EVENT_INIT;
    comfy_image image = COMFY_IMAGE_INIT;
    comfy_error *error = NULL;
    char *json = NULL, *id = NULL, last[64] = "";
    uint64_t sequence = 0;
    size_t count = 0, tasks = 99;
    int32_t fd = -1;
    int events = 0, x;
    bool running = false;
    comfy_status status;

    GIVES(OK, comfy_task_get_event_fd(&fd, task, NULL));
    while ((status = comfy_task_poll_event(&event, task, 60000, NULL)) == COMFY_STATUS_OK) {
        CHECK(event.sequence > sequence && event.dropped == 0);
        sequence = event.sequence;
        CHECK(event.prompt_id != NULL && strlen(event.json) == event.json_length && event.image == NULL);
        if (events == 0) CHECK(event.kind == COMFY_EVENT_KIND_EXECUTION_START);
        if (events == 1) CHECK(event.kind == COMFY_EVENT_KIND_EXECUTION_CACHED);
        snprintf(last, sizeof last, "%s", event.name);
        events++;
    }
    GIVES(END, status);
    CHECK(events > 4 && strcmp(last, "execution_success") == 0);
    CHECK(!is_readable(fd));
    GIVES(OK, comfy_task_wait(task, 0, NULL));
    CHECK(state_of(task) == COMFY_TASK_STATE_SUCCESS);
    GIVES(OK, comfy_task_get_result(&json, task, NULL));
    CHECK(strstr(json, "\"filename\"") != NULL && strstr(json, "\"temp\"") != NULL);
    comfy_free(json);
    GIVES(NOT_FOUND, comfy_task_get_error(&json, task, NULL));
    GIVES(OK, comfy_task_get_prompt_id(&id, task, NULL));
    CHECK(strlen(id) == 36);
    GIVES(OK, comfy_client_get_history_entry(&json, client, id, NULL));
    CHECK(strstr(json, "\"completed\":true") != NULL && strstr(json, id) != NULL);
    comfy_free(json);
    GIVES(OK, comfy_client_get_task_count(&tasks, client, NULL));
    CHECK(tasks == 0);
    GIVES(OK, comfy_client_is_running(&running, client, NULL));
    CHECK(running);

    /* Images outlive the client, as their task does. */
    GIVES(OK, comfy_task_get_image_count(&count, task, NULL));
    CHECK(count == 1);
    GIVES(OK, comfy_task_get_image(&image, task, 0, NULL));
    comfy_client_destroy(client);
    CHECK(image.width == 8 && image.height == 4 && image.channels == 3 && image.stride == 24);
    CHECK(image.format == COMFY_PIXEL_FORMAT_RGB8 && image.index == 0);
    CHECK(strcmp(image.node_id, "2") == 0 && strcmp(image.type, "temp") == 0 && image.filename != NULL);
    for (x = 0; x < 8 * 4; x++)
        CHECK(image.pixels[3 * x] == 255 && image.pixels[3 * x + 1] == 0 && image.pixels[3 * x + 2] == 255);
    GIVES(INVALID_HANDLE, comfy_client_get_memory(&json, client, &error));
    comfy_error_release(error);
    comfy_task_release(task);
    comfy_free(id);
}

/* What is wrong with a workflow is known without queueing it. */
static void test_validation(void) {
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_prompt_options options = COMFY_PROMPT_OPTIONS_INIT;
    const char *targets[] = {"no such node"};
    comfy_error *error = NULL;
    char *json = NULL;
    size_t tasks = 1;
    GIVES(OK, comfy_client_validate_prompt(&json, client, SHOW_COLOUR(1), NULL, NULL));
    CHECK(strcmp(json, "{\"error\":null,\"node_errors\":{},\"outputs\":[\"2\"],\"summary\":null}") == 0);
    comfy_free(json);
    GIVES(OK, comfy_client_validate_prompt(
                  &json, client, "{\"2\": {\"class_type\": \"PreviewImage\", \"inputs\": {}}}", NULL, NULL));
    CHECK(strstr(json, "{\"error\":{\"type\":\"prompt_outputs_failed_validation\"") == json);
    CHECK(strstr(json, "\"node_errors\":{\"2\":{\"errors\":[{\"type\":\"required_input_missing\"") != NULL);
    CHECK(strstr(json, "\"outputs\":[]") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_client_validate_prompt(
                  &json, client, "{\"2\": {\"class_type\": \"PreviewImage\", \"inputs\": {}}, "
                  "\"3\": {\"class_type\": \"PreviewImagee\", \"inputs\": {}}}", NULL, NULL));
    CHECK(strstr(json, "{\"error\":{\"type\":\"invalid_prompt\"") == json && strstr(json, "is PreviewImage meant?"));
    comfy_free(json);
    options.targets = targets;
    options.target_count = 1;
    GIVES(OK, comfy_client_validate_prompt(&json, client, SHOW_COLOUR(1), &options, NULL));
    CHECK(strstr(json, "\"prompt_no_outputs\"") != NULL);
    comfy_free(json);
    json = NULL;
    GIVES(INVALID_JSON, comfy_client_validate_prompt(&json, client, "[1]", NULL, &error));
    CHECK(json == NULL && comfy_error_status(error) == COMFY_STATUS_INVALID_JSON);
    comfy_error_release(error);
    GIVES(OK, comfy_client_get_task_count(&tasks, client, NULL));
    CHECK(tasks == 0);
    GIVES(OK, comfy_client_get_node_schemas(&json, client, "PreviewImage", NULL));
    CHECK(strstr(json, "\"python_module\":\"nodes\"") != NULL);
    comfy_free(json);
    comfy_client_destroy(client);
}

static void test_invalid(void) {
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_task *task = queue(client, "{\"2\": {\"class_type\": \"PreviewImage\", \"inputs\": {}}}");
    comfy_event event = COMFY_EVENT_INIT;
    comfy_error *error = NULL;
    char *json = NULL;
    GIVES(END, comfy_task_poll_event(&event, task, 60000, NULL));
    GIVES(VALIDATION_FAILED, comfy_task_get_result(&json, task, &error));
    CHECK(json == NULL && comfy_error_status(error) == COMFY_STATUS_VALIDATION_FAILED);
    CHECK(strstr(comfy_error_details(error), "required_input_missing") != NULL);
    CHECK(strstr(comfy_error_message(error), "images") != NULL);
    comfy_error_release(error);
    GIVES(OK, comfy_task_get_error(&json, task, NULL));
    CHECK(strstr(json, "\"dependent_outputs\"") != NULL);
    comfy_free(json);
    CHECK(state_of(task) == COMFY_TASK_STATE_ERROR);
    comfy_task_release(task);

    task = queue(client, "{\"2\": {\"class_type\": \"NoSuchNode\", \"inputs\": {}}}");
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(OK, comfy_task_get_error(&json, task, NULL));
    CHECK(strstr(json, "NoSuchNode") != NULL);
    comfy_free(json);
    comfy_task_release(task);
    comfy_client_destroy(client);
}

/* {client, counters} of a callback */
struct seen {
    atomic_int count, previews, out_of_order;
    atomic_uint_least64_t sequence;
};

static void note_event(const comfy_event *event, void *user_data) {
    struct seen *seen = user_data;
    if (event->sequence != atomic_load(&seen->sequence) + 1 + event->dropped) atomic_fetch_add(&seen->out_of_order, 1);
    atomic_store(&seen->sequence, event->sequence);
    atomic_fetch_add(&seen->count, 1);
    if (event->kind == COMFY_EVENT_KIND_PREVIEW && event->image != NULL && event->image->width == 8)
        atomic_fetch_add(&seen->previews, 1);
}

static void test_sampling(void) {
    struct seen seen = {0};
    comfy_client *client = make_client(COMFY_CLIENT_FLAG_EVENT_QUEUE, note_event, &seen);
    comfy_task *task = queue(client, TXT2IMG("demo.safetensors", 18446744073709551615, 3));
    comfy_event event = COMFY_EVENT_INIT;
    comfy_image image = COMFY_IMAGE_INIT;
    char *json = NULL;
    int previews = 0, progress = 0, of_client = 0;
    int32_t fd = -1;
    uint8_t last[8 * 8 * 3] = {0};
    const uint8_t *pixels;
    while (comfy_task_poll_event(&event, task, -1, NULL) == COMFY_STATUS_OK) {
        if (event.kind == COMFY_EVENT_KIND_PREVIEW) {
            previews++;
            CHECK(event.image != NULL && event.image->width == 8 && event.image->height == 8);
            CHECK(event.image->channels == 3 && strcmp(event.image->node_id, "3") == 0);
            CHECK(strstr(event.json, "\"display_node_id\"") != NULL);
            memcpy(last, event.image->pixels, sizeof last);
            /* It is there before its event is. */
            GIVES(OK, comfy_task_get_preview(&image, task, NULL));
        }
        if (event.kind == COMFY_EVENT_KIND_PROGRESS) {
            progress++;
            CHECK(event.client_id == NULL);
        }
    }
    CHECK(previews == 3 && progress == 3);
    CHECK(state_of(task) == COMFY_TASK_STATE_SUCCESS);
    GIVES(OK, comfy_task_get_preview(&image, task, NULL));
    CHECK(image.width == 8 && image.height == 8 && image.stride == 24 && image.format == COMFY_PIXEL_FORMAT_RGB8);
    CHECK(strcmp(image.node_id, "3") == 0 && image.filename == NULL);
    pixels = image.pixels;
    GIVES(OK, comfy_task_get_preview(&image, task, NULL));
    CHECK(image.pixels == pixels);
    GIVES(OK, comfy_task_get_image(&image, task, 0, NULL));
    CHECK(image.width == 64 && image.height == 64);
    GIVES(OK, comfy_client_get_history(&json, client, -1, 0, NULL));
    CHECK(strstr(json, "18446744073709551615") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_client_get_event_fd(&fd, client, NULL));
    CHECK(is_readable(fd));
    /* The last event comes when the task has ended. */
    while (comfy_client_poll_event(&event, client, event.kind == COMFY_EVENT_KIND_PROMPT_FINISHED ? 0 : 5000, NULL) ==
           COMFY_STATUS_OK)
        of_client++;
    CHECK(!is_readable(fd));
    GIVES(TIMEOUT, comfy_client_poll_event(&event, client, 10, NULL));
    GIVES(OK, comfy_client_get_memory(&json, client, NULL));
    CHECK(strstr(json, "demo.safetensors") != NULL && strstr(json, "\"unet\"") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_client_unload_model(client, "checkpoints", "demo.safetensors", NULL));
    GIVES(NOT_FOUND, comfy_client_unload_model(client, "checkpoints", "demo.safetensors", NULL));
    GIVES(OK, comfy_client_load_model(client, "checkpoints", "demo.safetensors", NULL));
    GIVES(OK, comfy_client_unload_model(client, "checkpoints", "demo.safetensors", NULL));
    comfy_client_destroy(client);
    CHECK(atomic_load(&seen.count) == of_client && atomic_load(&seen.previews) == 3);
    CHECK(atomic_load(&seen.out_of_order) == 0);
    CHECK(memcmp(pixels, last, sizeof last) == 0);
    comfy_task_release(task);
}

/* From the call to the end of a prompt that runs. */
static double time_to_cancel(void *client) {
    comfy_task *task = queue(client, ENDLESS);
    double start, end;
    wait_until_running(task);
    start = now_ms();
    GIVES(OK, comfy_task_cancel(task, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    end = now_ms();
    CHECK(state_of(task) == COMFY_TASK_STATE_CANCELLED);
    comfy_task_release(task);
    return end - start;
}

/* The destruction of a client while one prompt runs and one waits. */
static double time_to_destroy(void *unused) {
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_task *first = queue(client, ENDLESS), *second = queue(client, ENDLESS);
    double start, end;
    (void)unused;
    wait_until_running(first);
    start = now_ms();
    comfy_client_cancel_and_destroy(client);
    end = now_ms();
    CHECK(state_of(first) == COMFY_TASK_STATE_CANCELLED && state_of(second) == COMFY_TASK_STATE_CANCELLED);
    comfy_task_release(first);
    comfy_task_release(second);
    return end - start;
}

static void test_cancel(void) {
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_task *first = queue(client, ENDLESS), *second = queue(client, ENDLESS), *third = queue(client, ENDLESS);
    char *json = NULL, *id = NULL;
    comfy_error *error = NULL;
    size_t count = 0;

    GIVES(NOT_READY, comfy_task_get_result(&json, first, NULL));
    GIVES(NOT_READY, comfy_task_get_error(&json, first, NULL));
    GIVES(TIMEOUT, comfy_task_wait(first, 0, NULL));
    wait_until_running(first);
    GIVES(OK, comfy_client_get_queue(&json, client, NULL));
    CHECK(strstr(json, "queue_running") != NULL && strstr(json, "queue_pending") != NULL);
    comfy_free(json);
    json = NULL;
    GIVES(OK, comfy_client_get_task_count(&count, client, NULL));
    CHECK(count == 3);

    /* Queued. */
    GIVES(OK, comfy_task_cancel(second, NULL));
    GIVES(OK, comfy_task_wait(second, 0, NULL));
    CHECK(state_of(second) == COMFY_TASK_STATE_CANCELLED);
    GIVES(OK, comfy_task_get_prompt_id(&id, third, NULL));
    GIVES(OK, comfy_client_remove_queued(client, id, NULL));
    GIVES(NOT_FOUND, comfy_client_remove_queued(client, id, NULL));
    CHECK(state_of(third) == COMFY_TASK_STATE_CANCELLED);
    comfy_free(id);

    /* Running. */
    GIVES(OK, comfy_task_cancel(first, NULL));
    GIVES(OK, comfy_task_wait(first, 60000, NULL));
    CHECK(state_of(first) == COMFY_TASK_STATE_CANCELLED);
    GIVES(CANCELLED, comfy_task_get_result(&json, first, &error));
    CHECK(json == NULL && comfy_error_status(error) == COMFY_STATUS_CANCELLED);
    comfy_error_release(error);
    GIVES(OK, comfy_task_get_error(&json, first, NULL));
    CHECK(strstr(json, "\"node_id\":\"3\"") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_task_cancel(first, NULL));
    comfy_task_release(first);
    comfy_task_release(second);
    comfy_task_release(third);
    CHECK(takes_less(250 * slowness(), time_to_cancel, client));

    /* The client's ways. */
    first = queue(client, ENDLESS);
    second = queue(client, ENDLESS);
    wait_until_running(first);
    GIVES(OK, comfy_client_clear_queue(client, NULL));
    CHECK(state_of(second) == COMFY_TASK_STATE_CANCELLED);
    GIVES(OK, comfy_client_interrupt(client, NULL, NULL));
    GIVES(OK, comfy_task_wait(first, 60000, NULL));
    CHECK(state_of(first) == COMFY_TASK_STATE_CANCELLED);
    comfy_task_release(first);
    comfy_task_release(second);
    comfy_client_destroy(client);
    CHECK(takes_less(500 * slowness(), time_to_destroy, NULL));
}

static void test_queue_and_history(void) {
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_prompt_options options = COMFY_PROMPT_OPTIONS_INIT;
    comfy_task *task = NULL;
    char *json = NULL, id[8];
    int i;
    for (i = 0; i < 5; i++) {
        snprintf(id, sizeof id, "p%d", i);
        options.prompt_id = id;
        options.extra_data = "{\"note\": \"kept\"}";
        GIVES(OK, comfy_client_queue_prompt(&task, client, SHOW_COLOUR(7), &options, NULL));
        GIVES(OK, comfy_task_wait(task, 60000, NULL));
        comfy_task_release(task);
    }
    GIVES(OK, comfy_client_get_history(&json, client, 2, -1, NULL));
    CHECK(strstr(json, "\"p3\"") != NULL && strstr(json, "\"p4\"") != NULL && strstr(json, "\"p2\"") == NULL);
    CHECK(strstr(json, "kept") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_client_remove_history_entry(client, "p4", NULL));
    GIVES(NOT_FOUND, comfy_client_get_history_entry(&json, client, "p4", NULL));
    GIVES(OK, comfy_client_set_history_limit(client, 1, NULL));
    GIVES(OK, comfy_client_get_history(&json, client, INT64_MAX, INT64_MIN, NULL));
    CHECK(strstr(json, "\"p3\"") != NULL && strstr(json, "\"p2\"") == NULL);
    comfy_free(json);
    GIVES(OK, comfy_client_clear_history(client, NULL));
    GIVES(OK, comfy_client_get_history(&json, client, -1, 0, NULL));
    CHECK(strcmp(json, "{}") == 0);
    comfy_free(json);
    GIVES(OK, comfy_client_get_configuration(&json, client, NULL));
    CHECK(strstr(json, "\"preview_method\":\"auto\"") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_client_get_node_schemas(&json, client, "KSampler", NULL));
    CHECK(strstr(json, "\"sampler_name\"") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_client_get_node_schemas(&json, client, NULL, NULL));
    CHECK(strstr(json, "\"VAEDecode\"") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_client_free_memory(client, COMFY_FREE_MODELS | COMFY_FREE_CACHE, NULL));
    GIVES(OK, comfy_client_clear_cache(client, NULL));
    comfy_client_destroy(client);
}

#define INVERT(name)                                                                                     \
    "{\"1\": {\"class_type\": \"LoadImage\", \"inputs\": {\"image\": \"" name "\"}},"                    \
    " \"2\": {\"class_type\": \"ImageInvert\", \"inputs\": {\"image\": [\"1\", 0]}},"                    \
    " \"3\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"2\", 0]}}}"

static void test_image_in_memory(void) {
    /* 2 x 2, rows 8 bytes apart. */
    static const uint8_t pixels[16] = {0, 10, 20, 30, 40, 50, 99, 99, 255, 245, 235, 225, 215, 205, 99, 99};
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_image image = COMFY_IMAGE_INIT, out = COMFY_IMAGE_INIT;
    comfy_task *task;
    int x, y;
    image.pixels = pixels;
    image.width = image.height = 2;
    image.stride = 8;
    image.format = COMFY_PIXEL_FORMAT_RGB8;
    GIVES(OK, comfy_client_add_image(client, "memory.png", &image, NULL));
    task = queue(client, INVERT("memory.png"));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(OK, comfy_task_get_image(&out, task, 0, NULL));
    CHECK(out.width == 2 && out.height == 2);
    for (y = 0; y < 2 && out.pixels != NULL; y++)
        for (x = 0; x < 6; x++) CHECK(abs(out.pixels[y * out.stride + x] - (255 - pixels[y * 8 + x])) <= 1);
    comfy_task_release(task);
    GIVES(OK, comfy_client_remove_image(client, "memory.png", NULL));
    task = queue(client, INVERT("memory.png"));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    CHECK(state_of(task) == COMFY_TASK_STATE_ERROR);
    comfy_task_release(task);
    comfy_client_destroy(client);
}

static void release_memory(const void *data, size_t byte_count, void *user_data) {
    CHECK(byte_count > 0);
    free((void *)(uintptr_t)data);
    atomic_fetch_add((atomic_int *)user_data, 1);
}

static void *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    void *data = NULL;
    if (file == NULL) return NULL;
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    data = malloc(*size);
    if (fread(data, 1, *size, file) != *size) abort();
    fclose(file);
    return data;
}

static void test_model_in_memory(void) {
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_model_file file = COMFY_MODEL_FILE_INIT;
    comfy_image a = COMFY_IMAGE_INIT, b = COMFY_IMAGE_INIT;
    comfy_task *on_disk, *in_memory;
    atomic_int released = 0;
    char path[4096], *json = NULL;

    snprintf(path, sizeof path, "%s/checkpoints/demo.safetensors", models);
    file.data = read_file(path, &file.byte_count);
    file.release = release_memory;
    file.user_data = &released;
    CHECK(file.data != NULL);
    GIVES(OK, comfy_client_add_model_file(client, "checkpoints", "memory.safetensors", &file, NULL));
    GIVES(OK, comfy_client_get_node_schemas(&json, client, "CheckpointLoaderSimple", NULL));
    CHECK(strstr(json, "memory.safetensors") != NULL);
    comfy_free(json);
    on_disk = queue(client, TXT2IMG("demo.safetensors", 7, 2));
    in_memory = queue(client, TXT2IMG("memory.safetensors", 7, 2));
    GIVES(OK, comfy_task_wait(on_disk, 60000, NULL));
    GIVES(OK, comfy_task_wait(in_memory, 60000, NULL));
    GIVES(OK, comfy_task_get_image(&a, on_disk, 0, NULL));
    GIVES(OK, comfy_task_get_image(&b, in_memory, 0, NULL));
    CHECK(a.pixels != NULL && b.pixels != NULL && memcmp(a.pixels, b.pixels, 64 * 64 * 3) == 0);
    CHECK(atomic_load(&released) == 0);
    GIVES(OK, comfy_client_remove_model_file(client, "checkpoints", "memory.safetensors", NULL));
    GIVES(OK, comfy_client_clear_cache(client, NULL));
    CHECK(atomic_load(&released) == 1);

    /* One that stays is released with the client. */
    file.data = malloc(64);
    file.byte_count = 64;
    GIVES(OK, comfy_client_add_model_file(client, "checkpoints", "stays.safetensors", &file, NULL));
    comfy_client_destroy(client);
    CHECK(atomic_load(&released) == 2);
    comfy_task_release(on_disk);
    comfy_task_release(in_memory);
}

/* A callback that calls back: it queues, waits, releases, and destroys its own client. */
struct reentry {
    comfy_client *client;
    atomic_int step;
};

static void call_back(const comfy_event *event, void *user_data) {
    struct reentry *reentry = user_data;
    comfy_task *inner = NULL;
    if (event->kind != COMFY_EVENT_KIND_EXECUTION_SUCCESS) return;
    if (atomic_fetch_add(&reentry->step, 1) != 0) return;
    GIVES(OK, comfy_client_queue_prompt(&inner, reentry->client, SHOW_COLOUR(2), NULL, NULL));
    GIVES(OK, comfy_task_wait(inner, 60000, NULL));
    comfy_task_release(inner);
    comfy_client_destroy(reentry->client);
    GIVES(INVALID_HANDLE, comfy_client_clear_history(reentry->client, NULL));
    atomic_fetch_add(&reentry->step, 10);
}

static void test_callbacks(void) {
    struct reentry reentry = {NULL, 0};
    comfy_task *task;
    double end = now_ms() + 60000;
    reentry.client = make_client(0, call_back, &reentry);
    task = queue(reentry.client, SHOW_COLOUR(1));
    while (atomic_load(&reentry.step) < 12 && now_ms() < end) usleep(1000);
    CHECK(atomic_load(&reentry.step) == 12); /* both successes were told, the second after the destruction began */
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    comfy_task_release(task);
}

static void note_log(comfy_log_level level, const char *message, void *user_data) {
    if (level == COMFY_LOG_LEVEL_WARNING && strstr(message, "'port'") != NULL) atomic_fetch_add((atomic_int *)user_data, 1);
    CHECK(strchr(message, '\n') == NULL);
}

/* Messages of one prompt. */
struct records {
    atomic_int begun, ended;
};

static void note_record(const comfy_log_record *record, void *user_data) {
    struct records *seen = user_data;
    CHECK(record->size >= sizeof *record && record->timestamp_ms > INT64_C(1700000000000) && record->fields[0] == '{');
    if (strstr(record->fields, "\"prompt_id\":\"logged\"") == NULL) return;
    CHECK(record->level == COMFY_LOG_LEVEL_INFO && strstr(record->fields, "\"trace_id\":\"") != NULL);
    atomic_fetch_add(strstr(record->fields, "\"seconds\":") != NULL ? &seen->ended : &seen->begun, 1);
}

static void test_log_records(void) {
    struct records seen = {0, 0};
    comfy_client *client = make_client(0, NULL, NULL);
    comfy_prompt_options options = COMFY_PROMPT_OPTIONS_INIT;
    comfy_task *task = NULL;
    options.prompt_id = "logged";
    GIVES(OK, comfy_set_log_record_callback(COMFY_LOG_LEVEL_INFO, note_record, &seen));
    GIVES(OK, comfy_client_queue_prompt(&task, client, SHOW_COLOUR(5), &options, NULL));
    comfy_client_destroy(client);
    GIVES(OK, comfy_set_log_record_callback(COMFY_LOG_LEVEL_INFO, NULL, NULL));
    CHECK(atomic_load(&seen.begun) == 1 && atomic_load(&seen.ended) == 1);
    comfy_task_release(task);
}

/* What comes out on standard output while a client works; "" for nothing. */
static void output_of(const char *configuration, char *text, size_t size) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_task *task = NULL;
    FILE *file = tmpfile();
    int former;
    size_t count;
    fflush(stdout);
    former = dup(STDOUT_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    options.base_directory = work;
    options.executor = test_executor();
    options.configuration = configuration;
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    GIVES(OK, comfy_client_queue_prompt(&task, client, SHOW_COLOUR(6), NULL, NULL));
    comfy_client_destroy(client);
    dup2(former, STDOUT_FILENO);
    close(former);
    comfy_task_release(task);
    rewind(file);
    count = fread(text, 1, size - 1, file);
    text[count] = '\0';
    fclose(file);
}

static void test_standard_output(void) {
    char text[8192];
    output_of("{\"port\": 1}", text, sizeof text);
    CHECK(text[0] == '\0');
    output_of("{\"port\": 1, \"log_stdout\": true}", text, sizeof text);
    CHECK(strstr(text, "[WARNING] ") != NULL && strstr(text, "'port'") != NULL && strstr(text, "[INFO] ") != NULL);
    output_of("{\"port\": 1, \"log_stdout\": true, \"logging_level\": \"WARNING\"}", text, sizeof text);
    CHECK(strstr(text, "[WARNING] ") != NULL && strstr(text, "[INFO] ") == NULL);
    output_of("{}", text, sizeof text);
    CHECK(text[0] == '\0');
}

static void test_environment(void) {
    comfy_client *client = NULL;
    comfy_error *error = NULL;
    char *json = NULL;
    setenv("COMFYUI_CACHE_LRU", "7", 1);
    setenv("OPENAI_API_KEY", "sk-secret", 1);
    GIVES(OK, comfy_client_create(&client, NULL, NULL));
    GIVES(OK, comfy_client_get_configuration(&json, client, NULL));
    CHECK(strstr(json, "\"cache_lru\":7") != NULL);
    CHECK(strstr(json, "\"openai_api_key\":\"********\"") != NULL && strstr(json, "sk-secret") == NULL);
    unsetenv("OPENAI_API_KEY");
    comfy_free(json);
    comfy_client_destroy(client);
    setenv("COMFYUI_CACHE_LRU", "many", 1);
    GIVES(INVALID_CONFIGURATION, comfy_client_create(&client, NULL, &error));
    CHECK(strstr(comfy_error_message(error), "COMFYUI_CACHE_LRU") != NULL);
    CHECK(strstr(comfy_error_details(error), "\"wrong_type\"") != NULL);
    comfy_error_release(error);
    unsetenv("COMFYUI_CACHE_LRU");
}

static void test_options(void) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_error *error = NULL;
    atomic_int notes = 0;
    GIVES(OK, comfy_set_log_callback(COMFY_LOG_LEVEL_WARNING, note_log, &notes));
    options.configuration = "{\"port\": 1234, \"lowvram\": true}";
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    comfy_client_destroy(client);
    GIVES(OK, comfy_set_log_callback(COMFY_LOG_LEVEL_NONE, NULL, NULL));
    CHECK(atomic_load(&notes) == 1);
    options.executor = COMFY_EXECUTOR_IN_PROCESS;
    GIVES(INVALID_CONFIGURATION, comfy_client_create(&client, &options, &error));
    CHECK(strstr(comfy_error_message(error), "['lowvram']") != NULL);
    comfy_error_release(error);
    options.configuration = "{\"port\": \"x\", \"nonsense\": 1}";
    GIVES(INVALID_CONFIGURATION, comfy_client_create(&client, &options, &error));
    CHECK(strstr(comfy_error_message(error), "'port'") != NULL && strstr(comfy_error_message(error), "'nonsense'") != NULL);
    CHECK(strstr(comfy_error_details(error), "\"unknown key\"") != NULL);
    comfy_error_release(error);

    {
        /* Server events, and a bounded queue that says what it dropped. */
        comfy_event event = COMFY_EVENT_INIT;
        comfy_task *task;
        int statuses = 0, last_kind = -1;
        uint64_t dropped = 0;
        client = make_client(COMFY_CLIENT_FLAG_SERVER_EVENTS, NULL, NULL);
        task = queue(client, SHOW_COLOUR(3));
        while (comfy_task_poll_event(&event, task, -1, NULL) == COMFY_STATUS_OK) {
            if (event.kind == COMFY_EVENT_KIND_STATUS) statuses++;
            last_kind = event.kind;
            if (last_kind == COMFY_EVENT_KIND_EXECUTING) CHECK(event.json != NULL);
        }
        CHECK(statuses == 3 && last_kind == COMFY_EVENT_KIND_EXECUTING);
        comfy_task_release(task);
        comfy_client_destroy(client);

        options = (comfy_client_options)COMFY_CLIENT_OPTIONS_INIT;
        options.base_directory = work;
        options.models_directory = models;
        options.executor = test_executor();
        options.event_queue_size = 16;
        GIVES(OK, comfy_client_create(&client, &options, NULL));
        task = queue(client, TXT2IMG("demo.safetensors", 1, 10));
        GIVES(OK, comfy_task_wait(task, 60000, NULL));
        while (comfy_task_poll_event(&event, task, -1, NULL) == COMFY_STATUS_OK) {
            dropped += event.dropped;
            last_kind = event.kind;
        }
        CHECK(dropped > 0 && last_kind == COMFY_EVENT_KIND_EXECUTION_SUCCESS);
        comfy_task_release(task);
        comfy_client_destroy(client);
    }
}

static void test_build_info(void) {
    static const char *const members[] = {"\"version\":", "\"compiler\":", "\"target\":", "\"optimized\":",
                                          "\"cpu\":", "\"processors\":", "\"kernels\":", "\"memory\":",
                                          "\"total_bytes\":", "\"available_bytes\":"};
    char *json = NULL;
    size_t index;
    GIVES(OK, comfy_get_build_info(&json, NULL));
    for (index = 0; index < sizeof members / sizeof *members; index++) CHECK(strstr(json, members[index]) != NULL);
    CHECK(strstr(json, COMFY_VERSION_STRING) != NULL);
    comfy_free(json);
}

/* What bindings read instead of keeping it a second time. */
static void test_tables(void) {
    char *json = NULL;
    GIVES(OK, comfy_get_folder_categories(&json, NULL));
    CHECK(strstr(json, "\"diffusion_models\":{\"folders\":[\"diffusion_models\",\"unet\"],\"extensions\":[") != NULL);
    CHECK(strstr(json, "\"classifiers\":{\"folders\":[\"classifiers\"],\"extensions\":null}") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_get_configuration_keys(&json, NULL));
    CHECK(strstr(json, "\"cuda_device\":{\"type\":\"int\",\"nullable\":true,\"default\":null") != NULL);
    CHECK(strstr(json, "\"worker_path\"") != NULL && strstr(json, "\"COMFYUI_WORKER_PATH\"") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_get_core_node_schemas(&json, "HunyuanImageToVideo", NULL));
    CHECK(strncmp(json, "{\"HunyuanImageToVideo\":{", 24) == 0 && strstr(json, "\"LATENT\"") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_get_core_node_schemas(&json, NULL, NULL));
    CHECK(strstr(json, "\"KSampler\":{") != NULL && strstr(json, "\"WanVaceToVideo\":{") != NULL);
    comfy_free(json);
    GIVES(NOT_FOUND, comfy_get_core_node_schemas(&json, "no such node", NULL));
}

/* What the spans of one prompt have to be: children of the host's span, the failed ones with their exception. */
struct spans {
    atomic_int queue, initialize, execute, nodes, loads, errors, foreign;
};

static void note_span(const comfy_span *span, void *user_data) {
    struct spans *spans = user_data;
    if (strcmp(span->trace_id, "4bf92f3577b34da6a3ce929d0e0e4736") != 0 || strcmp(span->trace_state, "host=1") != 0 ||
        strlen(span->span_id) != 16 || span->end_ns < span->start_ns || span->start_ns < INT64_C(1700000000000000000))
        atomic_fetch_add(&spans->foreign, 1);
    if (strcmp(span->name, "Queue Prompt") == 0) {
        atomic_fetch_add(&spans->queue, 1);
        CHECK(span->parent_span_id != NULL && strcmp(span->parent_span_id, "00f067aa0ba902b7") == 0);
    } else if (strcmp(span->name, "Initialize Prompt Executor") == 0) {
        atomic_fetch_add(&spans->initialize, 1);
    } else if (strcmp(span->name, "Execute Prompt") == 0) {
        atomic_fetch_add(&spans->execute, 1);
    } else if (strcmp(span->name, "Load Model") == 0) {
        atomic_fetch_add(&spans->loads, 1);
        CHECK(strstr(span->attributes, "\"comfy.model.name\":\"demo.safetensors\"") != NULL);
    } else if (strstr(span->attributes, "\"comfy.node.class_type\":") != NULL) {
        atomic_fetch_add(&spans->nodes, 1);
    }
    if (span->status == COMFY_SPAN_STATUS_ERROR) {
        atomic_fetch_add(&spans->errors, 1);
        CHECK(strstr(span->events, "\"exception.type\":") != NULL && span->status_message[0] != '\0');
    } else {
        CHECK(span->status == COMFY_SPAN_STATUS_UNSET && span->status_message == NULL && strcmp(span->events, "[]") == 0);
    }
}

static void test_spans_and_metrics(void) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_prompt_options prompt = COMFY_PROMPT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_task *task = NULL;
    struct spans spans = {0};
    char *json = NULL;
    options.base_directory = work;
    options.models_directory = models;
    options.executor = test_executor();
    options.span_callback = note_span;
    options.user_data = &spans;
    prompt.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    prompt.tracestate = "host=1";
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    GIVES(OK, comfy_client_queue_prompt(&task, client, TXT2IMG("demo.safetensors", 1, 1), &prompt, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    comfy_task_release(task);
    CHECK(spans.queue == 1 && spans.initialize == 1 && spans.execute == 1 && spans.nodes == 7 && spans.loads == 1);
    CHECK(spans.errors == 0 && spans.foreign == 0);
    GIVES(OK, comfy_client_queue_prompt(&task, client, INVERT("no such.png"), &prompt, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    comfy_task_release(task);
    CHECK(spans.queue == 2 && spans.initialize == 1 && spans.execute == 2 && spans.nodes == 7 && spans.errors == 2);
    GIVES(OK, comfy_client_get_metrics(&json, client, NULL));
    CHECK(strstr(json, "\"queue\":{\"running\":0,\"pending\":0}") != NULL);
    CHECK(strstr(json, "\"queued\":2,\"success\":1,\"invalid\":1,\"error\":0,\"cancelled\":0") != NULL);
    CHECK(strstr(json, "\"KSampler\":{\"count\":1,\"errors\":0,") != NULL);
    CHECK(strstr(json, "\"cache\":{\"hits\":0,\"misses\":7}") != NULL);
    CHECK(strstr(json, "\"model_loads\":{\"count\":1,") != NULL && strstr(json, "\"resident_bytes\":") != NULL);
    comfy_free(json);
    comfy_client_destroy(client);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s MODELS-DIRECTORY WORK-DIRECTORY\n", argv[0]);
        return 2;
    }
    models = argv[1];
    work = argv[2];
    test_build_info();
    test_tables();
    test_run();
    test_progress_of_events();
    test_invalid();
    test_validation();
    test_sampling();
    test_cancel();
    test_queue_and_history();
    test_image_in_memory();
    test_model_in_memory();
    test_callbacks();
    test_options();
    test_spans_and_metrics();
    test_log_records();
    test_standard_output();
    test_environment();
    return summary("behaviour");
}
