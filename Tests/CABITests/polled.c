/* A host of one thread: it fetches its nodes' calls between its events, and hands tensors over by copy, without DLPack.
 * Usage: polled MODELS-DIRECTORY WORK-DIRECTORY */
#include "check.h"

#define INVERT "{\"name\": \"Invert\", \"polled\": true, \"output\": [\"IMAGE\"], " \
    "\"input\": {\"required\": {\"image\": [\"IMAGE\", {}]}}}"
#define PROMPT(colour) \
    "{\"1\": {\"class_type\": \"EmptyImage\", \"inputs\": {\"width\": 8, \"height\": 4, \"batch_size\": 2, \"color\": " \
    #colour "}}, \"2\": {\"class_type\": \"Invert\", \"inputs\": {\"image\": [\"1\", 0]}}," \
    " \"3\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"2\", 0]}}}"

static comfy_client *make_client(const char *work) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_node_functions functions = COMFY_NODE_FUNCTIONS_INIT;
    comfy_client *client = NULL;
    options.base_directory = work;
    options.executor = test_executor();
    options.threads = 1;
    options.flags = COMFY_CLIENT_FLAG_EVENT_QUEUE;
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    GIVES(OK, comfy_client_register_node(client, INVERT, &functions, NULL));
    return client;
}

static void invert(comfy_node_call *call) {
    comfy_value *inputs = NULL, *image = NULL, *answer = NULL;
    comfy_node_call_info info = COMFY_NODE_CALL_INFO_INIT;
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    comfy_image picture = COMFY_IMAGE_INIT;
    int64_t shape[4] = {0, 0, 0, 0};
    float elements[2 * 4 * 8 * 3];
    size_t rank = 0, i;
    GIVES(OK, comfy_node_call_get_info(&info, call, NULL));
    CHECK(strcmp(info.class_name, "Invert") == 0 && strcmp(info.node_id, "2") == 0);
    GIVES(OK, comfy_node_call_get_inputs(&inputs, call, NULL));
    GIVES(OK, comfy_value_get_member(&image, inputs, "image", NULL));
    GIVES(OK, comfy_value_get_shape(&rank, NULL, 0, image, NULL));
    GIVES(OK, comfy_value_get_shape(&rank, shape, 4, image, NULL));
    CHECK(rank == 4 && shape[0] == 2 && shape[1] == 4 && shape[2] == 8 && shape[3] == 3);
    GIVES(INVALID_ARGUMENT, comfy_value_get_floats(elements, 1, image, NULL));
    GIVES(OK, comfy_value_get_floats(elements, sizeof elements / sizeof *elements, image, NULL));
    GIVES(OK, comfy_value_get_image(&picture, image, 1, NULL));
    CHECK(picture.width == 8 && picture.height == 4 && picture.format == COMFY_PIXEL_FORMAT_RGB8);
    CHECK(picture.pixels[0] == (uint8_t)(255 * elements[0]) && picture.index == 1);
    GIVES(NOT_FOUND, comfy_value_get_image(&picture, image, 2, NULL));
    for (i = 0; i < sizeof elements / sizeof *elements; i++) elements[i] = 1 - elements[i];
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor_from_floats(&answer, elements, 7, shape, 4, NULL));
    GIVES(OK, comfy_value_create_tensor_from_floats(
        &answer, elements, sizeof elements / sizeof *elements, shape, 4, NULL));
    result.outputs = &answer;
    result.output_count = 1;
    GIVES(OK, comfy_node_call_complete(call, &result, NULL));
    GIVES(INVALID_HANDLE, comfy_node_call_complete(call, &result, NULL));
    comfy_value_release(answer);
    comfy_value_release(image);
    comfy_value_release(inputs);
}

static void test_prompts(comfy_client *client) {
    int i;
    for (i = 0; i < 3; i++) {
        comfy_task *task = NULL;
        comfy_event event = COMFY_EVENT_INIT;
        comfy_node_call *call = NULL;
        comfy_image image = COMFY_IMAGE_INIT;
        int calls = 0;
        const char *workflow = i == 0 ? PROMPT(255) : i == 1 ? PROMPT(65280) : PROMPT(16711680);
        GIVES(OK, comfy_client_queue_prompt(&task, client, workflow, NULL, NULL));
        while (comfy_task_wait(task, 1, NULL) == COMFY_STATUS_TIMEOUT) {
            while (comfy_client_poll_event(&event, client, 0, NULL) == COMFY_STATUS_OK) {}
            if (comfy_client_poll_node_call(&call, client, 5, NULL) == COMFY_STATUS_OK) {
                invert(call);
                calls++;
            }
        }
        CHECK(calls == 1);
        GIVES(TIMEOUT, comfy_client_poll_node_call(&call, client, 0, NULL));
        GIVES(OK, comfy_task_get_image(&image, task, 1, NULL));
        CHECK(image.pixels[0] == (i == 2 ? 0 : 255) && image.pixels[1] == (i == 1 ? 0 : 255) &&
              image.pixels[2] == (i == 0 ? 0 : 255));
        comfy_task_release(task);
    }
}

/* A call that nobody answers ends with its prompt, fetched or not, and its handle is stale then. */
static void test_cancelling(comfy_client *client) {
    int fetch;
    for (fetch = 0; fetch < 2; fetch++) {
        comfy_task *task = NULL;
        comfy_node_call *call = NULL;
        comfy_task_state state = COMFY_TASK_STATE_QUEUED;
        GIVES(OK, comfy_client_queue_prompt(&task, client, fetch ? PROMPT(1) : PROMPT(2), NULL, NULL));
        if (fetch) GIVES(OK, comfy_client_poll_node_call(&call, client, -1, NULL));
        GIVES(OK, comfy_task_cancel(task, NULL));
        GIVES(OK, comfy_task_wait(task, -1, NULL));
        GIVES(OK, comfy_task_get_state(&state, task, NULL));
        CHECK(state == COMFY_TASK_STATE_CANCELLED);
        if (fetch) GIVES(INVALID_HANDLE, comfy_node_call_interrupt(call, NULL));
        GIVES(TIMEOUT, comfy_client_poll_node_call(&call, client, 0, NULL));
        comfy_task_release(task);
    }
}

/* Destroying does not wait for calls that can no longer be fetched. */
static void test_destruction(const char *work) {
    comfy_client *client = make_client(work);
    comfy_task *task = NULL;
    comfy_task_state state = COMFY_TASK_STATE_QUEUED;
    double start = now_ms();
    GIVES(OK, comfy_client_queue_prompt(&task, client, PROMPT(3), NULL, NULL));
    comfy_client_destroy(client);
    CHECK(now_ms() - start < 8000 * slowness());
    GIVES(OK, comfy_task_get_state(&state, task, NULL));
    CHECK(state == COMFY_TASK_STATE_ERROR);
    comfy_task_release(task);
}

static void test_images(void) {
    uint8_t grey[2] = {0, 255};
    float elements[6];
    int64_t shape[4];
    size_t rank = 0, i;
    comfy_image images[2] = {COMFY_IMAGE_INIT, COMFY_IMAGE_INIT}, back = COMFY_IMAGE_INIT;
    comfy_value *value = NULL, *mask = NULL;
    for (i = 0; i < 2; i++) {
        images[i].pixels = grey;
        images[i].width = 2;
        images[i].height = 1;
        images[i].format = COMFY_PIXEL_FORMAT_GRAY8;
    }
    GIVES(OK, comfy_value_create_image(&value, images, 1, NULL));
    GIVES(OK, comfy_value_get_shape(&rank, shape, 4, value, NULL));
    CHECK(rank == 4 && shape[0] == 1 && shape[1] == 1 && shape[2] == 2 && shape[3] == 3);
    GIVES(OK, comfy_value_get_floats(elements, 6, value, NULL));
    for (i = 0; i < 6; i++) CHECK(elements[i] == (i < 3 ? 0 : 1));
    comfy_value_release(value);
    images[1].width = 1;
    GIVES(INVALID_ARGUMENT, comfy_value_create_image(&value, images, 2, NULL));
    shape[0] = 1, shape[1] = 1, shape[2] = 2;
    GIVES(OK, comfy_value_create_tensor_from_floats(&mask, elements + 2, 2, shape, 3, NULL));
    GIVES(OK, comfy_value_get_image(&back, mask, 0, NULL));
    CHECK(back.format == COMFY_PIXEL_FORMAT_GRAY8 && back.pixels[0] == 0 && back.pixels[1] == 255);
    comfy_value_release(mask);
}

int main(int argc, char **argv) {
    const char *work = argc > 2 ? argv[2] : ".";
    comfy_client *client = make_client(work);
    test_images();
    test_prompts(client);
    test_cancelling(client);
    comfy_client_destroy(client);
    test_destruction(work);
    return summary("polled");
}
