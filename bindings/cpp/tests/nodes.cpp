// Lambdas as nodes, and values. Usage: nodes MODELS-DIRECTORY WORK-DIRECTORY
#include <comfy.hpp>

#include "check.hpp"

#include <stdexcept>

using namespace std::chrono_literals;

static std::string work;

static const char add_schema[] = R"({"name": "CppAdd", "output": ["INT"],
    "input": {"required": {"a": ["INT", {}], "b": ["INT", {}]}}})";

static comfy::node_result add(const comfy::node_call &call) {
    return comfy::value::integer(call.input("a").as_integer() + call.input("b").as_integer());
}

static comfy::node_result show(const comfy::node_call &call) {
    comfy::node_result shown;
    shown.ui = R"({"shown": [)" + call.input("value").json() + "]}";
    return shown;
}

static comfy::node plain(std::string schema, comfy::node_function execute) {
    comfy::node definition;
    definition.schema = std::move(schema);
    definition.execute = std::move(execute);
    return definition;
}

static comfy::client make_client() {
    comfy::client_options options;
    options.base_directory = work;
    options.threads = 1;
    comfy::client client(std::move(options));
    client.register_node(plain(
        R"({"name": "CppShow", "output_node": true, "input": {"required": {"value": ["*", {}]}}})", show));
    client.register_node(plain(add_schema, add));
    return client;
}

/** A workflow of these nodes that shows the output of node "1". */
static std::string shown(const std::string &nodes) {
    return "{" + nodes + R"(, "show": {"class_type": "CppShow", "inputs": {"value": ["1", 0]}}})";
}

/** The result, or the status and the details of why there is none. */
static std::string run(const comfy::client &client, const std::string &workflow) {
    const comfy::task task = client.queue_prompt(workflow);
    CHECK(task.wait(60s));
    try {
        return task.result();
    } catch (const comfy::error &error) {
        return comfy::status_name(error.code()) + (" " + error.details());
    }
}

static bool contains(const std::string &text, const std::string &part) {
    const bool found = text.find(part) != std::string::npos;
    if (!found) std::fprintf(stderr, "no %s in %s\n", part.c_str(), text.c_str());
    return found;
}

template <class F>
static comfy::status thrown_by(F &&function) {
    try {
        function();
    } catch (const comfy::error &error) {
        return error.code();
    }
    return comfy::status::ok;
}

static void test_image() {
    const comfy::client client = make_client();
    client.register_node(plain(
        R"({"name": "CppInvert", "output": ["IMAGE"], "input": {"required": {"image": ["IMAGE", {}]}}})",
        [](const comfy::node_call &call) {
            const comfy::tensor image = call.input("image").as_tensor();
            std::vector<float> inverted;
            for (const float x : image.floats()) inverted.push_back(1 - x);
            return comfy::value::from_floats(std::move(inverted), {image.shape().begin(), image.shape().end()});
        }));
    const comfy::task task = client.queue_prompt(
        R"({"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 4, "batch_size": 1, "color": 16711680}},
            "2": {"class_type": "CppInvert", "inputs": {"image": ["1", 0]}},
            "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}})");
    CHECK(task.wait(60s) && task.state() == comfy::task_state::success);
    const comfy::image_view image = task.image(0);
    CHECK(image.width() == 8 && image.height() == 4);
    CHECK(image.row(3)[21] == 0 && image.row(3)[22] == 255 && image.row(3)[23] == 255);
}

static void test_failures() {
    const comfy::client client = make_client();
    CHECK(contains(run(client, shown(R"("1": {"class_type": "CppAdd", "inputs": {"a": 2, "b": 3}})")), "\"shown\":[5]"));
    const std::string failing = shown(R"("1": {"class_type": "CppFail", "inputs": {}})");
    const std::string schema = R"({"name": "CppFail", "output": ["INT"]})";
    const auto fails_with = [&](comfy::node_function function, const std::string &text) {
        client.register_node(plain(schema, std::move(function)));
        CHECK(contains(run(client, failing), text));
        client.unregister_node("CppFail");
    };
    fails_with(
        [](const comfy::node_call &) -> comfy::node_result { throw comfy::node_failure("OverflowError", "too large"); },
        "\"OverflowError\"");
    fails_with(
        [](const comfy::node_call &) -> comfy::node_result { throw std::out_of_range("beyond"); }, "beyond");
    fails_with([](const comfy::node_call &) -> comfy::node_result { throw 1; }, "no std::exception");
    fails_with([](const comfy::node_call &call) -> comfy::node_result { return call.input("none"); }, "execution_failed");
    fails_with([](const comfy::node_call &) { return comfy::node_result(); }, "execution_failed");
    CHECK(contains(run(client, failing), "validation_failed"));
    CHECK(thrown_by([&] { client.register_node(plain(add_schema, add)); }) == comfy::status::already_exists);
    CHECK(thrown_by([&] { client.register_node(plain("{}", add)); }) == comfy::status::invalid_argument);
    CHECK(thrown_by([&] { client.register_node(plain(schema, {})); }) == comfy::status::invalid_argument);
    CHECK(thrown_by([&] { client.unregister_node("CppFail"); }) == comfy::status::not_found);
}

static void test_later() {
    const comfy::client client = make_client();
    comfy::node later;
    later.schema = R"({"name": "CppLater", "asynchronous": true, "output": ["INT"]})";
    later.execute_later = [](comfy::node_call call) {
        std::thread([call = std::move(call)]() mutable {
            const std::uint8_t pixel[] = {1, 2, 3};
            call.send_progress(1, 2, {{pixel, 3}, 1, 1, comfy::pixel_format::rgb8});
            call.send_text("nearly");
            call.warn("not wholly");
            call.complete(comfy::value::integer(7));
        }).detach();
    };
    client.register_node(std::move(later));
    const comfy::task task = client.queue_prompt(shown(R"("1": {"class_type": "CppLater", "inputs": {}})"));
    int previews = 0, texts = 0;
    for (const comfy::event_view &event : task.events()) {
        if (auto image = event.image()) previews += image->pixels().size() == 3 && image->pixels()[2] == 3;
        texts += event.kind() == comfy::event_kind::progress_text;
    }
    CHECK(previews == 1 && texts == 1 && contains(task.result(), "\"shown\":[7]"));

    // One that is dropped fails, one that is kept can be cancelled, and its answer comes too late.
    comfy::node dropping;
    dropping.schema = R"({"name": "CppDrop", "output": ["INT"]})";
    dropping.execute_later = [](comfy::node_call) {};
    client.register_node(std::move(dropping));
    CHECK(contains(run(client, shown(R"("1": {"class_type": "CppDrop", "inputs": {}})")), "without an answer"));
    std::mutex mutex;
    std::optional<comfy::node_call> kept;
    comfy::node keeping;
    keeping.schema = R"({"name": "CppKeep", "output": ["INT"]})";
    keeping.execute_later = [&](comfy::node_call call) {
        std::lock_guard<std::mutex> lock(mutex);
        kept = std::move(call);
    };
    client.register_node(std::move(keeping));
    const comfy::task open = client.queue_prompt(shown(R"("1": {"class_type": "CppKeep", "inputs": {}})"));
    const auto end = std::chrono::steady_clock::now() + 60s;
    const auto is_kept = [&] {
        std::lock_guard<std::mutex> lock(mutex);
        return kept.has_value();
    };
    while (!is_kept() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(1ms);
    if (!CHECK(is_kept())) return;
    CHECK(kept->node_id() == "1" && !kept->is_cancelled());
    open.cancel();
    CHECK(open.wait(60s) && open.state() == comfy::task_state::cancelled);
    CHECK(thrown_by([&] { kept->complete(comfy::value::integer(1)); }) == comfy::status::invalid_handle);
}

static void test_questions() {
    std::atomic<int> runs{0}, version{0};
    auto sentinel = std::make_shared<int>(0);
    {
        const comfy::client client = make_client();
        comfy::node asked = plain(
            R"({"name": "CppAsked", "output": ["INT"],
                "input": {"required": {"n": ["INT", {}], "unused": ["INT", {"lazy": true}]}}})",
            [&runs, sentinel](const comfy::node_call &call) {
                runs++;
                CHECK(call.input("unused").kind() == comfy::value_kind::null);
                return call.input("n");
            });
        asked.validate = [](const comfy::node_call &call) {
            return call.input("n").as_integer() == 13 ? comfy::value::string("not 13") : comfy::value::boolean(true);
        };
        asked.fingerprint = [&](const comfy::node_call &) { return comfy::value::integer(version); };
        asked.check_lazy = [](const comfy::node_call &) { return comfy::value::list({}); };
        client.register_node(std::move(asked));
        const auto workflow = [](int n) {
            return shown(
                R"("0": {"class_type": "CppAdd", "inputs": {"a": 1, "b": 1}},
                   "1": {"class_type": "CppAsked", "inputs": {"n": )" + std::to_string(n) + R"(, "unused": ["0", 0]}})");
        };
        CHECK(contains(run(client, workflow(13)), "not 13"));
        CHECK(contains(run(client, workflow(5)), "\"shown\":[5]"));
        run(client, workflow(5));
        CHECK(runs == 1);
        version = 1;
        run(client, workflow(5));
        CHECK(runs == 2);

        client.register_node(plain(
            R"({"name": "CppExpand", "output": ["INT"], "input": {"required": {"n": ["INT", {}]}}})",
            [](const comfy::node_call &call) {
                const std::string id = call.node_id() + ".sum";
                comfy::node_result result(comfy::value::from_json("[" + comfy::quote(id) + ", 0]"));
                result.expansion = comfy::value::from_json(
                    "{" + comfy::quote(id) + R"(: {"class_type": "CppAdd", "inputs": {"b": 100, "a": )" +
                    call.input("n").json() + "}}}");
                return result;
            }));
        CHECK(contains(
            run(client, shown(R"("1": {"class_type": "CppExpand", "inputs": {"n": 11}})")), "\"shown\":[111]"));
        CHECK(sentinel.use_count() == 2);
    }
    CHECK(sentinel.use_count() == 1);
}

/** Objects of the program's own between its nodes, as the very same, and gone when nothing holds them. */
static void test_objects() {
    struct counter {
        explicit counter(int first) : number(first) {}
        int number;
    };
    std::weak_ptr<counter> watched;
    {
        const comfy::client client = make_client();
        client.register_node(plain(
            R"({"name": "CppCounter", "output": ["COUNTER"]})", [&watched](const comfy::node_call &) {
                auto made = std::make_shared<counter>(41);
                watched = made;
                return comfy::value::object(std::move(made));
            }));
        client.register_node(plain(
            R"({"name": "CppCount", "output": ["INT"], "input": {"required": {"counter": ["COUNTER", {}]}}})",
            [&watched](const comfy::node_call &call) {
                const comfy::value input = call.input("counter");
                const std::shared_ptr<counter> counter_of_call = input.as_object<counter>();
                CHECK(counter_of_call == watched.lock() && input.kind() == comfy::value_kind::object);
                CHECK(thrown_by([&] { input.as_object<std::string>(); }) == comfy::status::invalid_argument);
                return comfy::value::integer(++counter_of_call->number);
            }));
        CHECK(contains(
            run(client, shown(R"("0": {"class_type": "CppCounter", "inputs": {}},
                "1": {"class_type": "CppCount", "inputs": {"counter": ["0", 0]}})")), "\"shown\":[42]"));
        CHECK(!watched.expired());  // the cache has it
    }
    CHECK(watched.expired());
    CHECK(thrown_by([] { comfy::value::object(std::shared_ptr<int>()); }) == comfy::status::invalid_argument);
    CHECK(thrown_by([] { comfy::value::null().as_object<int>(); }) == comfy::status::invalid_argument);
    // One that other code made is none of ours.
    comfy_value *foreign = nullptr;
    int content = 0;
    CHECK(comfy_value_create_object(&foreign, &content, nullptr, nullptr, nullptr) == COMFY_STATUS_OK);
    CHECK(thrown_by([&] { comfy::value(foreign).as_object<int>(); }) == comfy::status::invalid_argument);
}

/** Lists of values that change, pictures of a node's own, and the lines of a traceback. */
static void test_what_nodes_tell() {
    const comfy::client client = make_client();
    std::atomic<int> choices{1};
    comfy::node chooser = plain(
        R"({"name": "CppChoose", "output": ["STRING"]})",
        [](const comfy::node_call &call) { return call.input("choice"); });
    chooser.current_schema = [&](const comfy::node_call &) {
        return comfy::value::from_json(
            R"({"name": "CppChoose", "output": ["STRING"], "input": {"required": {"choice": [["c0")" +
            std::string(choices == 1 ? "" : R"(, "c1")") + "], {}]}}}");
    };
    client.register_node(std::move(chooser));
    const std::string workflow = shown(R"("1": {"class_type": "CppChoose", "inputs": {"choice": "c1"}})");
    CHECK(contains(run(client, workflow), "value_not_in_list"));
    choices = 2;
    CHECK(contains(run(client, workflow), "\"shown\":[\"c1\"]"));

    static const std::uint8_t pixels[] = {1, 2, 3, 4, 5, 6};
    client.register_node(plain(R"({"name": "CppPicture", "output_node": true})", [](const comfy::node_call &) {
        comfy::node_result result;
        result.ui = R"({"images": [{"filename": "none.png", "subfolder": "", "type": "temp"}]})";
        result.images.push_back({{pixels, 6}, 2, 1, comfy::pixel_format::rgb8});
        return result;
    }));
    const comfy::task task = client.queue_prompt(R"({"1": {"class_type": "CppPicture", "inputs": {}}})");
    CHECK(task.wait(60s) && task.image_count() == 1);
    const comfy::image_view image = task.image(0);
    CHECK(image.width() == 2 && image.row(0)[5] == 6);

    client.register_node(plain(
        R"({"name": "CppFail", "output": ["INT"]})", [](const comfy::node_call &) -> comfy::node_result {
            throw comfy::node_failure("KeyError", "gone", {"line \"1\"", "line 2"});
        }));
    CHECK(contains(
        run(client, shown(R"("1": {"class_type": "CppFail", "inputs": {}})")),
        R"("traceback":["line \"1\"","line 2"])"));
    client.register_node(plain(R"({"name": "CppTooFew", "output_node": true})", [](const comfy::node_call &) {
        comfy::node_result result;
        result.images.push_back({{pixels, 6}, 200, 1, comfy::pixel_format::rgb8});
        return result;
    }));
    CHECK(contains(run(client, R"({"1": {"class_type": "CppTooFew", "inputs": {}}})"), "too few pixels"));
}

static void test_values() {
    using comfy::value;
    const value object = value::from_json(R"({"a": [1, 2.5, "x", null, true], "b": 3})");
    CHECK(object.kind() == comfy::value_kind::dictionary && object.count() == 2 && object.key(1) == "b");
    const value list = object.member("a");
    CHECK(list.item(1).as_floating() == 2.5 && list.item(2).as_string() == "x" && list.item(4).as_boolean());
    CHECK(thrown_by([&] { list.item(5); }) == comfy::status::not_found);
    CHECK(thrown_by([&] { list.as_integer(); }) == comfy::status::invalid_argument);
    CHECK(value::string(std::string_view("a\0b", 3)).as_string() == std::string_view("a\0b", 3));
    CHECK(value::null().kind() == comfy::value_kind::null && value::blocker("x").kind() == comfy::value_kind::blocker);
    std::vector<value> items;
    items.push_back(value::integer(1));
    items.push_back(value::floating(0.5));
    CHECK(value::list(items).json() == "[1,0.5]");
    const std::vector<std::string> keys = {"x", "y"};
    CHECK(value::dictionary(keys, items).json() == R"({"x":1,"y":0.5})");
    CHECK(thrown_by([&] { value::dictionary(keys, {}); }) == comfy::status::invalid_argument);

    std::optional<value> made = value::from_floats({0, 1, 2, 3, 4, 5}, {1, 2, 3});
    const comfy::tensor tensor = made->as_tensor();
    made.reset();
    CHECK(tensor.shape().size() == 3 && tensor.shape()[2] == 3);
    CHECK(tensor.floats().size() == 6 && tensor.floats()[5] == 5);
    CHECK(thrown_by([] { value::from_floats({0, 1}, {3}); }) == comfy::status::invalid_argument);
    CHECK(thrown_by([] { value::from_floats({0, 1}, {-1, -2}); }) == comfy::status::invalid_argument);
    CHECK(thrown_by([] { value::from_floats({0}, {INT64_MAX, INT64_MAX}); }) == comfy::status::invalid_argument);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s MODELS-DIRECTORY WORK-DIRECTORY\n", argv[0]);
        return 2;
    }
    work = argv[2];
    test_image();
    test_failures();
    test_later();
    test_questions();
    test_objects();
    test_what_nodes_tell();
    test_values();
    return summary("nodes");
}
