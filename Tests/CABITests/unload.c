/* A host that loads the library at run time, and lets it go again. Usage: unload LIBRARY WORK-DIRECTORY */
#define _GNU_SOURCE
#include <comfy.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Not check.h, which calls the library. */
static int failed;
#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
            failed++;                                                                 \
        }                                                                             \
    } while (0)

static const char workflow[] =
    "{\"1\": {\"class_type\": \"EmptyImage\", \"inputs\": {\"width\": 16, \"height\": 8, \"batch_size\": 1, \"color\": 7}},"
    " \"2\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"1\", 0]}}}";

static const char *(*version_string)(void);
static void (*destroy)(comfy_client *client);

/* The client is then taken down by a thread that nobody can wait for. */
static void destroy_inside(const comfy_event *event, void *user_data) {
    comfy_client **client = user_data;
    (void)event;
    destroy(*client);
}

static void cycle(const char *path, const char *work, int inside) {
    void *library = dlopen(path, inside ? RTLD_NOW : RTLD_LAZY);
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_task *task = NULL;
    CHECK(library != NULL);
    if (library == NULL) return;
    __typeof__(&comfy_client_create) create = (__typeof__(create))dlsym(library, "comfy_client_create");
    __typeof__(&comfy_client_queue_prompt) queue = (__typeof__(queue))dlsym(library, "comfy_client_queue_prompt");
    __typeof__(&comfy_task_wait) wait = (__typeof__(wait))dlsym(library, "comfy_task_wait");
    __typeof__(&comfy_task_release) release = (__typeof__(release))dlsym(library, "comfy_task_release");
    version_string = (__typeof__(version_string))dlsym(library, "comfy_version_string");
    destroy = (__typeof__(destroy))dlsym(library, "comfy_client_destroy");
    options.base_directory = work;
    options.threads = 1;
    if (inside) {
        options.event_callback = destroy_inside;
        options.user_data = &client;
    }
    CHECK(create(&client, &options, NULL) == COMFY_STATUS_OK);
    CHECK(queue(&task, client, workflow, NULL, NULL) == COMFY_STATUS_OK);
    CHECK(wait(task, 60000, NULL) == COMFY_STATUS_OK);
    release(task);
    if (!inside) destroy(client);
    CHECK(dlclose(library) == 0);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    for (int i = 0; i < 20; i++) cycle(argv[1], argv[2], i % 2);
    /* it is still there, code and all */
    CHECK(dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) != NULL);
    CHECK(strcmp(version_string(), COMFY_VERSION_STRING) == 0);
    usleep(200000);
    printf("unload: %d failed\n", failed);
    return failed != 0;
}
