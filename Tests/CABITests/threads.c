/* Many host threads at one client, and clients that come and go. Usage: threads MODELS-DIRECTORY WORK-DIRECTORY */
#include "check.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

enum { THREADS = 6, ROUNDS = 20 };

static comfy_client *shared;
static atomic_int done, events_seen;
static const char *models, *work;

static void count_event(const comfy_event *event, void *user_data) {
    (void)user_data;
    if (event->sequence > 0) atomic_fetch_add(&events_seen, 1);
}

static comfy_client *make_client(void) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    options.base_directory = work;
    options.models_directory = models;
    options.max_workers = 3;
    options.threads = 2;
    options.flags = COMFY_CLIENT_FLAG_EVENT_QUEUE;
    options.event_callback = count_event;
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    return client;
}

static void *queue_and_cancel(void *argument) {
    unsigned random = (unsigned)(uintptr_t)argument * 7919u + 1;
    int round;
    for (round = 0; round < ROUNDS; round++) {
        comfy_task *task = NULL;
        comfy_event event = COMFY_EVENT_INIT;
        comfy_progress progress = COMFY_PROGRESS_INIT;
        comfy_task_state state = -1;
        comfy_status status;
        char *json = NULL;
        int is_endless = rand_r(&random) % 3 == 0;
        GIVES(OK, comfy_client_queue_prompt(&task, shared, is_endless ? ENDLESS : SHOW_COLOUR(5), NULL, NULL));
        if (is_endless) {
            usleep((useconds_t)(rand_r(&random) % 20000));
            GIVES(OK, comfy_task_get_progress(&progress, task, NULL));
            GIVES(OK, comfy_task_cancel(task, NULL));
        }
        while ((status = comfy_task_poll_event(&event, task, 60000, NULL)) == COMFY_STATUS_OK)
            if (rand_r(&random) % 4 == 0) GIVES(OK, comfy_task_get_progress(&progress, task, NULL));
        GIVES(END, status);
        GIVES(OK, comfy_task_get_state(&state, task, NULL));
        CHECK(state == (is_endless ? COMFY_TASK_STATE_CANCELLED : COMFY_TASK_STATE_SUCCESS));
        status = comfy_task_get_result(&json, task, NULL);
        CHECK(status == (is_endless ? COMFY_STATUS_CANCELLED : COMFY_STATUS_OK));
        comfy_free(json);
        GIVES(OK, comfy_client_get_metrics(&json, shared, NULL));
        comfy_free(json);
        comfy_task_release(task);
    }
    atomic_fetch_add(&done, 1);
    return NULL;
}

static void *look_around(void *argument) {
    comfy_event event = COMFY_EVENT_INIT;
    int count = 0;
    (void)argument;
    while (atomic_load(&done) < THREADS) {
        char *json = NULL;
        size_t tasks = 0;
        GIVES(OK, comfy_client_get_queue(&json, shared, NULL));
        comfy_free(json);
        GIVES(OK, comfy_client_get_history(&json, shared, 5, -1, NULL));
        comfy_free(json);
        GIVES(OK, comfy_client_get_memory(&json, shared, NULL));
        comfy_free(json);
        GIVES(OK, comfy_client_get_metrics(&json, shared, NULL));
        comfy_free(json);
        GIVES(OK, comfy_client_get_task_count(&tasks, shared, NULL));
        GIVES(OK, comfy_client_get_node_schemas(&json, shared, "LoadImage", NULL));
        comfy_free(json);
        if (++count % 16 == 0) GIVES(OK, comfy_client_clear_cache(shared, NULL));
        while (comfy_client_poll_event(&event, shared, 1, NULL) == COMFY_STATUS_OK) {}
    }
    return NULL;
}

static void *use_until_gone(void *argument) {
    /* The client is destroyed under these calls: each has to give a status that says so. */
    for (;;) {
        comfy_task *task = NULL;
        comfy_status status = comfy_client_queue_prompt(&task, argument, SHOW_COLOUR(6), NULL, NULL);
        if (status != COMFY_STATUS_OK) {
            CHECK(status == COMFY_STATUS_INVALID_HANDLE || status == COMFY_STATUS_CLOSED);
            return NULL;
        }
        comfy_task_release(task);
    }
}

static void *come_and_go(void *argument) {
    int round;
    (void)argument;
    for (round = 0; round < 5; round++) {
        comfy_client *client = make_client();
        pthread_t users[2];
        pthread_create(&users[0], NULL, use_until_gone, client);
        pthread_create(&users[1], NULL, use_until_gone, client);
        usleep(2000);
        if (round % 2 == 0) comfy_client_destroy(client);
        else comfy_client_cancel_and_destroy(client);
        pthread_join(users[0], NULL);
        pthread_join(users[1], NULL);
    }
    return NULL;
}

static double processor_ms(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

/* Processor time of one second in which nothing happens. */
static double idle_ms(void *unused) {
    double before;
    (void)unused;
    usleep(100000);
    before = processor_ms();
    usleep(1000000);
    return processor_ms() - before;
}

/* A client whose threads all have worked takes no processor time while nothing is asked of it. */
static void idle_is_quiet(void) {
    comfy_client *client = make_client();
    comfy_task *task = NULL;
    GIVES(OK, comfy_client_queue_prompt(&task, client, TXT2IMG("demo.safetensors", 3, 1), NULL, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    comfy_task_release(task);
    CHECK(takes_less(5 * slowness(), idle_ms, NULL));
    comfy_client_destroy(client);
}

static void *poll_client(void *argument) {
    comfy_event event = COMFY_EVENT_INIT;
    event.sequence = 7;
    GIVES(TIMEOUT, comfy_client_poll_event(&event, argument, -1, NULL));
    CHECK(event.sequence == 7);
    return NULL;
}

static void *poll_task(void *argument) {
    comfy_event event = COMFY_EVENT_INIT;
    comfy_status status;
    /* Events go first. */
    while ((status = comfy_task_poll_event(&event, argument, -1, NULL)) == COMFY_STATUS_OK) {}
    CHECK(status == COMFY_STATUS_TIMEOUT);
    return NULL;
}

/* A poll that waits for ever is woken, and one that comes too late to be woken does not wait. */
static void polls_are_woken(void) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = make_client(), *without = NULL;
    comfy_task *task = NULL;
    pthread_t thread;
    comfy_event event = COMFY_EVENT_INIT;
    int round;
    for (round = 0; round < 2 * ROUNDS; round++) {
        CHECK(pthread_create(&thread, NULL, poll_client, client) == 0);
        if (round % 2) usleep(2000);
        GIVES(OK, comfy_client_wake(client, NULL));
        pthread_join(thread, NULL);
    }
    GIVES(TIMEOUT, comfy_client_poll_event(&event, client, 0, NULL));
    GIVES(OK, comfy_client_queue_prompt(&task, client, ENDLESS, NULL, NULL));
    CHECK(pthread_create(&thread, NULL, poll_task, task) == 0);
    usleep(2000);
    GIVES(OK, comfy_task_wake(task, NULL));
    pthread_join(thread, NULL);
    GIVES(INVALID_HANDLE, comfy_task_wake(NULL, NULL));
    GIVES(INVALID_HANDLE, comfy_client_wake(NULL, NULL));
    GIVES(INVALID_HANDLE, comfy_client_wake((comfy_client *)task, NULL));
    comfy_task_release(task);
    comfy_client_cancel_and_destroy(client);
    options.base_directory = work;
    GIVES(OK, comfy_client_create(&without, &options, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_wake(without, NULL));
    comfy_client_destroy(without);
}

int main(int argc, char **argv) {
    pthread_t threads[THREADS], watcher, others[3];
    uintptr_t i;
    if (argc != 3) {
        fprintf(stderr, "usage: %s MODELS-DIRECTORY WORK-DIRECTORY\n", argv[0]);
        return 2;
    }
    models = argv[1];
    work = argv[2];
    shared = make_client();
    for (i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, queue_and_cancel, (void *)i);
    pthread_create(&watcher, NULL, look_around, NULL);
    for (i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    pthread_join(watcher, NULL);
    comfy_client_destroy(shared);
    CHECK(atomic_load(&events_seen) > 0);

    for (i = 0; i < 3; i++) pthread_create(&others[i], NULL, come_and_go, NULL);
    for (i = 0; i < 3; i++) pthread_join(others[i], NULL);
    polls_are_woken();
    idle_is_quiet();
    return summary("threads");
}
