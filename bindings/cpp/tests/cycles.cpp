// Create, use, destroy, a thousand times: nothing may stay behind. Usage: cycles MODELS-DIRECTORY WORK-DIRECTORY
#include <comfy.hpp>

#include "../../../Tests/CABITests/resources.h"
#include "check.hpp"

static void cycle(const std::string &models, const std::string &work) {
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
    const int warm_up = is_sanitized() ? 2 : 100, cycles = is_sanitized() ? 20 : 1000;
    for (int i = 0; i < warm_up; i++) cycle(argv[1], argv[2]);
    const resources before = resources_now();
    for (int i = 0; i < cycles; i++) cycle(argv[1], argv[2]);
    const resources after = resources_now();
    std::printf(
        "cycles: descriptors %ld -> %ld, threads %ld -> %ld, resident %ld -> %ld KiB\n", before.descriptors,
        after.descriptors, before.threads, after.threads, before.resident_kib, after.resident_kib);
    CHECK(before.descriptors > 0 && after.descriptors == before.descriptors);
    CHECK(before.threads > 0 && after.threads == before.threads);
    if (!is_sanitized()) CHECK(before.resident_kib > 0 && after.resident_kib - before.resident_kib < 2048);
    return summary("cycles");
}
