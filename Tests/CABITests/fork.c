/* A host that forks while its clients work: inherited handles are stale, and a client of the child's own works. */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKFLOW                                                                                                   \
    "{\"1\": {\"class_type\": \"EmptyImage\", \"inputs\": {\"width\": 32, \"height\": 32, \"batch_size\": 12,"       \
    " \"color\": 1}}, \"2\": {\"class_type\": \"ImageInvert\", \"inputs\": {\"image\": [\"1\", 0]}},"               \
    " \"3\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"2\", 0]}}}"

static const char *base;
static comfy_client *client;
static atomic_int is_over, messages;

static void log_message(comfy_log_level level, const char *message, void *user_data) {
    (void)level, (void)message, (void)user_data;
    atomic_fetch_add(&messages, 1);
}

static comfy_client *make(void) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *made = NULL;
    options.base_directory = base;
    options.threads = 2;
    options.configuration = "{\"cache_none\": true}";
    options.flags = COMFY_CLIENT_FLAG_EVENT_QUEUE;
    GIVES(OK, comfy_client_create(&made, &options, NULL));
    return made;
}

static void *work(void *unused) {
    (void)unused;
    while (!atomic_load(&is_over)) {
        comfy_task *task = NULL;
        char *json = NULL;
        if (comfy_client_queue_prompt(&task, client, WORKFLOW, NULL, NULL) != COMFY_STATUS_OK) continue;
        if (comfy_client_get_node_schemas(&json, client, NULL, NULL) == COMFY_STATUS_OK) comfy_free(json);
        comfy_task_wait(task, 1000, NULL);
        comfy_task_release(task);
    }
    return NULL;
}

typedef struct {
    comfy_task *task;
    char *text;
} inherited_things;

/* What a child does; its exit status is the number of failed checks. */
static int child(void *argument) {
    const inherited_things *inherited = argument;
    comfy_event event = COMFY_EVENT_INIT;
    comfy_error *error = NULL;
    comfy_client *own;
    comfy_task *task = NULL, *none = NULL;
    comfy_task_state state = COMFY_TASK_STATE_QUEUED;
    double start = now_ms();
    char *json = NULL;
    alarm(60);
    atomic_store(&checks_failed, 0);
    GIVES(INVALID_HANDLE, comfy_client_queue_prompt(&none, client, WORKFLOW, NULL, &error));
    CHECK(comfy_error_status(error) == COMFY_STATUS_INVALID_HANDLE && none == NULL);
    comfy_error_release(error);
    GIVES(INVALID_HANDLE, comfy_client_poll_event(&event, client, -1, NULL));
    GIVES(INVALID_HANDLE, comfy_client_get_memory(&json, client, NULL));
    GIVES(INVALID_HANDLE, comfy_client_clear_cache(client, NULL));
    GIVES(INVALID_HANDLE, comfy_client_interrupt(client, NULL, NULL));
    GIVES(INVALID_HANDLE, comfy_task_wait(inherited->task, -1, NULL));
    GIVES(INVALID_HANDLE, comfy_task_cancel(inherited->task, NULL));
    comfy_task_release(inherited->task);
    comfy_client_cancel_and_destroy(client);
    comfy_client_destroy(client);
    comfy_free(inherited->text);
    /* A prompt that works would be waited for for as long as it takes, silence for ten seconds. */
    CHECK(now_ms() - start < 8000 * slowness());
    GIVES(OK, comfy_set_log_callback(COMFY_LOG_LEVEL_DEBUG, log_message, NULL));
    own = make();
    GIVES(OK, comfy_client_queue_prompt(&task, own, WORKFLOW, NULL, NULL));
    GIVES(OK, comfy_task_wait(task, 30000, NULL));
    GIVES(OK, comfy_task_get_state(&state, task, NULL));
    CHECK(state == COMFY_TASK_STATE_SUCCESS);
    comfy_task_release(task);
    comfy_client_destroy(own);
    return atomic_load(&checks_failed);
}

/* Runs `body` in a process of its own and takes its failed checks for the caller's. */
static void in_process(const char *name, int number, int (*body)(void *), void *argument) {
    int status = 0;
    pid_t process = fork();
    if (process == 0) _exit(body(argument));
    CHECK(waitpid(process, &status, 0) == process);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    if (WIFSIGNALED(status)) fprintf(stderr, "%s %d: signal %d\n", name, number, WTERMSIG(status));
}

/* A host that has used nothing of the library yet: its first children are forked while its first prompt runs and Swift's
 * runtime notes the types that it meets. */
static int host(void *number) {
    pthread_t threads[3];
    inherited_things inherited = {NULL, NULL};
    int i;
    srand(*(const unsigned *)number);
    GIVES(OK, comfy_set_log_callback(COMFY_LOG_LEVEL_DEBUG, log_message, NULL));
    client = make();
    GIVES(OK, comfy_client_queue_prompt(&inherited.task, client, WORKFLOW, NULL, NULL));
    GIVES(OK, comfy_task_get_prompt_id(&inherited.text, inherited.task, NULL));
    for (i = 0; i < 3; i++) CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
    for (i = 0; i < 5 && atomic_load(&checks_failed) <= 3; i++) {
        usleep((useconds_t)(rand() % 20000));
        in_process("child", i, child, &inherited);
    }
    atomic_store(&is_over, 1);
    for (i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    /* The parent notices nothing of it all. */
    GIVES(OK, comfy_task_wait(inherited.task, 30000, NULL));
    comfy_free(inherited.text);
    comfy_task_release(inherited.task);
    comfy_client_destroy(client);
    CHECK(atomic_load(&messages) > 0);
    return atomic_load(&checks_failed);
}

int main(int argc, char **argv) {
    unsigned number;
    CHECK(argc == 3);
    base = argv[2];
    for (number = 0; number < 8 && atomic_load(&checks_failed) <= 3; number++) {
        in_process("host", (int)number, host, &number);
    }
    return summary("fork");
}
