/* A prompt of one class. */
#include "refusal.h"

#include <comfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name, *prompt;
static comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
static comfy_client *client;
/* What comes of it; NULL where that differs from run to run. */
static char *result;

void classes_choose(const char *class_name, const char *text, const char *models, const char *work, int isolated) {
    class_trial.name = name = class_name;
    prompt = text;
    options.base_directory = work;
    options.models_directory = models;
    options.configuration = "{\"cache_none\": true}";
    options.threads = 2;
    options.executor = isolated ? COMFY_EXECUTOR_ISOLATED : COMFY_EXECUTOR_IN_PROCESS;
}

/* The outcome: NULL, or what the host gives back. */
static char *perform(comfy_status *out_status, char **out_message) {
    comfy_task *task = NULL;
    comfy_error *error = NULL;
    char *json = NULL;
    /* what is loaded would not be asked for again */
    if (strstr(name, "Load") != NULL) comfy_client_unload_all_models(client, NULL);
    *out_status = comfy_client_queue_prompt(&task, client, prompt, NULL, &error);
    if (*out_status == COMFY_STATUS_OK) {
        while (comfy_task_wait(task, 100000, NULL) == COMFY_STATUS_OUT_OF_RESOURCES) {}
        *out_status = comfy_task_get_result(&json, task, &error);
    }
    *out_message = error == NULL ? NULL : strdup(comfy_error_message(error));
    comfy_error_release(error);
    comfy_task_release(task);
    comfy_client_clear_history(client, NULL);
    return json;
}

static int run(int is_refused) {
    comfy_status status;
    char *message, *json = perform(&status, &message);
    int is_right = status == COMFY_STATUS_OK;
    if (is_right && result != NULL && strcmp(json, result) != 0) is_right = complain("%s: another result", name);
    if (!is_right && status != COMFY_STATUS_OK && is_refused)
        is_right = status == COMFY_STATUS_OUT_OF_RESOURCES ||
                   (status == COMFY_STATUS_EXECUTION_FAILED && message != NULL && strstr(message, "MemoryError") != NULL);
    if (!is_right && is_refused) complain("%s: %s: %s", name, comfy_status_name(status), message ? message : "");
    free(message);
    comfy_free(json);
    return is_right;
}

static int prepare(void) {
    comfy_status status;
    char *message, *again;
    if (comfy_client_create(&client, &options, NULL) != COMFY_STATUS_OK) return 0;
    comfy_client_set_history_limit(client, 1, NULL);
    result = perform(&status, &message);
    free(message);
    if (status != COMFY_STATUS_OK) return 0;
    again = perform(&status, &message);
    free(message);
    if (again == NULL || strcmp(result, again) != 0) {
        comfy_free(result);
        result = NULL;
    }
    comfy_free(again);
    return 1;
}

static void finish(void) {
    comfy_free(result);
    comfy_client_destroy(client);
}

struct trial class_trial = {"", prepare, run, finish};
