/* Random calls from many threads, random workflows and random faults, for as long as it is told. What a seed makes each
 * thread do is always the same; how the threads meet is not. Ends with its figures, and not with 0 if a call gave a
 * status that the header does not have, a task did not end, or something was left behind: a descriptor, a thread, or
 * more than MOST_KEPT_KIB of memory after everything was destroyed.
 *
 * Usage: soak MODELS WORK SECONDS SEED */
#include "faults.h"
#include "random.h"
#include "workflows.h"

#include "../CABITests/check.h"
#include "../CABITests/resources.h"

#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

enum { HOSTS = 4, CLIENTS = 3, STATUSES = 24 };

/* What a process may keep once no client is left: the allocator's pieces, what FFmpeg and others make once. */
#define MOST_KEPT_KIB (384L << 10)

/* Handles of clients that may be gone: a function that takes one says so. */
static _Atomic(comfy_client *) clients[CLIENTS];
static const char *models, *work;
static double deadline;
static atomic_long calls, statuses[STATUSES], prompts, states[16], faults[FAULT_COUNT];
static atomic_int hung;

static comfy_status note(comfy_status status) {
    long place = 2 - (long)status;
    atomic_fetch_add(&calls, 1);
    if (place >= 0 && place < STATUSES) atomic_fetch_add(&statuses[place], 1);
    CHECK(place >= 0 && place <= 2 - COMFY_STATUS_ALREADY_EXISTS && status != COMFY_STATUS_INTERNAL);
    return status;
}

static void note_text(comfy_status status, char **text) {
    note(status);
    CHECK((status == COMFY_STATUS_OK) == (*text != NULL));
    comfy_free(*text);
    *text = NULL;
}

static void hear(const comfy_event *event, void *user_data) {
    (void)user_data;
    if (event->size == 0 || event->name == NULL) CHECK(0);
}

static void open_client(uint64_t *random) {
    static const char *const configurations[] = {NULL, "{\"cache_lru\": 4}", "{\"lowvram\": true}", "{\"cache_none\": true}"};
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL, *before;
    options.configuration = configurations[random_below(random, 4)];
    options.base_directory = work;
    options.models_directory = models;
    options.max_workers = 1 + (uint32_t)random_below(random, 3);
    options.threads = 1 + (uint32_t)random_below(random, 2);
    options.executor = random_chance(random, 60) ? COMFY_EXECUTOR_ISOLATED : COMFY_EXECUTOR_AUTO;
    options.flags = random_chance(random, 50) ? COMFY_CLIENT_FLAG_EVENT_QUEUE : 0;
    options.event_callback = random_chance(random, 50) ? hear : NULL;
    options.memory_budget = random_chance(random, 30) ? 64u << 20 : 0;
    if (note(comfy_client_create(&client, &options, NULL)) != COMFY_STATUS_OK) return;
    before = atomic_exchange(&clients[random_below(random, CLIENTS)], client);
    /* another thread may be in a call of it: that is allowed */
    if (random_chance(random, 50)) comfy_client_cancel_and_destroy(before);
    else comfy_client_destroy(before);
}

/* Waits for a task that may take long, and not for ever: it is cancelled. */
static void finish(comfy_task *task, uint64_t *random) {
    comfy_event event = COMFY_EVENT_INIT;
    comfy_progress progress = COMFY_PROGRESS_INIT;
    comfy_task_state state = 0;
    comfy_status status;
    char *text = NULL;
    int patience = (int)random_below(random, 800), i;
    for (i = (int)random_below(random, 6); i > 0; i--) {
        if (random_chance(random, 50)) note(comfy_task_get_progress(&progress, task, NULL));
        else note(comfy_task_poll_event(&event, task, (int64_t)random_below(random, 20), NULL));
    }
    if (comfy_task_wait(task, patience, NULL) == COMFY_STATUS_TIMEOUT) {
        note(comfy_task_cancel(task, NULL));
        status = comfy_task_wait(task, (int64_t)(120000 * slowness()), NULL);
        if (status != COMFY_STATUS_OK) {
            note_text(comfy_task_get_error(&text, task, NULL), &text);
            fprintf(stderr, "a task that is cancelled does not end: %s\n", comfy_status_name(status));
            atomic_fetch_add(&hung, 1);
        }
    }
    if (comfy_task_get_state(&state, task, NULL) == COMFY_STATUS_OK && state >= 0 && state < 16) atomic_fetch_add(&states[state], 1);
    note_text(random_chance(random, 50) ? comfy_task_get_result(&text, task, NULL) : comfy_task_get_warnings(&text, task, NULL), &text);
}

static void queue_workflow(comfy_client *client, uint64_t *random) {
    comfy_prompt_options options = COMFY_PROMPT_OPTIONS_INIT;
    comfy_task *task = NULL;
    char *workflow = random_chance(random, 8) ? workflow_damaged(random) : workflow_random(random);
    options.priority = (int32_t)random_below(random, 3) - 1;
    if (note(comfy_client_queue_prompt(&task, client, workflow, random_chance(random, 50) ? &options : NULL, NULL)) == COMFY_STATUS_OK) {
        atomic_fetch_add(&prompts, 1);
        if (random_chance(random, 90)) finish(task, random);
        comfy_task_release(task);
    }
    free(workflow);
}

static void lend_image(comfy_client *client, uint64_t *random) {
    static const uint8_t pixels[64 * 64 * 4];
    comfy_image image = COMFY_IMAGE_INIT;
    image.pixels = pixels;
    image.width = (int64_t)random_below(random, 65);
    image.height = 1 + (int64_t)random_below(random, 64);
    image.channels = random_chance(random, 50) ? 3 : 4;
    image.format = image.channels == 3 ? COMFY_PIXEL_FORMAT_RGB8 : COMFY_PIXEL_FORMAT_RGBA8;
    note(comfy_client_add_image(client, random_chance(random, 80) ? "lent.png" : "../lent.png", &image, NULL));
}

static void look(comfy_client *client, uint64_t *random) {
    char *text = NULL, *workflow;
    switch (random_below(random, 8)) {
    case 0: note_text(comfy_client_get_queue(&text, client, NULL), &text); break;
    case 1: note_text(comfy_client_get_history(&text, client, 5, -1, NULL), &text); break;
    case 2: note_text(comfy_client_get_memory(&text, client, NULL), &text); break;
    case 3: note_text(comfy_client_get_metrics(&text, client, NULL), &text); break;
    case 4: note_text(comfy_client_get_node_schemas(&text, client, "KSampler", NULL), &text); break;
    case 5: note_text(comfy_client_get_configuration(&text, client, NULL), &text); break;
    default:
        workflow = random_chance(random, 70) ? workflow_random(random) : workflow_damaged(random);
        note_text(
            random_chance(random, 50) ? comfy_client_validate_prompt(&text, client, workflow, NULL, NULL)
                                      : comfy_workflow_convert(&text, client, workflow, NULL, NULL),
            &text);
        free(workflow);
    }
}

static void call_once(uint64_t *random) {
    comfy_client *client = atomic_load(&clients[random_below(random, CLIENTS)]);
    comfy_event event = COMFY_EVENT_INIT;
    switch (random_below(random, 16)) {
    case 0: note(comfy_client_interrupt(client, NULL, NULL)); break;
    case 1: note(comfy_client_clear_queue(client, NULL)); break;
    case 2: note(comfy_client_free_memory(client, (uint32_t)random_below(random, 4), NULL)); break;
    case 3: lend_image(client, random); break;
    case 4: note(comfy_client_remove_image(client, "lent.png", NULL)); break;
    case 5: note(comfy_client_load_model(client, "checkpoints", "demo.safetensors", NULL)); break;
    case 6: note(comfy_client_poll_event(&event, client, (int64_t)random_below(random, 10), NULL)); break;
    case 7:
        if (random_chance(random, 15)) open_client(random);
        break;
    case 8:
    case 9: look(client, random); break;
    default: queue_workflow(client, random);
    }
}

static void *be_a_host(void *argument) {
    uint64_t *random = argument;
    while (now_ms() < deadline) call_once(random);
    return NULL;
}

static void *break_things(void *argument) {
    uint64_t *random = argument;
    while (now_ms() < deadline) {
        int kind = fault_random(random);
        if (kind >= 0) atomic_fetch_add(&faults[kind], 1);
        usleep((useconds_t)random_below(random, 400000));
    }
    return NULL;
}

static void figures(struct resources before, struct resources after) {
    int i;
    printf("soak: %ld calls, %ld prompts", calls, prompts);
    for (i = 0; i < 16; i++)
        if (states[i] > 0) printf(", %ld in state %d", states[i], i);
    printf("\nsoak: statuses");
    for (i = 0; i < STATUSES; i++)
        if (statuses[i] > 0) printf(" %s %ld", comfy_status_name(2 - i), statuses[i]);
    printf("\nsoak: faults");
    for (i = 0; i < FAULT_COUNT; i++) printf("%s %s %ld", i > 0 ? "," : "", fault_names[i], faults[i]);
    printf("\nsoak: descriptors %ld -> %ld, threads %ld -> %ld, resident %ld -> %ld KiB\n", before.descriptors, after.descriptors,
        before.threads, after.threads, before.resident_kib, after.resident_kib);
}

/* What is left open, for whoever looks for it. */
static void list_descriptors(void) {
    char path[64], target[256];
    int i;
    for (i = 0; i < 4096; i++) {
        ssize_t length;
        snprintf(path, sizeof path, "/proc/self/fd/%d", i);
        length = readlink(path, target, sizeof target - 1);
        if (length >= 0) fprintf(stderr, "descriptor %d: %.*s\n", i, (int)length, target);
    }
}

int main(int count, char **arguments) {
    pthread_t threads[HOSTS + 1];
    uint64_t states_of[HOSTS + 1];
    struct resources before, after;
    comfy_client *first = NULL;
    comfy_task *task = NULL;
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    char *schemas = NULL;
    int i;
    if (count != 5) return 2;
    models = arguments[1];
    work = arguments[2];
    faults_prepare();
    comfy_set_log_callback(COMFY_LOG_LEVEL_NONE, NULL, NULL);
    options.base_directory = work;
    options.models_directory = models;
    GIVES(OK, comfy_client_create(&first, &options, NULL));
    GIVES(OK, comfy_client_get_node_schemas(&schemas, first, NULL, NULL));
    /* what the process makes once and keeps is there before anything is counted */
    GIVES(OK, comfy_client_queue_prompt(&task, first, TXT2IMG("demo.safetensors", 1, 2), NULL, NULL));
    GIVES(OK, comfy_task_wait(task, -1, NULL));
    comfy_task_release(task);
    comfy_client_destroy(first);
    if (schemas == NULL || !workflows_prepare(schemas)) return 1;
    comfy_free(schemas);

    before = resources_now();
    deadline = now_ms() + 1000 * atof(arguments[3]);
    for (i = 0; i <= HOSTS; i++) states_of[i] = strtoull(arguments[4], NULL, 10) * 1000003 + (uint64_t)i;
    for (i = 0; i < CLIENTS; i++) open_client(&states_of[0]);
    for (i = 0; i <= HOSTS; i++) pthread_create(&threads[i], NULL, i < HOSTS ? be_a_host : break_things, &states_of[i]);
    for (i = 0; i <= HOSTS; i++) pthread_join(threads[i], NULL);
    for (i = 0; i < CLIENTS; i++) comfy_client_cancel_and_destroy(atomic_load(&clients[i]));
    malloc_trim(0);
    for (i = 0; i < 1000; i++) {
        after = resources_now();
        if (after.descriptors <= before.descriptors && after.threads <= before.threads) break;
        usleep(10000);
    }
    figures(before, after);
    if (after.descriptors > before.descriptors) list_descriptors();
    CHECK(after.descriptors <= before.descriptors && after.threads <= before.threads);
    /* a sanitizer keeps what is freed */
    CHECK(after.resident_kib - before.resident_kib < MOST_KEPT_KIB || getenv("COMFY_TEST_SANITIZED") != NULL);
    CHECK(atomic_load(&hung) == 0);
    return summary("soak");
}
