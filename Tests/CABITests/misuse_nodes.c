/* Calls the functions of values, nodes and node calls with handles that are none, NULL, wrong sizes, wrong kinds and
 * results that cannot be. */
#include "misuse.h"

#include <comfy_dlpack.h>

static comfy_client *client;
static comfy_value *number;
static const char *const bad_text = "\xc3\x28";
#define SCHEMA(name) "{\"name\": \"" name "\", \"output_node\": true, \"output\": [\"INT\", \"IMAGE\"]}"

#define VALUE_FUNCTIONS(X)                                                  \
    X(get_kind, comfy_value_get_kind(out, h, e))                            \
    X(get_bool, comfy_value_get_bool(out, h, e))                            \
    X(get_int, comfy_value_get_int(out, h, e))                              \
    X(get_uint, comfy_value_get_uint(out, h, e))                            \
    X(get_float, comfy_value_get_float(out, h, e))                          \
    X(get_string, comfy_value_get_string(out, NULL, h, e))                  \
    X(get_count, comfy_value_get_count(out, h, e))                          \
    X(get_item, comfy_value_get_item(out, h, 0, e))                         \
    X(get_key, comfy_value_get_key(out, h, 0, e))                           \
    X(get_member, comfy_value_get_member(out, h, "x", e))                   \
    X(get_tensor, comfy_value_get_tensor(out, h, e))                        \
    X(get_object, comfy_value_get_object(out, h, e))                        \
    X(get_shape, comfy_value_get_shape(out, NULL, 0, h, e))                 \
    X(get_floats, comfy_value_get_floats(out, 1, h, e))                     \
    X(get_image, get_image(out, h, e))                                      \
    X(get_blocker_message, comfy_value_get_blocker_message(out, h, e))      \
    X(get_json, comfy_value_get_json(out, h, e))                            \
    X(create_list, make_list(out, h, e))                                    \
    X(create_dictionary, make_dictionary(out, h, e))

#define CALL_FUNCTIONS(X)                                                             \
    X(get_info, get_info(out, h, e))                                                  \
    X(get_inputs, comfy_node_call_get_inputs(out, h, e))                              \
    X(is_cancelled, comfy_node_call_is_cancelled(out, h, e))                          \
    X(send_progress, comfy_node_call_send_progress(h, 1, 2, NULL, e))                 \
    X(send_text, comfy_node_call_send_text(h, "x", e))                                \
    X(warn, comfy_node_call_warn(h, "x", e))                                          \
    X(allocate_graph_prefix, comfy_node_call_allocate_graph_prefix(out, h, e))        \
    X(complete, complete(h, e))                                                       \
    X(fail, comfy_node_call_fail(h, NULL, "x", NULL, e))                              \
    X(interrupt, comfy_node_call_interrupt(h, e))

#define NODE_FUNCTIONS(X)                                                 \
    X(register_node, register_node(h, SCHEMA("Misused"), e))              \
    X(unregister_node, comfy_client_unregister_node(h, "Misused", e))     \
    X(poll_node_call, comfy_client_poll_node_call(out, h, 0, e))

static comfy_status make_list(void *out, comfy_value *h, comfy_error **e) {
    return comfy_value_create_list(out, &h, 1, e);
}
static comfy_status make_dictionary(void *out, comfy_value *h, comfy_error **e) {
    const char *key = "x";
    return comfy_value_create_dictionary(out, &key, &h, 1, e);
}
static comfy_status get_image(void *out, comfy_value *h, comfy_error **e) {
    comfy_image image = COMFY_IMAGE_INIT, before = image;
    comfy_status status = comfy_value_get_image(&image, h, 0, e);
    if (memcmp(&image, &before, sizeof image) != 0) *(char *)out = 1;
    return status;
}
static comfy_status get_info(void *out, comfy_node_call *h, comfy_error **e) {
    comfy_node_call_info info = COMFY_NODE_CALL_INFO_INIT, before = info;
    comfy_status status = comfy_node_call_get_info(&info, h, e);
    if (memcmp(&info, &before, sizeof info) != 0) *(char *)out = 1;
    return status;
}
static comfy_status complete(comfy_node_call *h, comfy_error **e) {
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    return comfy_node_call_complete(h, &result, e);
}

static void never(comfy_node_call *call, void *user_data) {
    (void)call, (void)user_data;
}
static comfy_status register_node(comfy_client *h, const char *schema, comfy_error **e) {
    comfy_node_functions functions = COMFY_NODE_FUNCTIONS_INIT;
    functions.execute = never;
    return comfy_client_register_node(h, schema, &functions, e);
}

#define THUNK(name, expression) FUNCTION_THUNK(value, name, expression)
VALUE_FUNCTIONS(THUNK)
#undef THUNK
#define THUNK(name, expression) FUNCTION_THUNK(call, name, expression)
CALL_FUNCTIONS(THUNK)
#undef THUNK
#define THUNK(name, expression) FUNCTION_THUNK(node, name, expression)
NODE_FUNCTIONS(THUNK)
#undef THUNK
#define ENTRY(name, expression) {"comfy_value_" #name, value_##name},
static const struct function value_functions[] = {VALUE_FUNCTIONS(ENTRY)};
#undef ENTRY
#define ENTRY(name, expression) {"comfy_node_call_" #name, call_##name},
static const struct function call_functions[] = {CALL_FUNCTIONS(ENTRY)};
#undef ENTRY
#define ENTRY(name, expression) {"comfy_client_" #name, node_##name},
static const struct function node_functions[] = {NODE_FUNCTIONS(ENTRY)};
#undef ENTRY

#define EACH(functions, handle, what)                                                         \
    do {                                                                                      \
        size_t i_;                                                                            \
        for (i_ = 0; i_ < sizeof functions / sizeof *functions; i_++)                         \
            expect_invalid_handle(&functions[i_], handle, what);                              \
    } while (0)

static void test_handles(void) {
    comfy_value *stale = NULL;
    char on_stack[64] = {0};
    GIVES(OK, comfy_value_create_int(&stale, 1, NULL));
    comfy_value_release(stale);
    comfy_value_release(stale);
    comfy_value_release(NULL);
    comfy_value_release((void *)client);
    {
        void *bad[] = {NULL, (void *)1, (void *)(uintptr_t)-1, on_stack, stale};
        size_t k;
        for (k = 0; k < sizeof bad / sizeof *bad; k++) {
            EACH(value_functions, bad[k], "none");
            EACH(call_functions, bad[k], "none");
            EACH(node_functions, bad[k], "none");
        }
    }
    EACH(value_functions, client, "a client");
    EACH(call_functions, number, "a value");
    EACH(node_functions, number, "a value");
}

static void test_wrong_kinds(void) {
    comfy_value *texts = NULL, *text = NULL, *out = NULL;
    int64_t integer = 7;
    uint64_t natural = 7;
    double real = 7;
    bool truth = true;
    size_t count = 7;
    const char *borrowed = NULL;
    char *json = NULL;
    void *object = NULL;
    struct DLManagedTensorVersioned *tensor = NULL;
    comfy_error *error = NULL;
    GIVES(OK, comfy_value_create_from_json(&texts, "{\"a\": [\"x\", -1, 18446744073709551615, 1.5]}", NULL));
    GIVES(OK, comfy_value_create_string(&text, "x\0y", 3, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_bool(&truth, number, &error));
    CHECK(strcmp(comfy_error_message(error), "the value is an integer, not a truth value") == 0);
    comfy_error_release(error);
    GIVES(INVALID_ARGUMENT, comfy_value_get_int(&integer, text, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_float(&real, text, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_string(&borrowed, NULL, number, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_count(&count, number, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_tensor(&tensor, number, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_object(&object, number, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_blocker_message(&borrowed, number, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_item(&out, number, 0, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_member(&out, number, "a", NULL));
    GIVES(NOT_FOUND, comfy_value_get_member(&out, texts, "b", NULL));
    GIVES(NOT_FOUND, comfy_value_get_item(&out, texts, 1, NULL));
    GIVES(NOT_FOUND, comfy_value_get_item(&out, texts, (size_t)-1, NULL));
    GIVES(NOT_FOUND, comfy_value_get_key(&borrowed, texts, 1, NULL));
    GIVES(OK, comfy_value_get_member(&out, texts, "a", NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_get_key(&borrowed, out, 0, NULL));
    {
        comfy_value *large = NULL, *negative = NULL;
        GIVES(OK, comfy_value_get_item(&large, out, 2, NULL));
        GIVES(INVALID_ARGUMENT, comfy_value_get_int(&integer, large, NULL));
        GIVES(OK, comfy_value_get_uint(&natural, large, NULL));
        CHECK(natural == UINT64_MAX && integer == 7);
        GIVES(OK, comfy_value_get_item(&negative, out, 1, NULL));
        GIVES(INVALID_ARGUMENT, comfy_value_get_uint(&natural, negative, NULL));
        comfy_value_release(large);
        comfy_value_release(negative);
    }
    comfy_value_release(out);
    GIVES(OK, comfy_value_get_string(&borrowed, &count, text, NULL));
    CHECK(count == 3 && memcmp(borrowed, "x\0y", 4) == 0);
    GIVES(OK, comfy_value_get_json(&json, texts, NULL));
    CHECK(strcmp(json, "{\"a\":[\"x\",-1,18446744073709551615,1.5]}") == 0);
    comfy_free(json);
    comfy_value_release(text);
    comfy_value_release(texts);
}

static void test_null_and_text(void) {
    comfy_value *out = NULL;
    comfy_value *items[1];
    const char *keys[1];
    const float floats[6] = {0};
    const int64_t sides[2] = {2, 3}, negative[2] = {-2, 3}, huge[2] = {INT64_MAX, 2};
    comfy_image no_image = COMFY_IMAGE_INIT;
    items[0] = number;
    keys[0] = bad_text;
    GIVES(INVALID_ARGUMENT, comfy_value_create_null(NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_bool(NULL, true, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_int(NULL, 1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_uint(NULL, 1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_float(NULL, 1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_string(&out, NULL, 0, NULL));
    GIVES(INVALID_UTF8, comfy_value_create_string(&out, bad_text, COMFY_NUL_TERMINATED, NULL));
    GIVES(INVALID_UTF8, comfy_value_create_string(&out, bad_text, 1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_string(&out, "x", (size_t)-2, NULL));
    GIVES(INVALID_JSON, comfy_value_create_from_json(&out, "{", NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_from_json(&out, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_list(&out, NULL, 1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_list(&out, items, (size_t)-1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_dictionary(&out, NULL, items, 1, NULL));
    GIVES(INVALID_UTF8, comfy_value_create_dictionary(&out, keys, items, 1, NULL));
    GIVES(INVALID_UTF8, comfy_value_create_blocker(&out, bad_text, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor(&out, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor_from_floats(&out, NULL, 6, sides, 2, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor_from_floats(&out, floats, 6, NULL, 2, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor_from_floats(&out, floats, 6, sides, 33, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor_from_floats(&out, floats, 6, sides, (size_t)-1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor_from_floats(&out, floats, 5, sides, 2, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor_from_floats(NULL, floats, 6, sides, 2, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor_from_floats(&out, floats, (size_t)-6, negative, 2, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_tensor_from_floats(&out, floats, 6, huge, 2, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_image(&out, NULL, 1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_image(&out, &no_image, 0, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_image(&out, &no_image, (size_t)-1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_image(&out, &no_image, 1, NULL));
    GIVES(INVALID_ARGUMENT, comfy_value_create_object(NULL, NULL, NULL, NULL, NULL));
    CHECK(out == NULL);
    GIVES(OK, comfy_value_create_list(&out, NULL, 0, NULL));
    {
        /* Values in values without end. */
        int depth = 0;
        comfy_status status = COMFY_STATUS_OK;
        while (status == COMFY_STATUS_OK && depth++ < 100000) {
            comfy_value *inner = out;
            status = comfy_value_create_list(&out, &inner, 1, NULL);
            comfy_value_release(inner);
        }
        GIVES(INVALID_ARGUMENT, status);
    }
}

static atomic_int deleted;
static void delete_tensor(DLManagedTensorVersioned *tensor) {
    (void)tensor;
    atomic_fetch_add(&deleted, 1);
}

static void test_tensors(void) {
    float elements[6] = {0, 1, 2, 3, 4, 5};
    int64_t shape[2] = {2, 3}, huge[2] = {INT64_MAX, 2}, negative[2] = {-1, 3};
    DLManagedTensorVersioned good = {{1, 0}, NULL, delete_tensor, 0, {elements, {kDLCPU, 0}, 2, {kDLFloat, 32, 1},
                                     shape, NULL, 0}}, bad;
    comfy_value *out = NULL;
#define REFUSES(change) (bad = good, change, comfy_value_create_tensor(&out, &bad, NULL))
    GIVES(INVALID_ARGUMENT, REFUSES(bad.version.major = 2));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.device.device_type = (DLDeviceType)2));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.ndim = -1));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.ndim = 1000000));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.shape = NULL));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.shape = huge));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.shape = negative));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.data = NULL));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.dtype.bits = 31));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.dtype.lanes = 4));
    GIVES(INVALID_ARGUMENT, REFUSES(bad.dl_tensor.dtype.code = 3));
    CHECK(out == NULL && atomic_load(&deleted) == 0);
    GIVES(OK, comfy_value_create_tensor(&out, &good, NULL));
    CHECK(atomic_load(&deleted) == 0);
    comfy_value_release(out);
    CHECK(atomic_load(&deleted) == 1);
    {
        /* Columns instead of rows, backwards: copied, and given back at once. */
        int64_t turned[2] = {3, 2}, strides[2] = {1, -3};
        comfy_value *copy = NULL;
        DLManagedTensorVersioned *lent = NULL;
        DLManagedTensorVersioned source = good;
        source.dl_tensor.shape = turned;
        source.dl_tensor.strides = strides;
        source.dl_tensor.data = elements + 3;
        GIVES(OK, comfy_value_create_tensor(&copy, &source, NULL));
        CHECK(atomic_load(&deleted) == 2);
        GIVES(OK, comfy_value_get_tensor(&lent, copy, NULL));
        comfy_value_release(copy);
        CHECK(lent->version.major == 1 && lent->flags == DLPACK_FLAG_BITMASK_READ_ONLY);
        CHECK(lent->dl_tensor.ndim == 2 && lent->dl_tensor.shape[0] == 3 && lent->dl_tensor.strides[0] == 2);
        {
            static const float expected[6] = {3, 0, 4, 1, 5, 2};
            CHECK(memcmp(lent->dl_tensor.data, expected, sizeof expected) == 0);
        }
        lent->deleter(lent);
    }
}

static void test_registration(void) {
    static const char *const wrong[] = {
        "{}", "{\"name\": 1}", "{\"name\": \"\"}", "{\"name\": \"N\", \"output\": [1]}", "{\"name\": \"N\", \"output\": 1}",
        "{\"name\": \"N\", \"input\": []}", "{\"name\": \"N\", \"input\": {\"needed\": {}}}",
        "{\"name\": \"N\", \"input\": {\"required\": {\"a\": 1}}}", "{\"name\": \"N\", \"input\": {\"required\": {\"a\": []}}}",
        "{\"name\": \"N\", \"input\": {\"required\": {\"a\": [\"INT\", 1]}}}",
        "{\"name\": \"N\", \"input\": {\"required\": {\"a\": [\"INT\"]}, \"optional\": {\"a\": [\"INT\"]}}}",
        "{\"name\": \"N\", \"output_node\": 1}", "{\"name\": \"N\", \"validate_inputs\": [1]}",
        "{\"name\": \"N\", \"any_input\": 1}",
        "{\"name\": \"N\", \"input\": {\"required\": {\"a\": [\"COMFY_AUTOGROW_V3\", {}]}}}",
        "{\"name\": \"N\", \"input\": {\"required\": {\"a\": [\"COMFY_DYNAMICCOMBO_V3\", {\"options\": 1}]}}}",
    };
    comfy_node_functions functions = COMFY_NODE_FUNCTIONS_INIT;
    size_t i;
    for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        comfy_error *error = NULL;
        GIVES(INVALID_ARGUMENT, register_node(client, wrong[i], &error));
        CHECK(strncmp(comfy_error_message(error), "schema: ", 8) == 0);
        comfy_error_release(error);
    }
    GIVES(INVALID_JSON, register_node(client, "[]", NULL));
    GIVES(INVALID_UTF8, register_node(client, bad_text, NULL));
    GIVES(INVALID_ARGUMENT, register_node(client, NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_register_node(client, SCHEMA("N"), NULL, NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_register_node(client, SCHEMA("N"), &functions, NULL));
    functions.execute = never;
    functions.size = 8;
    GIVES(INVALID_STRUCT, comfy_client_register_node(client, SCHEMA("N"), &functions, NULL));
    GIVES(OK, register_node(client, SCHEMA("N"), NULL));
    GIVES(ALREADY_EXISTS, register_node(client, SCHEMA("N"), NULL));
    GIVES(ALREADY_EXISTS, register_node(client, SCHEMA("KSampler"), NULL));
    GIVES(NOT_FOUND, comfy_client_unregister_node(client, "KSampler", NULL));
    GIVES(OK, comfy_client_unregister_node(client, "N", NULL));
    GIVES(NOT_FOUND, comfy_client_unregister_node(client, "N", NULL));
    GIVES(INVALID_ARGUMENT, comfy_client_unregister_node(client, NULL, NULL));
}

/* What a node answers when it answers wrongly, and what the prompt then fails with. */
struct answer {
    comfy_status (*give)(comfy_node_call *call);
    const char *type, *message;
};
static comfy_status give(comfy_node_call *call, const char *json, size_t count) {
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    comfy_value *outputs[4] = {NULL, NULL, NULL, NULL};
    comfy_status status;
    size_t i;
    GIVES(OK, comfy_value_create_from_json(&outputs[0], json, NULL));
    for (i = 1; i < count; i++) outputs[i] = outputs[0];
    result.outputs = outputs;
    result.output_count = count;
    status = comfy_node_call_complete(call, &result, NULL);
    comfy_value_release(outputs[0]);
    return status;
}
static comfy_status give_one(comfy_node_call *call) { return give(call, "1", 1); }
static comfy_status give_three(comfy_node_call *call) { return give(call, "1", 3); }
static comfy_status give_no_image(comfy_node_call *call) { return give(call, "1", 2); }
static comfy_status give_null(comfy_node_call *call) { return comfy_node_call_complete(call, NULL, NULL); }
static comfy_status give_stale(comfy_node_call *call) {
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    comfy_value *outputs[2] = {(comfy_value *)1, NULL};
    result.outputs = outputs;
    result.output_count = 2;
    return comfy_node_call_complete(call, &result, NULL);
}
static comfy_status give_bad_ui(comfy_node_call *call) {
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    result.ui = "[]";
    return comfy_node_call_complete(call, &result, NULL);
}
static comfy_status give_bad_expansion(comfy_node_call *call) {
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    result.expansion = number;
    return comfy_node_call_complete(call, &result, NULL);
}
static comfy_status give_bad_images(comfy_node_call *call) {
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    result.image_count = 1;
    return comfy_node_call_complete(call, &result, NULL);
}
static comfy_status give_bad_traceback(comfy_node_call *call) {
    return comfy_node_call_fail(call, "OSError", "x", "{}", NULL);
}
static void answer_wrongly(comfy_node_call *call, void *user_data) {
    const struct answer *answer = user_data;
    comfy_status status = answer->give(call);
    CHECK(status < 0);
    /* Whatever happened, the call is over. */
    EACH(call_functions, call, "a finished call");
}

static void test_wrong_answers(void) {
    static const struct answer answers[] = {
        {give_one, "ValueError", "the node gave 1 outputs, but its class 'N' has 2"},
        {give_three, "ValueError", "the node gave 3 outputs"},
        {give_no_image, "TypeError", "the output IMAGE is an integer, which no IMAGE is"},
        {give_null, "ValueError", "result is NULL"},
        {give_stale, "ValueError", "outputs[0] is not a live handle of a value"},
        {give_bad_ui, "ValueError", "ui is JSON, but no object"},
        {give_bad_expansion, "TypeError", "an expansion must be a dictionary"},
        {give_bad_images, "ValueError", "images is NULL"},
        {give_bad_traceback, "ValueError", "traceback is not a JSON list of texts"},
    };
    size_t i;
    for (i = 0; i < sizeof answers / sizeof *answers; i++) {
        comfy_node_functions functions = COMFY_NODE_FUNCTIONS_INIT;
        comfy_task *task = NULL;
        char *json = NULL;
        functions.execute = answer_wrongly;
        functions.user_data = (void *)(uintptr_t)&answers[i];
        GIVES(OK, comfy_client_register_node(client, SCHEMA("N"), &functions, NULL));
        GIVES(OK, comfy_client_queue_prompt(&task, client, "{\"1\": {\"class_type\": \"N\", \"inputs\": {}}}", NULL, NULL));
        GIVES(OK, comfy_task_wait(task, 60000, NULL));
        GIVES(OK, comfy_task_get_error(&json, task, NULL));
        if (json == NULL || strstr(json, answers[i].message) == NULL || strstr(json, answers[i].type) == NULL)
            fprintf(stderr, "expected %s: %s, got %s\n", answers[i].type, answers[i].message, json);
        CHECK(json != NULL && strstr(json, answers[i].message) != NULL && strstr(json, answers[i].type) != NULL);
        comfy_free(json);
        comfy_task_release(task);
        GIVES(OK, comfy_client_unregister_node(client, "N", NULL));
    }
}

int main(void) {
    GIVES(OK, comfy_client_create(&client, NULL, NULL));
    GIVES(OK, comfy_value_create_int(&number, 5, NULL));
    test_handles();
    test_wrong_kinds();
    test_null_and_text();
    test_tensors();
    test_registration();
    test_wrong_answers();
    comfy_value_release(number);
    comfy_client_destroy(client);
    return summary("misuse_nodes");
}
