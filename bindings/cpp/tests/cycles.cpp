// Create, use, destroy, a thousand times: nothing may stay behind. Usage: cycles MODELS-DIRECTORY WORK-DIRECTORY
#include <comfy.hpp>

#include "../../../Tests/CABITests/resources.h"
#include "check.hpp"

static std::string models, work;

static void cycle(void *) {
    std::atomic<int> events{0};
    comfy::client_options options;
    options.models_directory = models;
    options.base_directory = work;
    options.threads = 2;
    options.event_queue = true;
    options.on_event = [&events](const comfy::event_view &) { events++; };
    comfy::client client(std::move(options));
    comfy::task task = client.queue_prompt(show_colour(9));
    CHECK(client.event_fd() >= 0 && task.event_fd() >= 0);
    for (const comfy::event_view &event : task.events()) CHECK(!event.json().empty());
    CHECK(!task.result().empty() && task.image(0).width() == 8);
    static const std::uint8_t data[16] = {};
    client.add_model_file("checkpoints", "m.safetensors", {data, sizeof data}, std::make_shared<int>(0));
    task = client.queue_prompt(R"({"1": {"class_type": "Nothing", "inputs": {}}})");
    task.wait();
    try {
        task.result();
        CHECK(!"a result of an invalid workflow");
    } catch (const comfy::error &error) {
        CHECK(error.code() == comfy::status::validation_failed);
    }
    client.finish();
    CHECK(events > 0);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s MODELS-DIRECTORY WORK-DIRECTORY\n", argv[0]);
        return 2;
    }
    models = argv[1];
    work = argv[2];
    CHECK(leave_nothing(cycle, nullptr, is_sanitized() ? 2 : 100, is_sanitized() ? 20 : 1000, is_sanitized()));
    return summary("cycles");
}
