/* The isolated executor as a host sees it. Usage: isolation MODELS-DIRECTORY WORK-DIRECTORY */
#include "check.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *models, *work;

static comfy_status create(comfy_client **out, comfy_executor executor, const char *configuration, comfy_error **error) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    options.base_directory = work;
    options.models_directory = models;
    options.executor = executor;
    options.configuration = configuration;
    return comfy_client_create(out, &options, error);
}

static comfy_client *make_client(comfy_executor executor, const char *configuration) {
    comfy_client *client = NULL;
    comfy_error *error = NULL;
    if (create(&client, executor, configuration, &error) != COMFY_STATUS_OK) {
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

/* The process of the client's first worker; 0 if it has none. */
static pid_t worker_of(comfy_client *client) {
    char *json = NULL, *found;
    pid_t process = 0;
    GIVES(OK, comfy_client_get_memory(&json, client, NULL));
    if (json != NULL && (found = strstr(json, "\"pid\":")) != NULL) process = (pid_t)atol(found + 6);
    comfy_free(json);
    return process;
}

/* A process that has ended, and waits for its parent or for the system to forget it, does not run. */
static int runs(pid_t process) {
    char path[64], text[512], *end;
    FILE *file;
    size_t count;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    if ((file = fopen(path, "r")) == NULL) return 0;
    count = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[count] = '\0';
    end = strrchr(text, ')');
    return end == NULL || (end[2] != 'Z' && end[2] != 'X');
}

static int ends_within(pid_t process, double milliseconds) {
    double end = now_ms() + milliseconds;
    while (runs(process) && now_ms() < end) usleep(5000);
    return !runs(process);
}

static int open_descriptors(void) {
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder) != NULL) count++;
    closedir(folder);
    return count;
}

/* The pixels and the events of a picture, as one text. */
static size_t draw(comfy_executor executor, unsigned char *pixels, size_t capacity, char *events, size_t size) {
    comfy_client *client = make_client(executor, NULL);
    comfy_task *task = queue(client, TXT2IMG("demo.safetensors", 5, 3));
    comfy_event event = COMFY_EVENT_INIT;
    comfy_image image = COMFY_IMAGE_INIT;
    size_t used = 0, bytes = 0;
    while (comfy_task_poll_event(&event, task, 120000, NULL) == COMFY_STATUS_OK) {
        used += (size_t)snprintf(events + used, used < size ? size - used : 0, "%s %s %lld\n", event.name,
                                 event.client_id == NULL ? "-" : "client",
                                 event.image == NULL ? 0 : (long long)(event.image->width * 1000 + event.image->pixels[0]));
        if (used >= size) break;
    }
    CHECK(state_of(task) == COMFY_TASK_STATE_SUCCESS);
    if (comfy_task_get_image(&image, task, 0, NULL) == COMFY_STATUS_OK) {
        bytes = (size_t)(image.stride * image.height);
        if (bytes <= capacity) memcpy(pixels, image.pixels, bytes);
    }
    comfy_task_release(task);
    comfy_client_destroy(client);
    return bytes;
}

static void test_same_picture(void) {
    static unsigned char here[64 * 64 * 3], there[64 * 64 * 3];
    static char told_here[16384], told_there[16384];
    CHECK(draw(COMFY_EXECUTOR_IN_PROCESS, here, sizeof here, told_here, sizeof told_here) == sizeof here);
    CHECK(draw(COMFY_EXECUTOR_ISOLATED, there, sizeof there, told_there, sizeof told_there) == sizeof there);
    CHECK(memcmp(here, there, sizeof here) == 0);
    CHECK(strcmp(told_here, told_there) == 0 && strstr(told_here, "preview") != NULL);
}

static void test_choice(void) {
    comfy_client *client = NULL;
    comfy_error *error = NULL;
    char *json = NULL;
    pid_t process;

    GIVES(INVALID_CONFIGURATION, create(&client, COMFY_EXECUTOR_IN_PROCESS, "{\"lowvram\": true}", &error));
    CHECK(strcmp(comfy_error_message(error),
                 "Configuration requires ProcessPoolExecutor but ContextVarExecutor was requested. "
                 "Configuration keys causing this: ['lowvram']") == 0);
    comfy_error_release(error);
    client = make_client(COMFY_EXECUTOR_AUTO, NULL);
    CHECK(worker_of(client) == 0);
    comfy_client_destroy(client);
    client = make_client(COMFY_EXECUTOR_AUTO, "{\"lowvram\": true}");
    process = worker_of(client);
    CHECK(process > 0 && runs(process));
    GIVES(OK, comfy_client_get_configuration(&json, client, NULL));
    CHECK(strstr(json, "\"lowvram\":true") != NULL);
    comfy_free(json);
    comfy_client_destroy(client);
    CHECK(!runs(process));
    client = NULL;
    error = NULL;
    GIVES(NOT_FOUND, create(&client, COMFY_EXECUTOR_AUTO, "{\"lowvram\": true, \"worker_path\": \"/none\"}", &error));
    CHECK(client == NULL && strstr(comfy_error_message(error), "/none") != NULL);
    comfy_error_release(error);
}

/* Until the sampler of an endless prompt has begun. */
static void wait_until_sampling(comfy_task *task) {
    comfy_progress progress = COMFY_PROGRESS_INIT;
    double end = now_ms() + 60000;
    do {
        usleep(1000);
        GIVES(OK, comfy_task_get_progress(&progress, task, NULL));
    } while (progress.max < 100 && progress.state <= COMFY_TASK_STATE_RUNNING && now_ms() < end);
    CHECK(progress.node_id != NULL && strcmp(progress.node_id, "3") == 0 && progress.nodes_total == 7);
}

/* Cancelling, and what comes after: from the call to the end of the prompt that runs. */
static double time_to_cancel(void *client) {
    comfy_task *task = queue(client, ENDLESS), *next = queue(client, SHOW_COLOUR(255));
    double start, time;
    pid_t process = worker_of(client);
    wait_until_sampling(task);
    start = now_ms();
    GIVES(OK, comfy_task_cancel(task, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    time = now_ms() - start;
    CHECK(state_of(task) == COMFY_TASK_STATE_CANCELLED);
    GIVES(OK, comfy_task_wait(next, 60000, NULL));
    CHECK(state_of(next) == COMFY_TASK_STATE_SUCCESS && worker_of(client) == process);
    comfy_task_release(task);
    comfy_task_release(next);
    return time;
}

static void test_cancel(void) {
    comfy_client *client = make_client(COMFY_EXECUTOR_ISOLATED, NULL);
    pid_t process = worker_of(client);
    CHECK(takes_less(250 * slowness(), time_to_cancel, client));
    comfy_client_destroy(client);
    CHECK(!runs(process));
}

/* A worker that is killed fails its prompt, and the client goes on; also where the host ignores SIGCHLD. */
static void test_killed_worker(int ignores_children) {
    comfy_client *client;
    comfy_task *task, *next;
    comfy_error *error = NULL;
    char *json = NULL;
    pid_t process;
    if (ignores_children) signal(SIGCHLD, SIG_IGN);
    client = make_client(COMFY_EXECUTOR_ISOLATED, NULL);
    task = queue(client, ENDLESS);
    process = worker_of(client);
    wait_until_sampling(task);
    kill(process, SIGKILL);
    next = queue(client, SHOW_COLOUR(255));
    GIVES(OK, comfy_task_wait(task, 60000 * slowness(), NULL));
    CHECK(state_of(task) == COMFY_TASK_STATE_ERROR);
    GIVES(EXECUTION_FAILED, comfy_task_get_result(&json, task, &error));
    CHECK(strstr(comfy_error_message(error), "BrokenProcessPool") != NULL);
    if (!ignores_children) CHECK(strstr(comfy_error_message(error), "SIGKILL") != NULL);
    comfy_error_release(error);
    GIVES(OK, comfy_task_wait(next, 60000, NULL));
    CHECK(state_of(next) == COMFY_TASK_STATE_SUCCESS);
    process = worker_of(client);
    comfy_task_release(task);
    comfy_task_release(next);
    comfy_client_destroy(client);
    CHECK(!runs(process));
    signal(SIGCHLD, SIG_DFL);
}

/* A host that is killed leaves no worker behind, whether that runs or is stopped. */
static void test_killed_host(int is_stopped) {
    int ends[2];
    pid_t host, worker = 0;
    CHECK(pipe(ends) == 0);
    fflush(NULL);
    host = fork();
    if (host == 0) {
        comfy_client *client = make_client(COMFY_EXECUTOR_ISOLATED, NULL);
        comfy_task *task = queue(client, ENDLESS);
        pid_t process = worker_of(client);
        while (state_of(task) == COMFY_TASK_STATE_QUEUED) usleep(1000);
        if (write(ends[1], &process, sizeof process) != sizeof process) _exit(1);
        for (;;) pause();
    }
    CHECK(read(ends[0], &worker, sizeof worker) == sizeof worker && worker > 0);
    if (worker > 0) {
        CHECK(runs(worker));
        if (is_stopped) kill(worker, SIGSTOP);
        kill(host, SIGKILL);
        CHECK(ends_within(worker, 60000 * slowness()));
    }
    waitpid(host, NULL, 0);
    close(ends[0]);
    close(ends[1]);
}

static atomic_int host_calls;

static void double_it(comfy_node_call *call, void *user_data) {
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    comfy_value *inputs = NULL, *input = NULL, *output = NULL;
    int64_t number = 0;
    (void)user_data;
    atomic_fetch_add(&host_calls, 1);
    GIVES(OK, comfy_node_call_get_inputs(&inputs, call, NULL));
    GIVES(OK, comfy_value_get_member(&input, inputs, "value", NULL));
    GIVES(OK, comfy_value_get_int(&number, input, NULL));
    GIVES(OK, comfy_value_create_int(&output, 2 * number, NULL));
    result.outputs = (comfy_value *const *)&output;
    result.output_count = 1;
    GIVES(OK, comfy_node_call_complete(call, &result, NULL));
    comfy_value_release(inputs);
    comfy_value_release(input);
    comfy_value_release(output);
}

/* The host's node classes are called in the host. */
static void test_host_nodes(void) {
    comfy_client *client = make_client(COMFY_EXECUTOR_ISOLATED, NULL);
    comfy_node_functions functions = COMFY_NODE_FUNCTIONS_INIT;
    comfy_task *task;
    char *json = NULL;
    functions.execute = double_it;
    GIVES(OK, comfy_client_register_node(
                  client, "{\"name\": \"Double\", \"input\": {\"required\": {\"value\": [\"INT\", {}]}},"
                          " \"output\": [\"INT\"]}", &functions, NULL));
    task = queue(client, "{\"1\": {\"class_type\": \"Double\", \"inputs\": {\"value\": 21}},"
                         " \"2\": {\"class_type\": \"PreviewAny\", \"inputs\": {\"source\": [\"1\", 0]}}}");
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(OK, comfy_task_get_result(&json, task, NULL));
    CHECK(json != NULL && strstr(json, "42") != NULL);
    CHECK(atomic_load(&host_calls) == 1);
    comfy_free(json);
    comfy_task_release(task);
    comfy_client_destroy(client);
}

static void note_release(const void *data, size_t byte_count, void *user_data) {
    (void)byte_count;
    free((void *)data);
    atomic_fetch_add((atomic_int *)user_data, 1);
}

/* The demo checkpoint in the host's memory, under another name. */
static void lend_checkpoint(comfy_client *client, atomic_int *released) {
    char path[4096];
    FILE *file;
    comfy_model_file lent = COMFY_MODEL_FILE_INIT;
    void *data;
    snprintf(path, sizeof path, "%s/checkpoints/demo.safetensors", models);
    file = fopen(path, "rb");
    CHECK(file != NULL && fseek(file, 0, SEEK_END) == 0);
    lent.byte_count = (size_t)ftell(file);
    rewind(file);
    lent.data = data = malloc(lent.byte_count);
    CHECK(data != NULL && fread(data, 1, lent.byte_count, file) == lent.byte_count);
    fclose(file);
    lent.release = note_release;
    lent.user_data = released;
    GIVES(OK, comfy_client_add_model_file(client, "checkpoints", "lent.safetensors", &lent, NULL));
}

/* Whether a prompt of the lent checkpoint draws the same as one of the file. */
static int draws_the_same(comfy_client *client) {
    comfy_task *tasks[2] = {
        queue(client, TXT2IMG("demo.safetensors", 7, 2)), queue(client, TXT2IMG("lent.safetensors", 7, 2))};
    comfy_image images[2] = {COMFY_IMAGE_INIT, COMFY_IMAGE_INIT};
    int same = 1;
    for (int i = 0; i < 2; i++) {
        GIVES(OK, comfy_task_wait(tasks[i], 120000, NULL));
        same &= comfy_task_get_image(&images[i], tasks[i], 0, NULL) == COMFY_STATUS_OK;
    }
    same = same && memcmp(images[0].pixels, images[1].pixels, (size_t)(images[0].stride * images[0].height)) == 0;
    for (int i = 0; i < 2; i++) comfy_task_release(tasks[i]);
    return same;
}

/* A model file in the host's memory reaches each worker, and is given back once: when it is removed, or at the end. */
static void test_lent_model(void) {
    comfy_client *client = make_client(COMFY_EXECUTOR_ISOLATED, NULL);
    atomic_int released = 0;
    comfy_task *task;
    pid_t process;
    double end;
    lend_checkpoint(client, &released);
    CHECK(draws_the_same(client));
    kill(process = worker_of(client), SIGKILL);
    /* One that is lost is asked nothing any more. */
    for (end = now_ms() + 60000; worker_of(client) == process && now_ms() < end;) usleep(1000);
    CHECK(draws_the_same(client) && atomic_load(&released) == 0);
    GIVES(OK, comfy_client_remove_model_file(client, "checkpoints", "lent.safetensors", NULL));
    task = queue(client, TXT2IMG("lent.safetensors", 8, 2));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    CHECK(state_of(task) == COMFY_TASK_STATE_ERROR && atomic_load(&released) == 1);
    comfy_task_release(task);
    lend_checkpoint(client, &released);
    CHECK(draws_the_same(client) && atomic_load(&released) == 1);
    comfy_client_destroy(client);
    CHECK(atomic_load(&released) == 2);
}

struct stubborn {
    atomic_int begun, is_open, was_told, ended;
};

/* Does not answer until it is let, whatever happens to its prompt. */
static void be_stubborn(comfy_node_call *call, void *user_data) {
    struct stubborn *stubborn = user_data;
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    bool is_cancelled = false;
    atomic_fetch_add(&stubborn->begun, 1);
    while (!atomic_load(&stubborn->is_open)) {
        if (comfy_node_call_is_cancelled(&is_cancelled, call, NULL) == COMFY_STATUS_OK && is_cancelled)
            atomic_store(&stubborn->was_told, 1);
        usleep(1000);
    }
    comfy_node_call_complete(call, &result, NULL);
    atomic_fetch_add(&stubborn->ended, 1);
}

static void *open_later(void *argument) {
    struct stubborn *stubborn = argument;
    usleep(100000);
    atomic_store(&stubborn->is_open, 1);
    return NULL;
}

/* A prompt ends at its limit also while one of the host's functions runs; the client's end waits for that. */
static void test_time_limit(void) {
    comfy_client *client = make_client(COMFY_EXECUTOR_ISOLATED, "{\"worker_time_limit\": 5}");
    comfy_node_functions functions = COMFY_NODE_FUNCTIONS_INIT;
    struct stubborn stubborn = {0, 0, 0, 0};
    comfy_task *task, *next;
    comfy_error *error = NULL;
    char *json = NULL;
    pthread_t opener;
    functions.execute = be_stubborn;
    functions.user_data = &stubborn;
    GIVES(OK, comfy_client_register_node(client, "{\"name\": \"Stubborn\", \"output_node\": true}", &functions, NULL));
    task = queue(client, "{\"1\": {\"class_type\": \"Stubborn\", \"inputs\": {}}}");
    next = queue(client, SHOW_COLOUR(9));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(EXECUTION_FAILED, comfy_task_get_result(&json, task, &error));
    CHECK(error != NULL && strstr(comfy_error_message(error), "TimeoutError") != NULL);
    CHECK(error != NULL && strstr(comfy_error_message(error), "worker_time_limit") != NULL);
    comfy_error_release(error);
    GIVES(OK, comfy_task_wait(next, 60000, NULL));
    CHECK(state_of(next) == COMFY_TASK_STATE_SUCCESS);
    CHECK(atomic_load(&stubborn.begun) == 1 && atomic_load(&stubborn.was_told) && !atomic_load(&stubborn.ended));
    CHECK(pthread_create(&opener, NULL, open_later, &stubborn) == 0);
    comfy_client_destroy(client);
    CHECK(atomic_load(&stubborn.ended) == 1);
    pthread_join(opener, NULL);
    comfy_task_release(task);
    comfy_task_release(next);
}

int main(int argc, char **argv) {
    int before;
    if (argc != 3) return 2;
    models = argv[1];
    work = argv[2];
    /* First, while there is one thread: a fork copies no other. */
    test_killed_host(0);
    test_killed_host(1);
    comfy_client_destroy(make_client(COMFY_EXECUTOR_ISOLATED, NULL));
    /* Arithmetic in this process has a descriptor of its own from then on. */
    test_same_picture();
    before = open_descriptors();
    test_choice();
    test_same_picture();
    test_cancel();
    test_killed_worker(0);
    test_killed_worker(1);
    test_host_nodes();
    test_lent_model();
    test_time_limit();
    CHECK(open_descriptors() == before);
    return summary("isolation");
}
