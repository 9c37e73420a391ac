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

#define SAMPLED "{\"4\": {\"class_type\": \"CheckpointLoaderSimple\", \"inputs\": {\"ckpt_name\": \"x\"}}, " \
    "\"6\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": \"a dog\", \"clip\": [\"4\", 1]}}, " \
    "\"7\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": [\"8\", 0], \"clip\": [\"4\", 1]}, " \
    "\"_meta\": {\"title\": \"What not\"}}, " \
    "\"8\": {\"class_type\": \"PrimitiveString\", \"inputs\": {\"value\": \"blur\"}}, " \
    "\"3\": {\"class_type\": \"KSampler\", \"inputs\": {\"model\": [\"4\", 0], \"positive\": [\"6\", 0], " \
    "\"negative\": [\"7\", 0], \"seed\": 5, \"steps\": 20}}}"

/* Whether the workflow has a text, once `json` is given back. */
static int has(char *json, const char *text) {
    int found = json != NULL && strstr(json, text) != NULL;
    if (!found) fprintf(stderr, "%s\nwithout %s\n", json != NULL ? json : "NULL", text);
    comfy_free(json);
    return found;
}

static void test_changes(void) {
    comfy_client *const clients[] = {NULL, client};
    comfy_error *error = NULL;
    char *json = NULL;
    int i;
    for (i = 0; i < 2; i++) {
        comfy_client *with = clients[i];
        GIVES(OK, comfy_workflow_find_inputs(&json, with, SAMPLED, NULL));
        CHECK(has(json, "{\"positive\":[{\"node_id\":\"6\",\"input\":\"text\",\"value\":\"a dog\"}],"
                        "\"negative\":[{\"node_id\":\"8\",\"input\":\"value\",\"value\":\"blur\"}],"
                        "\"seed\":[{\"node_id\":\"3\",\"input\":\"seed\",\"value\":5}],\"image\":[]}"));
        GIVES(OK, comfy_workflow_set_prompt(&json, with, SAMPLED, "a \"cat\"", "", NULL));
        CHECK(strstr(json, "\"value\":\"\"") != NULL && has(json, "\"text\":\"a \\\"cat\\\"\""));
        GIVES(OK, comfy_workflow_set_seed(&json, with, SAMPLED, UINT64_MAX, NULL));
        CHECK(has(json, "\"seed\":18446744073709551615"));
        GIVES(OK, comfy_workflow_set_input(&json, with, SAMPLED, "KSampler", "steps", "30", NULL));
        CHECK(has(json, "\"steps\":30"));
        GIVES(OK, comfy_workflow_set_input(&json, with, SAMPLED, "What not", "text", "[\"6\", 0]", NULL));
        CHECK(has(json, "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":[\"6\",0]"));
        /* Not in the workflow, but the class has it. */
        GIVES(OK, comfy_workflow_set_input(&json, with, SAMPLED, "3", "denoise", "0.5", NULL));
        CHECK(has(json, "\"denoise\":0.5"));
        /* A file of the editor is converted first. */
        GIVES(OK, comfy_workflow_set_input(&json, with, EDITOR(PICTURE), "Keep it", "filename_prefix", "\"y\"", NULL));
        CHECK(has(json, "\"filename_prefix\":\"y\""));
        json = NULL;
        GIVES(NOT_FOUND, comfy_workflow_set_input(&json, with, SAMPLED, "KSampler", "stepps", "1", &error));
        CHECK(strstr(comfy_error_message(error), "node 3 has no input 'stepps'; it has model, positive") != NULL);
        comfy_error_release(error);
        GIVES(INVALID_ARGUMENT, comfy_workflow_set_input(&json, with, SAMPLED, "CLIPTextEncode", "text", "1", &error));
        CHECK(strcmp(comfy_error_message(error), "several nodes are called 'CLIPTextEncode': 6, 7") == 0);
        comfy_error_release(error);
        GIVES(NOT_FOUND, comfy_workflow_set_prompt(&json, with, EDITOR(PICTURE), "x", NULL, NULL));
        GIVES(NOT_FOUND, comfy_workflow_set_seed(&json, with, EDITOR(PICTURE), 3, NULL));
        CHECK(json == NULL);
    }
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
    test_changes();
    test_run();
    comfy_client_destroy(client);
    return summary("workflows");
}
