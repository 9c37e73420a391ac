/* Workflows in every form: converted, read out of files, run. Usage: workflows MODELS-DIRECTORY WORK-DIRECTORY */
#include "check.h"

#define SAVE(prefix) "{\"id\": 2, \"type\": \"SaveImage\", \"mode\": 0, \"title\": \"Keep it\", " \
    "\"inputs\": [{\"name\": \"images\", \"type\": \"IMAGE\", \"link\": 1}], \"widgets_values\": [\"" prefix "\"]}"
#define EDITOR(first) "{\"nodes\": [" first ", " SAVE("%EmptyImage.width%") "], " \
    "\"links\": [[1, 1, 0, 2, 0, \"IMAGE\"]], \"version\": 0.4}"
#define PICTURE "{\"id\": 1, \"type\": \"EmptyImage\", \"mode\": 0, \"outputs\": [{\"name\": \"IMAGE\", " \
    "\"type\": \"IMAGE\", \"links\": [1]}], \"widgets_values\": [16, 8, 1, 255]}"
#define FOREIGN "{\"id\": 1, \"type\": \"Foreign\", \"mode\": 0, \"outputs\": [{\"name\": \"IMAGE\", " \
    "\"type\": \"IMAGE\"}], \"widgets_values\": [7, \"x\"], \"properties\": {\"cnr_id\": \"some-pack\"}}"
static const char prompt[] =
    "{\"1\":{\"inputs\":{\"width\":16,\"height\":8,\"batch_size\":1,\"color\":255},\"class_type\":\"EmptyImage\","
    "\"_meta\":{\"title\":\"EmptyImage\"}},\"2\":{\"inputs\":{\"filename_prefix\":\"16\",\"images\":[\"1\",0]},"
    "\"class_type\":\"SaveImage\",\"_meta\":{\"title\":\"Keep it\"}}}";

static comfy_client *client;

static void converts_to(const char *workflow, const char *schemas, const char *expected) {
    comfy_client *const clients[] = {NULL, client};
    char *json = NULL;
    int i;
    for (i = 0; i < 2; i++) {
        GIVES(OK, comfy_workflow_convert(&json, clients[i], workflow, schemas, NULL));
        if (strcmp(json, expected) != 0) fprintf(stderr, "%s\ninstead of\n%s\n", json, expected);
        CHECK(strcmp(json, expected) == 0);
        comfy_free(json);
    }
}

static void test_convert(void) {
    comfy_error *error = NULL;
    char *json = NULL, body[2048];
    converts_to(EDITOR(PICTURE), NULL, prompt);
    converts_to(prompt, NULL, prompt);
    snprintf(body, sizeof body, "{\"prompt\": %s, \"client_id\": \"me\"}", prompt);
    converts_to(body, NULL, prompt);
    snprintf(body, sizeof body, "{\"output\": %s, \"workflow\": {}}", prompt);
    converts_to(body, NULL, prompt);
    /* Classes of the caller's */
    GIVES(OK, comfy_workflow_convert(&json, NULL, EDITOR(FOREIGN),
        "{\"Foreign\": {\"input\": {\"required\": {\"b\": [\"INT\", {}], \"a\": [\"STRING\", {}]}}}}", NULL));
    CHECK(strstr(json, "{\"inputs\":{\"b\":7,\"a\":\"x\"},\"class_type\":\"Foreign\"") != NULL);
    comfy_free(json);
    /* A wire from nowhere */
    json = NULL;
    GIVES(VALIDATION_FAILED, comfy_workflow_convert(&json, NULL,
        "{\"nodes\": [" SAVE("x") "], \"links\": [[1, 9, 0, 2, 0, \"IMAGE\"]]}", NULL, &error));
    CHECK(json == NULL && strstr(comfy_error_message(error), "node 2 \"Keep it\"") != NULL);
    CHECK(strcmp(comfy_error_details(error), "{\"node_id\":\"2\",\"node_title\":\"Keep it\"}") == 0);
    comfy_error_release(error);
}

/* A PNG that carries a text, with no pixels: they are not looked at. */
static size_t make_png(unsigned char *out, const char *text) {
    static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    size_t length = 9 + strlen(text), i;
    memcpy(out, signature, 8);
    for (i = 0; i < 4; i++) out[8 + i] = (unsigned char)(length >> (24 - 8 * i));
    memcpy(out + 12, "tEXtworkflow", 13);
    memcpy(out + 25, text, strlen(text));
    memset(out + 16 + length, 0, 4);
    return 20 + length;
}

static void test_read(void) {
    unsigned char file[4096];
    char *json = NULL;
    comfy_error *error = NULL;
    size_t size = make_png(file, EDITOR(PICTURE));
    GIVES(OK, comfy_workflow_read(&json, file, size, NULL));
    converts_to(json, NULL, prompt);
    comfy_free(json);
    GIVES(OK, comfy_workflow_read(&json, prompt, sizeof prompt - 1, NULL));
    CHECK(strcmp(json, prompt) == 0);
    comfy_free(json);
    json = NULL;
    GIVES(NOT_FOUND, comfy_workflow_read(&json, file, 8, &error));
    CHECK(json == NULL && strcmp(comfy_error_message(error), "the PNG carries no workflow") == 0);
    comfy_error_release(error);
    GIVES(INVALID_JSON, comfy_workflow_read(&json, "[]", 2, NULL));
    GIVES(INVALID_JSON, comfy_workflow_read(&json, "nonsense", 8, NULL));
    CHECK(json == NULL);
}

static void test_run(void) {
    comfy_task *task = NULL;
    comfy_error *error = NULL;
    comfy_image image = COMFY_IMAGE_INIT;
    char *json = NULL;
    GIVES(OK, comfy_client_queue_prompt(&task, client, EDITOR(PICTURE), NULL, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(OK, comfy_task_get_result(&json, task, NULL));
    CHECK(strstr(json, "\"filename\":\"16_00001_.png\"") != NULL);
    comfy_free(json);
    GIVES(OK, comfy_task_get_image(&image, task, 0, NULL));
    CHECK(image.width == 16 && image.height == 8);
    comfy_task_release(task);
    task = NULL;
    GIVES(VALIDATION_FAILED, comfy_client_queue_prompt(&task, client, "{\"nodes\": [5]}", NULL, NULL));
    CHECK(task == NULL);
    /* All that is missing is named at once. */
    GIVES(OK, comfy_client_queue_prompt(&task, client, EDITOR(FOREIGN), NULL, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    json = NULL;
    GIVES(VALIDATION_FAILED, comfy_task_get_result(&json, task, &error));
    CHECK(json == NULL && strstr(comfy_error_message(error), "Foreign (node 1): of the node pack some-pack") != NULL);
    comfy_error_release(error);
    comfy_task_release(task);
}

int main(int argc, char **argv) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    if (argc != 3) {
        fprintf(stderr, "usage: %s MODELS-DIRECTORY WORK-DIRECTORY\n", argv[0]);
        return 2;
    }
    options.models_directory = argv[1];
    options.base_directory = argv[2];
    options.executor = test_executor();
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    test_convert();
    test_read();
    test_run();
    comfy_client_destroy(client);
    return summary("workflows");
}
