// comfy.hpp without exceptions: every call returns a result. Usage: results MODELS-DIRECTORY WORK-DIRECTORY
#define COMFY_HPP_NO_EXCEPTIONS
#include <comfy.hpp>

#include "check.hpp"

#include <type_traits>

using namespace std::chrono_literals;

static_assert(std::is_same_v<comfy::outcome<std::string>, comfy::result<std::string>>);
static_assert(!std::is_copy_constructible_v<comfy::client> && std::is_nothrow_move_constructible_v<comfy::client>);
static_assert(!std::is_copy_constructible_v<comfy::task> && std::is_nothrow_move_constructible_v<comfy::task>);

int main(int argc, char **argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s MODELS-DIRECTORY WORK-DIRECTORY\n", argv[0]);
        return 2;
    }
    comfy::client_options options;
    options.models_directory = argv[1];
    options.base_directory = argv[2];
    options.configuration = "{\"nonsense\": 1}";
    auto refused = comfy::client::create(options);
    CHECK(!refused && refused.error().code() == comfy::status::invalid_configuration);
    CHECK(refused.error().details().find("nonsense") != std::string::npos);

    options.configuration.clear();
    auto client = comfy::client::create(options);
    if (!CHECK(client.has_value())) return summary("results");
    auto task = client->queue_prompt(show_colour(0x010203));
    if (!CHECK(task.has_value())) return summary("results");
    int events = 0;
    auto range = task->events();
    for (const comfy::event_view &event : range) events += event.sequence() > 0;
    CHECK(events > 4 && !range.failure());
    CHECK(task->wait(0ms).value() && *task->state() == comfy::task_state::success);
    CHECK(task->result()->find("\"images\"") != std::string::npos);
    const auto image = task->image(0);
    CHECK(image && image->width() == 8 && image->pixels()[0] == 1 && image->pixels()[2] == 3);
    CHECK(!task->image(1) && task->image(1).error().code() == comfy::status::not_found);

    auto invalid = client->queue_prompt("{\"1\": {\"class_type\": \"Nothing\", \"inputs\": {}}}");
    CHECK(invalid && *invalid->wait(60s));
    const auto outputs = invalid->result();
    CHECK(!outputs && outputs.error().code() == comfy::status::validation_failed);
    CHECK(!client->queue_prompt("["));
    CHECK(!client->event_fd() && client->clear_cache());

    // A range over a source that has no events ends at once, and says why.
    comfy::task nothing(nullptr);
    auto none = nothing.events();
    for (const comfy::event_view &event : none) CHECK(event.sequence() == 0);
    CHECK(none.failure() && none.failure()->code() == comfy::status::invalid_handle);

    client->finish();
    CHECK(!client->queue() && client->queue().error().code() == comfy::status::invalid_handle);
    return summary("results");
}
