/* Nodes written by the host: lazy, expanding, list, asynchronous, failing and never-finishing ones; tensors, objects,
 * blockers; from many threads. Usage: nodes MODELS-DIRECTORY WORK-DIRECTORY */
#include "check.h"

#include <comfy_dlpack.h>
#include <pthread.h>
#include <unistd.h>

static const char *work;

static comfy_client *make_client(uint32_t workers) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    options.base_directory = work;
    options.executor = test_executor();
    options.max_workers = workers;
    options.threads = 1;
    GIVES(OK, comfy_client_create(&client, &options, NULL));
    return client;
}

/* ---- Reading and answering in few words ---- */

static comfy_value *input(comfy_node_call *call, const char *name) {
    comfy_value *inputs = NULL, *value = NULL;
    GIVES(OK, comfy_node_call_get_inputs(&inputs, call, NULL));
    if (comfy_value_get_member(&value, inputs, name, NULL) != COMFY_STATUS_OK) value = NULL;
    comfy_value_release(inputs);
    return value;
}

static int64_t int_input(comfy_node_call *call, const char *name) {
    comfy_value *value = input(call, name);
    int64_t content = 0;
    GIVES(OK, comfy_value_get_int(&content, value, NULL));
    comfy_value_release(value);
    return content;
}

/* Answers with one value (released here) and, if there is one, a ui. */
static comfy_status answer(comfy_node_call *call, comfy_value *value, const char *ui) {
    comfy_node_result result = COMFY_NODE_RESULT_INIT;
    comfy_status status;
    result.outputs = &value;
    result.output_count = value == NULL ? 0 : 1;
    result.ui = ui;
    status = comfy_node_call_complete(call, &result, NULL);
    comfy_value_release(value);
    return status;
}

static comfy_value *from_json(const char *json) {
    comfy_value *value = NULL;
    GIVES(OK, comfy_value_create_from_json(&value, json, NULL));
    return value;
}

static comfy_value *from_int(int64_t content) {
    comfy_value *value = NULL;
    GIVES(OK, comfy_value_create_int(&value, content, NULL));
    return value;
}

/* ---- Registering and running in few words ---- */

static atomic_int destroyed;
static void count_destroy(void *user_data) {
    (void)user_data;
    atomic_fetch_add(&destroyed, 1);
}

static void add_node(comfy_client *client, const char *schema, comfy_node_functions functions) {
    comfy_error *error = NULL;
    functions.size = sizeof functions;
    functions.destroy = count_destroy;
    GIVES(OK, comfy_client_register_node(client, schema, &functions, &error));
    if (error != NULL) fprintf(stderr, "%s\n", comfy_error_message(error));
    comfy_error_release(error);
}
#define NODE(...) (comfy_node_functions) { __VA_ARGS__ }

static comfy_task *queue(comfy_client *client, const char *workflow) {
    comfy_task *task = NULL;
    GIVES(OK, comfy_client_queue_prompt(&task, client, workflow, NULL, NULL));
    return task;
}

/* Runs a workflow to its end and compares the result, or the error, with a text that has to be in it. */
static void expect_in(comfy_client *client, const char *workflow, comfy_task_state expected, const char *text) {
    comfy_task *task = queue(client, workflow);
    comfy_task_state state = -1;
    char *json = NULL;
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(OK, comfy_task_get_state(&state, task, NULL));
    if (expected == COMFY_TASK_STATE_SUCCESS)
        GIVES(OK, comfy_task_get_result(&json, task, NULL));
    else
        GIVES(OK, comfy_task_get_error(&json, task, NULL));
    if (state != expected || json == NULL || strstr(json, text) == NULL)
        fprintf(stderr, "expected %s\n   in state %d\n   got %s\n   in state %d\n", text, expected, json, state);
    CHECK(state == expected);
    CHECK(json != NULL && strstr(json, text) != NULL);
    comfy_free(json);
    comfy_task_release(task);
}

/* ---- Show: an output node that shows its input as JSON ---- */

#define SHOW_SCHEMA                                                                                          \
    "{\"name\": \"Show\", \"output_node\": true, \"is_input_list\": true,"                                   \
    " \"input\": {\"required\": {\"value\": [\"*\", {}]}}}"
#define SHOW(id, source, slot) \
    "\"" id "\": {\"class_type\": \"Show\", \"inputs\": {\"value\": [\"" source "\", " #slot "]}}"
#define SHOWN(json) "{\"shown\":" json "}"

static void show(comfy_node_call *call, void *user_data) {
    comfy_value *value = input(call, "value");
    char *json = NULL, *ui = NULL;
    (void)user_data;
    GIVES(OK, comfy_value_get_json(&json, value, NULL));
    ui = malloc(strlen(json) + 32);
    sprintf(ui, "{\"shown\": %s}", json);
    GIVES(OK, answer(call, NULL, ui));
    free(ui);
    comfy_free(json);
    comfy_value_release(value);
}

/* ---- Add and Constant ---- */

#define ADD_SCHEMA                                                                                                  \
    "{\"name\": \"Add\", \"input\": {\"required\": {\"a\": [\"INT\", {\"default\": 0, \"max\": 1000}],"              \
    " \"b\": [\"INT\", {}]}}, \"output\": [\"INT\"]}"
static atomic_int additions;
static void add(comfy_node_call *call, void *user_data) {
    (void)user_data;
    atomic_fetch_add(&additions, 1);
    GIVES(OK, answer(call, from_int(int_input(call, "a") + int_input(call, "b")), NULL));
}

static void test_plain(comfy_client *client) {
    const char *workflow =
        "{\"1\": {\"class_type\": \"Add\", \"inputs\": {\"a\": 2, \"b\": 3}},"
        " \"2\": {\"class_type\": \"Add\", \"inputs\": {\"a\": [\"1\", 0], \"b\": \"4\"}}," SHOW("3", "2", 0) "}";
    char *json = NULL;
    atomic_store(&additions, 0);
    expect_in(client, workflow, COMFY_TASK_STATE_SUCCESS, SHOWN("[9]"));
    CHECK(atomic_load(&additions) == 2);
    expect_in(client, workflow, COMFY_TASK_STATE_SUCCESS, SHOWN("[9]"));
    CHECK(atomic_load(&additions) == 2);
    expect_in(client, "{\"1\": {\"class_type\": \"Add\", \"inputs\": {\"a\": 2000}}," SHOW("3", "1", 0) "}",
              COMFY_TASK_STATE_ERROR, "value_bigger_than_max");
    GIVES(OK, comfy_client_get_node_schemas(&json, client, "Add", NULL));
    CHECK(strstr(json, "\"input\":{\"required\":{\"a\":[\"INT\",{\"default\":0,\"max\":1000}],\"b\":[\"INT\",{}]}}"));
    comfy_free(json);
}

/* ---- Lazy: takes only the branch that it needs ---- */

#define PICK_SCHEMA                                                                                             \
    "{\"name\": \"Pick\", \"input\": {\"required\": {\"first\": [\"BOOLEAN\", {}],"                             \
    " \"a\": [\"INT\", {\"lazy\": true}], \"b\": [\"INT\", {\"lazy\": true}]}}, \"output\": [\"INT\"]}"
static const char *picked(comfy_node_call *call) {
    comfy_value *value = input(call, "first");
    bool first = false;
    GIVES(OK, comfy_value_get_bool(&first, value, NULL));
    comfy_value_release(value);
    return first ? "a" : "b";
}
static void pick(comfy_node_call *call, void *user_data) {
    (void)user_data;
    GIVES(OK, answer(call, from_int(int_input(call, picked(call))), NULL));
}
static void pick_lazily(comfy_node_call *call, void *user_data) {
    comfy_value *needed = input(call, picked(call));
    comfy_value_kind kind = -1;
    (void)user_data;
    GIVES(OK, comfy_value_get_kind(&kind, needed, NULL));
    comfy_value_release(needed);
    GIVES(OK, answer(call, from_json(kind != COMFY_VALUE_KIND_NULL ? "[]" : picked(call)[0] == 'a' ? "[\"a\"]" : "[\"b\"]"),
                     NULL));
}

static void fail(comfy_node_call *call, void *user_data) {
    (void)user_data;
    GIVES(OK, comfy_node_call_fail(call, "ZeroDivisionError", "division by zero", "[\"line 1\\n\", \"line 2\\n\"]", NULL));
}

static void test_lazy_and_failure(comfy_client *client) {
    expect_in(client,
              "{\"1\": {\"class_type\": \"Fail\", \"inputs\": {}},"
              " \"2\": {\"class_type\": \"Add\", \"inputs\": {\"a\": 1, \"b\": 1}},"
              " \"3\": {\"class_type\": \"Pick\", \"inputs\": {\"first\": true, \"a\": [\"2\", 0], \"b\": [\"1\", 0]}},"
              SHOW("4", "3", 0) "}",
              COMFY_TASK_STATE_SUCCESS, SHOWN("[2]"));
    expect_in(client, "{\"1\": {\"class_type\": \"Fail\", \"inputs\": {}}," SHOW("4", "1", 0) "}", COMFY_TASK_STATE_ERROR,
              "\"exception_message\":\"division by zero\\n\",\"exception_type\":\"ZeroDivisionError\","
              "\"traceback\":[\"line 1\\n\",\"line 2\\n\"]");
}

/* ---- Expanding: the sum of 0 ... n by recursion ---- */

#define SUM_SCHEMA "{\"name\": \"Sum\", \"input\": {\"required\": {\"n\": [\"INT\", {}]}}, \"output\": [\"INT\"]}"
static void sum(comfy_node_call *call, void *user_data) {
    int64_t n = int_input(call, "n");
    (void)user_data;
    if (n <= 0) {
        GIVES(OK, answer(call, from_int(0), NULL));
    } else {
        comfy_node_result result = COMFY_NODE_RESULT_INIT;
        comfy_node_call_info info = COMFY_NODE_CALL_INFO_INIT;
        comfy_value *link = NULL;
        char *prefix = NULL, expected[256], text[1024];
        GIVES(OK, comfy_node_call_get_info(&info, call, NULL));
        GIVES(OK, comfy_node_call_allocate_graph_prefix(&prefix, call, NULL));
        snprintf(expected, sizeof expected, "%s.0.0.", info.node_id);
        CHECK(strcmp(prefix, expected) == 0 && strcmp(info.display_node_id, "1") == 0);
        CHECK(strcmp(info.class_name, "Sum") == 0 && info.prompt_id != NULL && info.list_index == 0);
        snprintf(text, sizeof text,
                 "{\"%srest\": {\"class_type\": \"Sum\", \"inputs\": {\"n\": %d}},"
                 " \"%sall\": {\"class_type\": \"Add\", \"inputs\": {\"a\": [\"%srest\", 0], \"b\": %d}}}",
                 prefix, (int)n - 1, prefix, prefix, (int)n);
        result.expansion = from_json(text);
        snprintf(text, sizeof text, "[\"%sall\", 0]", prefix);
        link = from_json(text);
        result.outputs = &link;
        result.output_count = 1;
        GIVES(OK, comfy_node_call_complete(call, &result, NULL));
        comfy_value_release(link);
        comfy_value_release(result.expansion);
        comfy_free(prefix);
    }
}

static void test_expansion(comfy_client *client) {
    const char *workflow = "{\"1\": {\"class_type\": \"Sum\", \"inputs\": {\"n\": 10}}," SHOW("2", "1", 0) "}";
    atomic_store(&additions, 0);
    expect_in(client, workflow, COMFY_TASK_STATE_SUCCESS, SHOWN("[55]"));
    CHECK(atomic_load(&additions) == 10);
}

/* ---- Lists, blockers, objects ---- */

#define RANGE_SCHEMA                                                                                     \
    "{\"name\": \"Range\", \"input\": {\"required\": {\"json\": [\"STRING\", {}]}}, \"output\": [\"INT\"]," \
    " \"output_is_list\": [true]}"
static void range(comfy_node_call *call, void *user_data) {
    comfy_value *json = input(call, "json");
    const char *text = NULL;
    (void)user_data;
    GIVES(OK, comfy_value_get_string(&text, NULL, json, NULL));
    GIVES(OK, answer(call, from_json(text), NULL));
    comfy_value_release(json);
}

#define BLOCK_SCHEMA                                                                                        \
    "{\"name\": \"Block\", \"input\": {\"required\": {\"odd\": [\"INT\", {}]}}, \"output\": [\"INT\"]}"
static void block_odd(comfy_node_call *call, void *user_data) {
    int64_t number = int_input(call, "odd");
    comfy_value *blocker = NULL;
    const char *message = "x";
    (void)user_data;
    GIVES(OK, comfy_value_create_blocker(&blocker, number == 3 ? "three" : NULL, NULL));
    GIVES(OK, comfy_value_get_blocker_message(&message, blocker, NULL));
    CHECK(number == 3 ? strcmp(message, "three") == 0 : message == NULL);
    if (number % 2 == 0) {
        comfy_value_release(blocker);
        blocker = from_int(number);
    }
    GIVES(OK, answer(call, blocker, NULL));
}

static atomic_int objects_released;
static void release_object(void *object, void *user_data) {
    CHECK(object == &objects_released && user_data == NULL);
    atomic_fetch_add(&objects_released, 1);
}
static void make_object(comfy_node_call *call, void *user_data) {
    comfy_value *object = NULL;
    (void)user_data;
    GIVES(OK, comfy_value_create_object(&object, &objects_released, release_object, NULL, NULL));
    GIVES(OK, answer(call, object, NULL));
}
static void take_object(comfy_node_call *call, void *user_data) {
    comfy_value *object = input(call, "object");
    void *pointer = NULL;
    (void)user_data;
    GIVES(OK, comfy_value_get_object(&pointer, object, NULL));
    CHECK(pointer == &objects_released && atomic_load(&objects_released) == 0);
    comfy_value_release(object);
    GIVES(OK, answer(call, NULL, "{\"text\": [\"taken\"]}"));
}

static void test_lists_and_objects(comfy_client *client) {
    expect_in(client,
              "{\"1\": {\"class_type\": \"Range\", \"inputs\": {\"json\": \"[1, 2, 3]\"}},"
              " \"2\": {\"class_type\": \"Add\", \"inputs\": {\"a\": [\"1\", 0], \"b\": 10}}," SHOW("3", "2", 0) "}",
              COMFY_TASK_STATE_SUCCESS, SHOWN("[11,12,13]"));
    expect_in(client,
              "{\"1\": {\"class_type\": \"Range\", \"inputs\": {\"json\": \"[2, 4]\"}},"
              " \"2\": {\"class_type\": \"Block\", \"inputs\": {\"odd\": [\"1\", 0]}}," SHOW("3", "2", 0) "}",
              COMFY_TASK_STATE_SUCCESS, SHOWN("[2,4]"));
    /* Something that is no list from an output that is one. */
    expect_in(client, "{\"1\": {\"class_type\": \"Range\", \"inputs\": {\"json\": \"5\"}}," SHOW("3", "1", 0) "}",
              COMFY_TASK_STATE_ERROR, "TypeError");
    {
        /* A blocker says its message once, as an event, and the prompt succeeds. */
        comfy_task *task = queue(client, "{\"2\": {\"class_type\": \"Block\", \"inputs\": {\"odd\": 3}}," SHOW("3", "2", 0) "}");
        comfy_event event = COMFY_EVENT_INIT;
        comfy_task_state state = -1;
        int blocked = 0;
        while (comfy_task_poll_event(&event, task, 60000, NULL) == COMFY_STATUS_OK)
            blocked += event.kind == COMFY_EVENT_KIND_EXECUTION_ERROR && strstr(event.json, "Execution Blocked: three") != NULL;
        GIVES(OK, comfy_task_get_state(&state, task, NULL));
        CHECK(blocked == 1 && state == COMFY_TASK_STATE_SUCCESS);
        comfy_task_release(task);
    }
    expect_in(client,
              "{\"1\": {\"class_type\": \"MakeObject\", \"inputs\": {}},"
              " \"2\": {\"class_type\": \"TakeObject\", \"inputs\": {\"object\": [\"1\", 0]}}}",
              COMFY_TASK_STATE_SUCCESS, "taken");
    CHECK(atomic_load(&objects_released) == 0);
    GIVES(OK, comfy_client_clear_cache(client, NULL));
    CHECK(atomic_load(&objects_released) == 1);
}

/* ---- Tensors: halves an image, through its memory ---- */

static atomic_int tensors_deleted;
static void delete_tensor(DLManagedTensorVersioned *tensor) {
    free(tensor->manager_ctx);
    free(tensor);
    atomic_fetch_add(&tensors_deleted, 1);
}
#define HALVE_SCHEMA                                                                                       \
    "{\"name\": \"Halve\", \"input\": {\"required\": {\"image\": [\"IMAGE\"]}}, \"output\": [\"IMAGE\"]}"
static void halve(comfy_node_call *call, void *user_data) {
    comfy_value *image = input(call, "image"), *again = NULL, *out = NULL;
    DLManagedTensorVersioned *source = NULL, *other = NULL, *target = calloc(1, sizeof *target);
    const float *from;
    float *to;
    int64_t count = 1;
    int i;
    (void)user_data;
    GIVES(OK, comfy_value_get_tensor(&source, image, NULL));
    again = input(call, "image");
    GIVES(OK, comfy_value_get_tensor(&other, again, NULL));
    CHECK(other->dl_tensor.data == source->dl_tensor.data);
    other->deleter(other);
    comfy_value_release(again);
    comfy_value_release(image);
    CHECK(source->dl_tensor.ndim == 4 && source->dl_tensor.dtype.code == kDLFloat && source->dl_tensor.dtype.bits == 32);
    for (i = 0; i < source->dl_tensor.ndim; i++) count *= source->dl_tensor.shape[i];
    from = source->dl_tensor.data;
    to = malloc(4 * sizeof(int64_t) + (size_t)count * sizeof(float));
    *target = *source;
    target->manager_ctx = to;
    target->deleter = delete_tensor;
    target->flags = 0;
    target->dl_tensor.shape = memcpy(to, source->dl_tensor.shape, 4 * sizeof(int64_t));
    target->dl_tensor.strides = NULL;
    to += 4 * sizeof(int64_t) / sizeof(float);
    target->dl_tensor.data = to;
    for (i = 0; i < count; i++) to[i] = from[i] / 2;
    source->deleter(source);
    GIVES(OK, comfy_value_create_tensor(&out, target, NULL));
    GIVES(OK, comfy_value_get_tensor(&other, out, NULL));
    CHECK(other->dl_tensor.data == to);
    other->deleter(other);
    GIVES(OK, answer(call, out, NULL));
}

static void test_tensors(comfy_client *client) {
    comfy_task *task = queue(client,
                             "{\"1\": {\"class_type\": \"EmptyImage\", \"inputs\":"
                             "   {\"width\": 5, \"height\": 3, \"batch_size\": 2, \"color\": 13107400}},"
                             " \"2\": {\"class_type\": \"Halve\", \"inputs\": {\"image\": [\"1\", 0]}},"
                             " \"3\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"2\", 0]}}}");
    comfy_image image = COMFY_IMAGE_INIT;
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(OK, comfy_task_get_image(&image, task, 1, NULL));
    /* 200, 0, 200 of 255, halved; PreviewImage cuts off. */
    CHECK(image.width == 5 && image.height == 3 && image.pixels[0] == 100 && image.pixels[1] == 0 && image.pixels[2] == 100);
    comfy_task_release(task);
    GIVES(OK, comfy_client_clear_cache(client, NULL));
    CHECK(atomic_load(&tensors_deleted) == 1);
}

/* ---- Validation, fingerprints, schemas that change ---- */

#define CHECKED_SCHEMA                                                                                                 \
    "{\"name\": \"Checked\", \"input\": {\"required\": {\"a\": [\"INT\", {\"max\": 5}], \"b\": [\"INT\", {\"max\": 5}]," \
    " \"c\": [\"*\", {}]}}, \"output\": [\"INT\"], \"validate_inputs\": [\"a\", \"input_types\"]}"
static void validate(comfy_node_call *call, void *user_data) {
    comfy_value *b = input(call, "b"), *types = input(call, "input_types");
    char *json = NULL;
    int64_t a = int_input(call, "a");
    (void)user_data;
    CHECK(b == NULL);
    GIVES(OK, comfy_value_get_json(&json, types, NULL));
    CHECK(strcmp(json, "{\"c\":\"INT\"}") == 0);
    GIVES(OK, answer(call, from_json(a == 7 ? "true" : a == 8 ? "false" : "\"a must be 7\""), NULL));
    comfy_free(json);
    comfy_value_release(types);
}
static atomic_int version = 1, versioned_runs;
static void fingerprint(comfy_node_call *call, void *user_data) {
    (void)user_data;
    if (atomic_load(&version) < 0) {
        comfy_value *nan = NULL;
        GIVES(OK, comfy_value_create_float(&nan, 0.0 / 0.0, NULL));
        GIVES(OK, answer(call, nan, NULL));
    } else {
        GIVES(OK, answer(call, from_int(atomic_load(&version)), NULL));
    }
}
static void versioned(comfy_node_call *call, void *user_data) {
    (void)user_data;
    GIVES(OK, answer(call, from_int(atomic_fetch_add(&versioned_runs, 1)), NULL));
}
static atomic_int is_second;
static void choices(comfy_node_call *call, void *user_data) {
    (void)user_data;
    GIVES(OK, answer(call, from_json(atomic_load(&is_second)
        ? "{\"name\": \"Choice\", \"output\": [\"STRING\"], \"input\": {\"required\": {\"which\": [[\"x\", \"y\"]]}}}"
        : "{\"name\": \"Choice\", \"output\": [\"STRING\"], \"input\": {\"required\": {\"which\": [[\"x\"]]}}}"), NULL));
}
static void choose(comfy_node_call *call, void *user_data) {
    (void)user_data;
    GIVES(OK, answer(call, input(call, "which"), NULL));
}

static void test_questions(comfy_client *client) {
#define CHECKED(a, b)                                                                          \
    "{\"0\": {\"class_type\": \"Add\", \"inputs\": {\"a\": 1, \"b\": 1}},"                     \
    " \"1\": {\"class_type\": \"Checked\", \"inputs\": {\"a\": " #a ", \"b\": " #b ", \"c\": [\"0\", 0]}}," SHOW("2", "1", 0) "}"
    const char *versions = "{\"1\": {\"class_type\": \"Versioned\", \"inputs\": {}}," SHOW("2", "1", 0) "}";
    const char *choice = "{\"1\": {\"class_type\": \"Choice\", \"inputs\": {\"which\": \"y\"}}," SHOW("2", "1", 0) "}";
    expect_in(client, CHECKED(7, 1), COMFY_TASK_STATE_SUCCESS, SHOWN("[8]"));
    expect_in(client, CHECKED(9, 1), COMFY_TASK_STATE_ERROR, "\"custom_validation_failed\"");
    expect_in(client, CHECKED(9, 1), COMFY_TASK_STATE_ERROR, "a must be 7");
    expect_in(client, CHECKED(8, 1), COMFY_TASK_STATE_ERROR, "\"custom_validation_failed\"");
    expect_in(client, CHECKED(7, 6), COMFY_TASK_STATE_ERROR, "\"value_bigger_than_max\"");
    expect_in(client, versions, COMFY_TASK_STATE_SUCCESS, SHOWN("[0]"));
    expect_in(client, versions, COMFY_TASK_STATE_SUCCESS, SHOWN("[0]"));
    atomic_store(&version, 2);
    expect_in(client, versions, COMFY_TASK_STATE_SUCCESS, SHOWN("[1]"));
    atomic_store(&version, -1);
    expect_in(client, versions, COMFY_TASK_STATE_SUCCESS, SHOWN("[2]"));
    expect_in(client, versions, COMFY_TASK_STATE_SUCCESS, SHOWN("[3]"));
    expect_in(client, choice, COMFY_TASK_STATE_ERROR, "\"value_not_in_list\"");
    atomic_store(&is_second, 1);
    expect_in(client, choice, COMFY_TASK_STATE_SUCCESS, SHOWN("[\"y\"]"));
    expect_in(client, "{\"1\": {\"class_type\": \"Mute\", \"inputs\": {}}," SHOW("2", "1", 0) "}", COMFY_TASK_STATE_ERROR,
              "Mute: validate returned without an answer");
}
static void mute(comfy_node_call *call, void *user_data) {
    (void)call, (void)user_data;
}

/* ---- The graph as its nodes see it ---- */

#define LOOK_SCHEMA                                                                                         \
    "{\"name\": \"Look\", \"output\": [\"STRING\"], \"input\": {\"required\": {},"                          \
    " \"hidden\": {\"id\": \"UNIQUE_ID\", \"graph\": \"DYNPROMPT\", \"prompt\": \"PROMPT\", \"info\": \"EXTRA_PNGINFO\"}}}"
static void look(comfy_node_call *call, void *user_data) {
    comfy_value *graph = input(call, "graph"), *node = NULL, *id = input(call, "id"), *info = input(call, "info");
    comfy_value_kind kind = -1;
    const char *text = NULL;
    char *json = NULL;
    size_t count = 0;
    (void)user_data;
    GIVES(OK, comfy_value_get_kind(&kind, graph, NULL));
    CHECK(kind == COMFY_VALUE_KIND_ENGINE_OBJECT);
    GIVES(OK, comfy_value_get_kind(&kind, info, NULL));
    CHECK(kind == COMFY_VALUE_KIND_NULL);
    GIVES(OK, comfy_value_get_count(&count, graph, NULL));
    GIVES(OK, comfy_value_get_key(&text, graph, 1, NULL));
    CHECK(count == 2 && strcmp(text, "2") == 0);
    GIVES(NOT_FOUND, comfy_value_get_member(&node, graph, "3", NULL));
    GIVES(OK, comfy_value_get_string(&text, NULL, id, NULL));
    GIVES(OK, comfy_value_get_member(&node, graph, text, NULL));
    GIVES(OK, comfy_value_get_json(&json, node, NULL));
    CHECK(strcmp(json, "{\"class_type\":\"Look\",\"inputs\":{},\"node_id\":\"1\",\"parent_node_id\":null,"
                       "\"display_node_id\":\"1\",\"real_node_id\":\"1\"}") == 0);
    comfy_free(json);
    comfy_value_release(node);
    comfy_value_release(info);
    comfy_value_release(graph);
    GIVES(OK, answer(call, id, NULL));
}

/* ---- Asynchronous: answered by threads of the host ---- */

struct later {
    comfy_node_call *call;
    int64_t milliseconds;
};
static atomic_int at_work, most_at_work;
static void *answer_later(void *argument) {
    struct later *later = argument;
    int now = atomic_fetch_add(&at_work, 1) + 1, most = atomic_load(&most_at_work);
    uint8_t pixel[4] = {1, 2, 3, 4};
    comfy_image preview = COMFY_IMAGE_INIT;
    double end;
    while (most < now && !atomic_compare_exchange_weak(&most_at_work, &most, now)) {}
    preview.pixels = pixel;
    preview.width = preview.height = 1;
    preview.format = COMFY_PIXEL_FORMAT_RGBA8;
    GIVES(OK, comfy_node_call_send_progress(later->call, 1, 2, &preview, NULL));
    GIVES(OK, comfy_node_call_send_text(later->call, "working", NULL));
    GIVES(OK, comfy_node_call_warn(later->call, "not wholly", NULL));
    GIVES(OK, comfy_node_call_warn(later->call, "not wholly", NULL));
    usleep((useconds_t)later->milliseconds * 1000);
    /* The longer ones meet: none ends before two are at work. */
    for (end = now_ms() + 60000; later->milliseconds >= 10 && atomic_load(&most_at_work) < 2 && now_ms() < end;)
        usleep(1000);
    atomic_fetch_sub(&at_work, 1);
    GIVES(OK, answer(later->call, from_int(later->milliseconds), NULL));
    free(later);
    return NULL;
}
#define SLEEP_SCHEMA                                                                                         \
    "{\"name\": \"Sleep\", \"asynchronous\": true, \"input\": {\"required\": {\"ms\": [\"INT\", {}]},"       \
    " \"optional\": {\"after\": [\"INT\", {}]}}, \"output\": [\"INT\"]}"
static void sleep_node(comfy_node_call *call, void *user_data) {
    struct later *later = malloc(sizeof *later);
    pthread_t thread;
    (void)user_data;
    later->call = call;
    later->milliseconds = int_input(call, "ms");
    CHECK(pthread_create(&thread, NULL, answer_later, later) == 0);
    pthread_detach(thread);
}

static void test_asynchronous(comfy_client *client) {
    comfy_task *task;
    comfy_event event = COMFY_EVENT_INIT;
    char *json = NULL, *id = NULL;
    int previews = 0, texts = 0, progress = 0, warnings = 0;
    expect_in(client,
              "{\"1\": {\"class_type\": \"Sleep\", \"inputs\": {\"ms\": 20}},"
              " \"2\": {\"class_type\": \"Sleep\", \"inputs\": {\"ms\": 21}},"
              " \"3\": {\"class_type\": \"Add\", \"inputs\": {\"a\": [\"1\", 0], \"b\": [\"2\", 0]}}," SHOW("4", "3", 0) "}",
              COMFY_TASK_STATE_SUCCESS, SHOWN("[41]"));
    CHECK(atomic_load(&most_at_work) == 2);
    task = queue(client, "{\"1\": {\"class_type\": \"Sleep\", \"inputs\": {\"ms\": 3}}," SHOW("4", "1", 0) "}");
    while (comfy_task_poll_event(&event, task, 60000, NULL) == COMFY_STATUS_OK) {
        if (event.kind == COMFY_EVENT_KIND_PREVIEW) {
            previews++;
            CHECK(event.image->channels == 4 && event.image->pixels[3] == 4 && strstr(event.json, "\"node_id\":\"1\""));
        }
        texts += event.kind == COMFY_EVENT_KIND_PROGRESS_TEXT && strstr(event.json, "working") != NULL;
        progress += event.kind == COMFY_EVENT_KIND_PROGRESS && strstr(event.json, "\"value\":1,\"max\":2") != NULL;
        warnings += event.kind == COMFY_EVENT_KIND_WARNING && strcmp(event.name, "warning") == 0;
    }
    CHECK(previews == 1 && texts == 1 && progress == 1 && warnings == 1);
    GIVES(OK, comfy_task_get_warnings(&json, task, NULL));
    CHECK(strstr(json, "[{\"node_id\":\"1\",\"node_type\":\"Sleep\",\"message\":\"not wholly\",") == json);
    CHECK(strstr(json + 2, "{") == NULL);
    comfy_free(json);
    GIVES(OK, comfy_task_get_prompt_id(&id, task, NULL));
    GIVES(OK, comfy_client_get_history_entry(&json, client, id, NULL));
    CHECK(strstr(json, "[\"warning\",{\"node_id\":\"1\"") != NULL);
    comfy_free(json);
    comfy_free(id);
    comfy_task_release(task);
}

/* ---- Never finishing ---- */

static comfy_node_call *_Atomic open_call;
static void never(comfy_node_call *call, void *user_data) {
    (void)user_data;
    atomic_store(&open_call, call);
}
static comfy_node_call *wait_for_call(void) {
    comfy_node_call *call = NULL;
    double end = now_ms() + 60000;
    while ((call = atomic_exchange(&open_call, NULL)) == NULL && now_ms() < end) usleep(1000);
    CHECK(call != NULL);
    return call;
}
#define NEVER "{\"1\": {\"class_type\": \"Never\", \"inputs\": {}}," SHOW("2", "1", 0) "}"

/* From the call to the end of a prompt whose node does not answer. */
static double time_to_cancel_never(void *client) {
    comfy_task *task = queue(client, NEVER);
    comfy_node_call *call = wait_for_call();
    bool is_cancelled = true;
    double start, end;
    GIVES(OK, comfy_node_call_is_cancelled(&is_cancelled, call, NULL));
    CHECK(!is_cancelled);
    GIVES(TIMEOUT, comfy_task_wait(task, 50, NULL));
    start = now_ms();
    GIVES(OK, comfy_task_cancel(task, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    end = now_ms();
    GIVES(CANCELLED, comfy_task_get_result(&(char *){NULL}, task, NULL));
    GIVES(INVALID_HANDLE, comfy_node_call_fail(call, NULL, "too late", NULL, NULL));
    comfy_task_release(task);
    return end - start;
}

static void test_never(comfy_client *client) {
    comfy_task *task;
    comfy_node_call *call;
    CHECK(takes_less(250 * slowness(), time_to_cancel_never, client));

    /* The host may say so itself. */
    task = queue(client, NEVER);
    call = wait_for_call();
    GIVES(OK, comfy_node_call_interrupt(call, NULL));
    GIVES(OK, comfy_task_wait(task, 60000, NULL));
    GIVES(CANCELLED, comfy_task_get_result(&(char *){NULL}, task, NULL));
    comfy_task_release(task);

    /* Taken out while it runs, and while another prompt is queued that wants it. */
    task = queue(client, NEVER);
    call = wait_for_call();
    {
        comfy_task *queued = queue(client, NEVER);
        comfy_task_state state = -1;
        int before = atomic_load(&destroyed);
        GIVES(OK, comfy_client_unregister_node(client, "Never", NULL));
        GIVES(OK, answer(call, from_int(4), NULL));
        GIVES(OK, comfy_task_wait(task, 60000, NULL));
        GIVES(OK, comfy_task_get_state(&state, task, NULL));
        CHECK(state == COMFY_TASK_STATE_SUCCESS);
        GIVES(OK, comfy_task_wait(queued, 60000, NULL));
        GIVES(VALIDATION_FAILED, comfy_task_get_result(&(char *){NULL}, queued, NULL));
        CHECK(atomic_load(&destroyed) == before + 1);
        comfy_task_release(queued);
    }
    comfy_task_release(task);
}

static void test_destruction(void) {
    comfy_client *client = make_client(2);
    comfy_task *task;
    double start;
    int before = atomic_load(&destroyed);
    add_node(client, SHOW_SCHEMA, NODE(.execute = show));
    add_node(client, "{\"name\": \"Never\", \"output\": [\"INT\"]}", NODE(.execute = never));
    task = queue(client, NEVER);
    (void)wait_for_call();
    start = now_ms();
    comfy_client_cancel_and_destroy(client);
    /* Silence would be waited for for ten seconds. */
    CHECK(now_ms() - start < 8000 * slowness());
    GIVES(CANCELLED, comfy_task_get_result(&(char *){NULL}, task, NULL));
    comfy_task_release(task);
    CHECK(atomic_load(&destroyed) == before + 2);

    /* One that waits gives up on calls without a sign of life. */
    client = make_client(1);
    add_node(client, SHOW_SCHEMA, NODE(.execute = show));
    add_node(client, "{\"name\": \"Never\", \"output\": [\"INT\"]}", NODE(.execute = never));
    task = queue(client, NEVER);
    (void)wait_for_call();
    start = now_ms();
    comfy_client_destroy(client);
    CHECK(now_ms() - start > 9000 && now_ms() - start < 60000 * slowness());
    GIVES(EXECUTION_FAILED, comfy_task_get_result(&(char *){NULL}, task, NULL));
    comfy_task_release(task);
    CHECK(atomic_load(&destroyed) == before + 4);
}

/* ---- Many threads ---- */

static comfy_client *shared;
static void *queue_many(void *argument) {
    int round;
    (void)argument;
    for (round = 0; round < 15; round++) {
        char workflow[512];
        snprintf(workflow, sizeof workflow,
                 "{\"0\": {\"class_type\": \"Sleep\", \"inputs\": {\"ms\": %d}},"
                 " \"1\": {\"class_type\": \"Sum\", \"inputs\": {\"n\": 4}},"
                 " \"3\": {\"class_type\": \"Add\", \"inputs\": {\"a\": [\"0\", 0], \"b\": [\"1\", 0]}}," SHOW("4", "3", 0) "}",
                 round % 3);
        {
            char expected[32];
            snprintf(expected, sizeof expected, SHOWN("[%d]"), 10 + round % 3);
            expect_in(shared, workflow, COMFY_TASK_STATE_SUCCESS, expected);
        }
    }
    return NULL;
}
static void *register_and_unregister(void *argument) {
    int round;
    for (round = 0; round < 50; round++) {
        char schema[64], name[16];
        snprintf(name, sizeof name, "Temp%d", (int)(uintptr_t)argument);
        snprintf(schema, sizeof schema, "{\"name\": \"%s\", \"output\": [\"INT\"]}", name);
        add_node(shared, schema, NODE(.execute = fail));
        GIVES(OK, comfy_client_unregister_node(shared, name, NULL));
    }
    return NULL;
}

static void add_all(comfy_client *client) {
    add_node(client, SHOW_SCHEMA, NODE(.execute = show));
    add_node(client, ADD_SCHEMA, NODE(.execute = add));
    add_node(client, PICK_SCHEMA, NODE(.execute = pick, .check_lazy = pick_lazily));
    add_node(client, "{\"name\": \"Fail\", \"output\": [\"INT\"]}", NODE(.execute = fail));
    add_node(client, SUM_SCHEMA, NODE(.execute = sum));
    add_node(client, RANGE_SCHEMA, NODE(.execute = range));
    add_node(client, BLOCK_SCHEMA, NODE(.execute = block_odd));
    add_node(client, "{\"name\": \"MakeObject\", \"output\": [\"THING\"]}", NODE(.execute = make_object));
    add_node(client,
             "{\"name\": \"TakeObject\", \"output_node\": true, \"input\": {\"required\": {\"object\": [\"THING\"]}}}",
             NODE(.execute = take_object));
    add_node(client, HALVE_SCHEMA, NODE(.execute = halve));
    add_node(client, CHECKED_SCHEMA, NODE(.execute = add, .validate = validate));
    add_node(client, "{\"name\": \"Versioned\", \"output\": [\"INT\"]}",
             NODE(.execute = versioned, .fingerprint = fingerprint));
    add_node(client, "{\"name\": \"Choice\", \"output\": [\"STRING\"]}", NODE(.execute = choose, .schema = choices));
    add_node(client, "{\"name\": \"Mute\", \"output\": [\"INT\"]}", NODE(.execute = fail, .validate = mute));
    add_node(client, LOOK_SCHEMA, NODE(.execute = look));
    add_node(client, SLEEP_SCHEMA, NODE(.execute = sleep_node));
    add_node(client, "{\"name\": \"Never\", \"output\": [\"INT\"]}", NODE(.execute = never));
}

int main(int argc, char **argv) {
    comfy_client *client;
    pthread_t threads[6];
    size_t i;
    work = argc > 2 ? argv[2] : ".";
    client = make_client(1);
    add_all(client);
    test_plain(client);
    test_lazy_and_failure(client);
    test_expansion(client);
    test_lists_and_objects(client);
    test_tensors(client);
    test_questions(client);
    expect_in(client, "{\"1\": {\"class_type\": \"Look\", \"inputs\": {}}," SHOW("2", "1", 0) "}", COMFY_TASK_STATE_SUCCESS,
              SHOWN("[\"1\"]"));
    test_asynchronous(client);
    test_never(client);
    comfy_client_destroy(client);
    CHECK(atomic_load(&destroyed) == 17);

    shared = make_client(3);
    add_all(shared);
    for (i = 0; i < 6; i++)
        CHECK(pthread_create(&threads[i], NULL, i < 4 ? queue_many : register_and_unregister, (void *)i) == 0);
    for (i = 0; i < 6; i++) pthread_join(threads[i], NULL);
    comfy_client_destroy(shared);
    CHECK(atomic_load(&destroyed) == 34 + 100);

    test_destruction();
    return summary("nodes");
}
