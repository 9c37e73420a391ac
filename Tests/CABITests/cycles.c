/* Create, use, destroy, a thousand times: nothing may stay behind. Usage: cycles MODELS-DIRECTORY WORK-DIRECTORY */
#include "check.h"
#include "resources.h"

#include <errno.h>
#include <sys/wait.h>

/* Under a sanitizer, which keeps freed memory and finds leaks itself, fewer cycles and no look at the memory. */
static int is_sanitized(void) { return getenv("COMFY_TEST_SANITIZED") != NULL; }

static void count_event(const comfy_event *event, void *user_data) {
    if (event->sequence > 0) atomic_fetch_add((atomic_int *)user_data, 1);
}

static const char *models, *work;

static void cycle(void *unused) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_event event = COMFY_EVENT_INIT;
    comfy_image image = COMFY_IMAGE_INIT;
    comfy_client *client = NULL;
    comfy_task *task = NULL;
    comfy_error *error = NULL;
    atomic_int events = 0;
    char *json = NULL;
    int32_t fd = -1;
    (void)unused;
    options.base_directory = work;
    options.models_directory = models;
    options.threads = 2;
    options.executor = test_executor();
    options.flags = COMFY_CLIENT_FLAG_EVENT_QUEUE;
    options.event_callback = count_event;
    options.user_data = &events;
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    GIVES(OK, comfy_client_get_event_fd(&fd, client, NULL));
    GIVES(OK, comfy_client_queue_prompt(&task, client, SHOW_COLOUR(7), NULL, NULL));
    GIVES(OK, comfy_task_get_event_fd(&fd, task, NULL));
    while (comfy_task_poll_event(&event, task, 60000, NULL) == COMFY_STATUS_OK) {}
    GIVES(OK, comfy_task_get_result(&json, task, NULL));
    comfy_free(json);
    GIVES(OK, comfy_task_get_image(&image, task, 0, NULL));
    comfy_task_release(task);
    GIVES(OK, comfy_client_queue_prompt(&task, client, "{\"1\": {\"class_type\": \"Nothing\", \"inputs\": {}}}", NULL, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(VALIDATION_FAILED, comfy_task_get_result(&json, task, &error));
    comfy_error_release(error);
    comfy_task_release(task);
    comfy_client_destroy(client);
    CHECK(atomic_load(&events) > 0);
}

/* What a client's cache held goes back to the system, when it is told to forget it and when the client is destroyed. */
static void give_back_large_values(void) {
    static const char *const workflow =
        "{\"1\": {\"class_type\": \"EmptyImage\", \"inputs\": {\"width\": 4096, \"height\": 4096, \"batch_size\": 1, \"color\": 5}},"
        " \"2\": {\"class_type\": \"PreviewAny\", \"inputs\": {\"source\": [\"1\", 0]}}}";
    const long size = 4096L * 4096 * 3 * 4 / 1024;
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_task *task = NULL;
    long before, held, after;
    int forgets;
    options.base_directory = work;
    options.executor = COMFY_EXECUTOR_IN_PROCESS;
    for (forgets = 0; forgets < 2; forgets++) {
        before = resources_now().resident_kib;
        GIVES(OK, comfy_client_create(&client, &options, NULL));
        GIVES(OK, comfy_client_queue_prompt(&task, client, workflow, NULL, NULL));
        GIVES(OK, comfy_task_wait(task, 60000, NULL));
        comfy_task_release(task);
        held = resources_now().resident_kib;
        CHECK(held - before > size / 2);
        if (forgets) {
            GIVES(OK, comfy_client_free_memory(client, COMFY_FREE_CACHE, NULL));
            GIVES(OK, comfy_client_queue_prompt(&task, client, SHOW_COLOUR(7), NULL, NULL));
            GIVES(OK, comfy_task_wait(task, 60000, NULL));
            comfy_task_release(task);
            after = resources_now().resident_kib;
            CHECK(after - before < size / 2);
        }
        comfy_client_destroy(client);
        after = resources_now().resident_kib;
        printf("cycles: a value of %ld KiB: resident %ld -> %ld -> %ld KiB\n", size, before, held, after);
        CHECK(after - before < size / 2);
    }
}

int main(int argc, char **argv) {
    int cycles;
    if (argc != 3) {
        fprintf(stderr, "usage: %s MODELS-DIRECTORY WORK-DIRECTORY\n", argv[0]);
        return 2;
    }
    models = argv[1];
    work = argv[2];
    /* Isolated ones are slower, and have a process that has to be collected. */
    cycles = is_sanitized() ? 20 : test_executor() == COMFY_EXECUTOR_ISOLATED ? 200 : 1000;
    CHECK(leave_nothing(cycle, NULL, cycles / 10, cycles, is_sanitized()));
    if (!is_sanitized()) give_back_large_values();
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
    return summary("cycles");
}
