/* A process whose surroundings are not what a program expects: no working directory, a system that knows no fsync.
 * Usage: surroundings MODELS-DIRECTORY WORK-DIRECTORY */
#define _GNU_SOURCE
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAVE                                                                                                      \
    "{\"1\": {\"class_type\": \"EmptyImage\", \"inputs\":"                                                        \
    "   {\"width\": 8, \"height\": 4, \"batch_size\": 1, \"color\": 7}},"                                          \
    " \"2\": {\"class_type\": \"SaveImage\", \"inputs\": {\"images\": [\"1\", 0], \"filename_prefix\": \"a\"}}}"

static const char *models, *work;

/* Each in a process of its own, which it changes for good; checks count here. */
static void in_a_child(int (*test)(void)) {
    int status = -1;
    pid_t child;
    fflush(NULL);
    child = fork();
    if (child == 0) {
        int failed = test();
        _exit(failed != 0 || atomic_load(&checks_failed) > 0);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static int saves(const char *base) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_task *task = NULL;
    comfy_task_state state = -1;
    options.base_directory = base;
    options.models_directory = models;
    options.executor = test_executor();
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    GIVES(OK, comfy_client_queue_prompt(&task, client, SAVE, NULL, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(OK, comfy_task_get_state(&state, task, NULL));
    CHECK(state == COMFY_TASK_STATE_SUCCESS);
    comfy_task_release(task);
    comfy_client_destroy(client);
    return 0;
}

static int without_a_working_directory(void) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_error *error = NULL;
    char path[4096];
    snprintf(path, sizeof path, "%s/gone", work);
    CHECK(mkdir(path, 0777) == 0 && chdir(path) == 0 && rmdir(path) == 0);
    /* relative to what is gone, said or not */
    options.models_directory = models;
    CHECK(comfy_client_create(&client, &options, &error) < 0 && client == NULL);
    CHECK(error != NULL && strstr(comfy_error_message(error), "working directory") != NULL);
    comfy_error_release(error);
    options.base_directory = "here";
    CHECK(comfy_client_create(&client, &options, NULL) < 0 && client == NULL);
    /* what is said in full needs none */
    return saves(work);
}

/* `number` is what fsync gives from now on. */
static int refuse_fsync(unsigned number) {
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fsync, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | number),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof program / sizeof *program, program};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

static int files(const char *folder) {
    DIR *directory = opendir(folder);
    struct dirent *entry;
    int count = 0;
    if (directory == NULL) return -1;
    while ((entry = readdir(directory)) != NULL) count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

static int without_fsync(unsigned number) {
    char path[4096];
    snprintf(path, sizeof path, "%s/output", work);
    int before = files(path) < 0 ? 0 : files(path);
    if (!refuse_fsync(number)) return 0;
    CHECK(fsync(1) == -1 && errno == (int)number);
    saves(work);
    CHECK(files(path) == before + 1);
    return 0;
}

static int forbidden_fsync(void) { return without_fsync(EPERM); }
static int unknown_fsync(void) { return without_fsync(ENOSYS); }

int main(int count, char **arguments) {
    if (count != 3) return 2;
    models = arguments[1];
    work = arguments[2];
    in_a_child(without_a_working_directory);
    in_a_child(forbidden_fsync);
    in_a_child(unknown_fsync);
    return summary("surroundings");
}
