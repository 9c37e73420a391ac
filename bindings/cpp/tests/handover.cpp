// What a host may hand over without locks of its own: to callbacks, to nodes and what destroys them, with tensors, and back
// when its client is gone. Under ThreadSanitizer that has to be clean with a library that is not instrumented.
#include <comfy.hpp>

#include <memory>
#include <string>
#include <vector>

#include "check.hpp"

using namespace std::chrono_literals;

namespace {

struct counted {
    std::vector<int> calls;
    int *gone;
    explicit counted(int *count) : gone(count) {}
    ~counted() { *gone += static_cast<int>(calls.size()); }
};

const char *const prompt = R"({"1": {"class_type": "Fill", "inputs": {"value": 0.5}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "handover"}}})";

void run(const std::string &files, int round) {
    int gone = 0;
    std::vector<std::string> names;
    {
        comfy::client_options options;
        options.base_directory = files;
        options.on_event = [&names](const comfy::event_view &event) { names.emplace_back(event.name()); };
        const comfy::client client(std::move(options));
        auto state = std::make_shared<counted>(&gone);
        comfy::node fill;
        fill.schema = R"({"name": "Fill", "output": ["IMAGE"], "not_idempotent": true,
            "input": {"required": {"value": ["FLOAT", {}]}}})";
        fill.execute = [state](const comfy::node_call &call) {
            state->calls.push_back(1);
            std::vector<float> pixels(8 * 8 * 3, static_cast<float>(call.input("value").as_floating()));
            return comfy::value::from_floats(std::move(pixels), {1, 8, 8, 3});
        };
        state->calls.push_back(0);
        state.reset();
        client.register_node(std::move(fill));
        const comfy::task task = client.queue_prompt(prompt);
#ifdef RACE  // which ThreadSanitizer has to find still
        names.clear();
#endif
        CHECK(task.wait(60s));
        if (round % 2 == 0) client.unregister_node("Fill");
    }
    CHECK(gone == 2);
#ifdef RACE
    names.emplace_back("prompt_finished");
#endif
    CHECK(!names.empty() && names.back() == "prompt_finished");
}

}  // namespace

int main(int, char **arguments) {
    for (int round = 0; round < 6; ++round) run(arguments[2], round);
    return summary("handover");
}
