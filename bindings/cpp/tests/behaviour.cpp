// comfy.hpp with exceptions. Usage: behaviour MODELS-DIRECTORY WORK-DIRECTORY
#include <comfy.hpp>

#include "check.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <poll.h>
#include <set>
#include <thread>

using namespace std::chrono_literals;

static std::string models, work;

static comfy::client_options local_options() {
    comfy::client_options options;
    options.models_directory = models;
    options.base_directory = work;
    return options;
}

/** The status with which a call fails; ok if it does not. */
template <class F>
static comfy::status thrown_by(F &&function) {
    try {
        function();
    } catch (const comfy::error &error) {
        CHECK(std::string(error.what()) == error.message() && !error.message().empty());
        return error.code();
    }
    return comfy::status::ok;
}

static bool is_readable(int fd) {
    pollfd entry = {fd, POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1;
}

static void wait_until_sampling(const comfy::task &task) {
    const auto end = std::chrono::steady_clock::now() + 120s;
    while (task.progress().node_id != "3" && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(1ms);
    CHECK(task.state() == comfy::task_state::running);
}

static void test_image() {
    comfy::client client(local_options());
    comfy::task task = client.queue_prompt(txt2img(128, 20));
    int previews = 0, steps = 0;
    std::uint64_t sequence = 0;
    for (const comfy::event_view &event : task.events()) {
        CHECK(event.sequence() > sequence && event.dropped() == 0);
        sequence = event.sequence();
        CHECK(event.prompt_id() == task.prompt_id());
        if (event.kind() == comfy::event_kind::progress) {
            steps++;
            CHECK(event.client_id().empty() && event.json().find("\"max\"") != event.json().npos);
            const comfy::progress progress = event.progress().value();
            CHECK(progress.node_id == "3" && progress.value == steps && progress.max == 20);
            CHECK(progress.seconds_per_step > 0 && progress.seconds_left >= 0 && progress.overall < 1);
        } else {
            CHECK(!event.progress());
        }
        if (auto image = event.image()) {
            previews++;
            CHECK(event.kind() == comfy::event_kind::preview && event.name() == "preview");
            CHECK(image->width() == 16 && image->height() == 16 && image->node_id() == "3");
            CHECK(image->pixels().size() == 16 * 16 * 3 && image->format() == comfy::pixel_format::rgb8);
        }
    }
    CHECK(previews == 20 && steps == 20);
    CHECK(task.state() == comfy::task_state::success && task.wait(0ms));
    CHECK(task.preview().width() == 16 && client.metrics().find("\"success\":1") != std::string::npos);
    CHECK(task.result().find("\"temp\"") != std::string::npos);
    CHECK(thrown_by([&] { task.error_json(); }) == comfy::status::not_found);

    // A large red circle on blue, as it was asked for.
    CHECK(task.image_count() == 1);
    const comfy::image_view image = task.image(0);
    CHECK(image.width() == 128 && image.height() == 128 && image.channels() == 3 && image.type() == "temp");
    const auto is = [&](std::int64_t x, std::int64_t y, bool red) {
        const auto pixel = image.row(y).subspan(static_cast<std::size_t>(3 * x), 3);
        return red ? pixel[0] > 150 && pixel[2] < 110 : pixel[0] < 110 && pixel[2] > 150;
    };
    CHECK(is(64, 64, true) && is(50, 64, true) && is(64, 78, true));
    CHECK(is(3, 3, false) && is(124, 3, false) && is(3, 124, false) && is(124, 124, false));
    CHECK(thrown_by([&] { task.image(1); }) == comfy::status::not_found);

    // The image outlives its client.
    client.finish();
    CHECK(image.pixels()[0] < 110);
    CHECK(thrown_by([&] { client.queue(); }) == comfy::status::invalid_handle);
}

static void test_errors() {
    comfy::client client(local_options());
    comfy::task task = client.queue_prompt(R"({"2": {"class_type": "PreviewImage", "inputs": {}}})");
    CHECK(!task.poll_event(60s) && task.poll_event(0ms).ended());
    try {
        task.result();
        CHECK(!"a result of an invalid workflow");
    } catch (const comfy::error &error) {
        CHECK(error.code() == comfy::status::validation_failed);
        CHECK(std::string(comfy::status_name(error.code())) == "validation_failed");
        CHECK(error.details().find("required_input_missing") != std::string::npos);
    }
    CHECK(task.error_json().find("dependent_outputs") != std::string::npos);

    task = client.queue_prompt(R"({"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "broken.safetensors"}},
        "2": {"class_type": "VAEDecode", "inputs": {"vae": ["1", 2], "samples": ["3", 0]}},
        "3": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64, "batch_size": 1}},
        "4": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}})");
    CHECK(task.wait(60s));
    CHECK(thrown_by([&] { task.result(); }) == comfy::status::validation_failed);
    static const std::uint8_t garbage[64] = {1};
    client.add_model_file("checkpoints", "broken.safetensors", {garbage, sizeof garbage});
    task = client.queue_prompt(R"({"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "broken.safetensors"}},
        "2": {"class_type": "VAEDecode", "inputs": {"vae": ["1", 2], "samples": ["3", 0]}},
        "3": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64, "batch_size": 1}},
        "4": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}})");
    CHECK(task.wait(60s));
    CHECK(thrown_by([&] { task.result(); }) == comfy::status::execution_failed);

    CHECK(thrown_by([&] { client.queue_prompt("[1, 2"); }) == comfy::status::invalid_json);
    CHECK(thrown_by([&] { client.queue_prompt("\xc3\x28"); }) == comfy::status::invalid_utf8);
    CHECK(thrown_by([&] { client.queue_prompt(show_colour(1) + std::string(1, '\0')); }) ==
          comfy::status::invalid_utf8);
    CHECK(thrown_by([&] { client.history_entry("nothing"); }) == comfy::status::not_found);
    comfy::client_options options = local_options();
    options.configuration = R"({"nonsense": 1})";
    CHECK(thrown_by([&] { comfy::client(std::move(options)); }) == comfy::status::invalid_configuration);
    CHECK(comfy::quote("a \"b\"\\\n\x01") == R"("a \"b\"\\\u000a\u0001")");
}

static void test_cancel() {
    comfy::client client(local_options());
    const comfy::task task = client.queue_prompt(txt2img(128, 10000)), waiting = client.queue_prompt(show_colour(1));
    CHECK(thrown_by([&] { task.result(); }) == comfy::status::not_ready);
    wait_until_sampling(task);
    CHECK(!task.wait(0ms) && client.task_count() == 2);
    std::thread([&] { task.cancel(); }).join();
    CHECK(task.wait(60s) && task.state() == comfy::task_state::cancelled);
    CHECK(thrown_by([&] { task.result(); }) == comfy::status::cancelled);
    CHECK(waiting.wait(60s) && waiting.state() == comfy::task_state::success);

    // The destructor cancels, a moved-from client has nothing to cancel.
    const comfy::task last = client.queue_prompt(txt2img(128, 10000));
    wait_until_sampling(last);
    { comfy::client gone = std::move(client); }
    CHECK(last.wait(0ms) && last.state() == comfy::task_state::cancelled);
    CHECK(thrown_by([&] { client.clear_cache(); }) == comfy::status::invalid_handle);
}

static void test_polling() {
    comfy::client_options options = local_options();
    options.event_queue = true;
    comfy::client client(options);
    const int of_client = client.event_fd();
    CHECK(!is_readable(of_client) && client.poll_event(0ms).timed_out());
    const comfy::task task = client.queue_prompt(show_colour(0xff8000));
    const int of_task = task.event_fd();
    CHECK(task.wait(60s) && is_readable(of_task) && is_readable(of_client));
    std::vector<std::string> names;
    // the client's last event may come after the task's end
    while (names.empty() || names.back() != "prompt_finished") {
        const auto event = client.poll_event(60s);
        CHECK(event);
        if (!event) break;
        names.emplace_back(event->name());
    }
    CHECK(names.size() > 4 && names.front() == "execution_start" && names.back() == "prompt_finished");
    std::size_t count = 0;
    for (const auto &event : task.events()) count += event.sequence() > 0;
    // the client hears one more: that the prompt is finished
    CHECK(count + 1 == names.size() && !is_readable(of_task) && !is_readable(of_client));
    const comfy::image_view image = task.image(0);
    CHECK(image.width() == 8 && image.row(3)[0] == 255 && image.row(3)[1] == 128 && image.row(3)[2] == 0);
}

static void test_waking() {
    comfy::client_options options = local_options();
    options.event_queue = true;
    comfy::client client(options);
    client.wake();
    CHECK(is_readable(client.event_fd()) && client.poll_event(60s).timed_out() && !is_readable(client.event_fd()));
    std::thread waiting([&] { CHECK(client.poll_event(60s).timed_out()); });
    client.wake();
    waiting.join();
    // A loop over the events of a task ends, and may be begun again.
    const comfy::task task = client.queue_prompt(txt2img(128, 10000));
    std::thread looping([&] { for (const auto &event : task.events()) CHECK(event.sequence() > 0); });
    std::atomic<bool> ended{false};
    std::thread waking([&] {
        while (!ended) {
            task.wake();
            std::this_thread::sleep_for(1ms);
        }
    });
    looping.join();
    ended = true;
    waking.join();
    task.cancel();
    while (!task.poll_event(60s).ended()) {}
}

static void test_memory() {
    comfy::client client(local_options());
    // An image goes in and comes out; one that is smaller than it says does not get in.
    std::vector<std::uint8_t> pixels(2 * 10, 0);
    const std::uint8_t rows[2][6] = {{255, 0, 0, 0, 255, 0}, {0, 0, 255, 255, 255, 255}};
    for (int y = 0; y < 2; y++) std::copy(rows[y], rows[y] + 6, pixels.begin() + 10 * y);
    client.add_image("small.png", {pixels, 2, 2, comfy::pixel_format::rgb8, 10});
    CHECK(thrown_by([&] { client.add_image("big.png", {pixels, 3, 2, comfy::pixel_format::rgba8}); }) ==
          comfy::status::invalid_argument);
    CHECK(thrown_by([&] {
              client.add_image("b.png", {pixels, std::int64_t(1) << 62, 1, comfy::pixel_format::rgb8});
          }) == comfy::status::invalid_argument);
    const comfy::task task = client.queue_prompt(
        R"({"1": {"class_type": "LoadImage", "inputs": {"image": "small.png"}},
            "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}})");
    task.wait();
    const comfy::image_view image = task.image(0);
    for (int y = 0; y < 2; y++) CHECK(std::equal(rows[y], rows[y] + 6, image.row(y).begin()));
    client.remove_image("small.png");

    // A model lives as long as the library wants it, and no longer.
    std::ifstream file(models + "/checkpoints/demo.safetensors", std::ios::binary);
    auto model = std::make_shared<std::vector<char>>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    const std::weak_ptr<std::vector<char>> watcher = model;
    const comfy::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t *>(model->data()), model->size());
    CHECK(thrown_by([&] { client.add_model_file("checkpoints", "", bytes, model); }) != comfy::status::ok);
    CHECK(model.use_count() == 1);
    client.add_model_file("checkpoints", "memory.safetensors", bytes, std::move(model));
    CHECK(!watcher.expired());
    client.load_model("checkpoints", "memory.safetensors");
    CHECK(client.memory().find("memory.safetensors") != std::string::npos);
    client.free_memory(COMFY_FREE_MODELS | COMFY_FREE_CACHE);
    client.remove_model_file("checkpoints", "memory.safetensors");
    client.clear_cache();
    CHECK(watcher.expired());
}

static void test_queue_and_history() {
    comfy::client client(local_options());
    comfy::prompt_options options;
    options.prompt_id = "mine";
    options.targets = {"2"};
    options.priority = 3;
    options.extra_data = R"({"note": "kept"})";
    const comfy::task task = client.queue_prompt(show_colour(5), options);
    CHECK(task.prompt_id() == "mine" && task.wait(60s));
    CHECK(client.history_entry("mine").find("kept") != std::string::npos);
    CHECK(client.history().find("mine") != std::string::npos && client.history(0) == "{}");
    client.remove_history_entry("mine");
    CHECK(client.history() == "{}");
    client.set_history_limit(2);
    client.clear_history();
    CHECK(client.is_running() && client.queue().find("queue_running") != std::string::npos);
    CHECK(client.configuration().find("\"models_directory\"") != std::string::npos ||
          client.configuration().front() == '{');
    CHECK(client.node_schemas("EmptyImage").find("\"color\"") != std::string::npos);
    CHECK(thrown_by([&] { client.node_schemas("Nothing"); }) == comfy::status::not_found);

    const comfy::task running = client.queue_prompt(txt2img(128, 10000));
    wait_until_sampling(running);
    const comfy::task waiting = client.queue_prompt(show_colour(6)), other = client.queue_prompt(show_colour(7));
    client.remove_queued(waiting.prompt_id());
    client.clear_queue();
    CHECK(waiting.state() == comfy::task_state::cancelled && other.state() == comfy::task_state::cancelled);
    client.interrupt(running.prompt_id());
    CHECK(running.wait(60s) && running.state() == comfy::task_state::cancelled);
}

static void test_callbacks() {
    // An event callback that uses its client, and in the end destroys it.
    std::mutex mutex;
    std::vector<std::string> names;
    std::optional<comfy::client> client;
    std::atomic<int> successes{0};
    auto sentinel = std::make_shared<int>(0);
    const std::weak_ptr<int> watcher = sentinel;
    comfy::client_options options = local_options();
    options.on_event = [&, sentinel = std::move(sentinel)](const comfy::event_view &event) {
        std::lock_guard<std::mutex> lock(mutex);
        names.emplace_back(event.name());
        if (event.kind() != comfy::event_kind::execution_success) return;
        if (++successes == 1) {
            CHECK(client->queue_prompt(show_colour(2)).wait(60s));
        } else {
            client.reset();
        }
    };
    {
        std::lock_guard<std::mutex> lock(mutex);
        client.emplace(std::move(options));
        client->queue_prompt(show_colour(1));
    }
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (!watcher.expired() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(1ms);
    std::lock_guard<std::mutex> lock(mutex);
    CHECK(watcher.expired() && successes == 2 && !client);
    CHECK(!names.empty() && names.front() == "execution_start" && names.back() == "prompt_finished");

    std::atomic<int> warnings{0};
    comfy::set_log_callback(comfy::log_level::warning, [&](comfy::log_level level, std::string_view line) {
        CHECK(level == comfy::log_level::warning);
        CHECK(thrown_by([] { comfy::set_log_callback(comfy::log_level::none, {}); }) ==
              comfy::status::invalid_argument);
        if (line.find("'port'") != line.npos) warnings++;
    });
    comfy::client_options talkative = local_options();
    talkative.configuration = R"({"port": 1234})";
    comfy::client(std::move(talkative));
    comfy::set_log_callback(comfy::log_level::none, {});
    CHECK(warnings == 1);
    CHECK(comfy::version() == COMFY_VERSION_STRING && comfy::build_info().find("compiler") != std::string::npos);
    CHECK(comfy::folder_categories().find("\"diffusion_models\"") != std::string::npos);
    CHECK(comfy::core_node_schemas("WanVaceToVideo").find("\"LATENT\"") != std::string::npos);
    CHECK(comfy::configuration_keys().find("\"cache_lru\"") != std::string::npos);
}

/** Files of the editor, and what is read out of files. */
static void test_workflows() {
    const std::string editor = R"({"nodes": [{"id": 1, "type": "EmptyImage", "widgets_values": [16, 8, 1, 255]},
        {"id": 2, "type": "PreviewImage", "inputs": [{"name": "images", "type": "IMAGE", "link": 1}]}],
        "links": [[1, 1, 0, 2, 0, "IMAGE"]]})";
    comfy::client client(local_options());
    const std::string prompt = comfy::convert_workflow(editor);
    CHECK(prompt.find(R"("2":{"inputs":{"images":["1",0]},"class_type":"PreviewImage")") != prompt.npos);
    CHECK(static_cast<std::string>(client.convert_workflow(editor)) == prompt);
    CHECK(static_cast<std::string>(comfy::read_workflow(prompt.data(), prompt.size())) == prompt);
    CHECK(client.queue_prompt(editor).wait(60s));
    CHECK(thrown_by([] { comfy::read_workflow("[]", 2); }) == comfy::status::invalid_json);
    const std::string sampled = R"({"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a dog"}},
        "3": {"class_type": "KSampler", "inputs": {"positive": ["6", 0], "seed": 5}}})";
    CHECK(comfy::find_inputs(sampled).find(R"("value":"a dog")") != std::string::npos);
    CHECK(client.find_inputs(sampled) == comfy::find_inputs(sampled));
    CHECK(comfy::set_prompt(sampled, "a cat").find(R"("text":"a cat")") != std::string::npos);
    CHECK(client.set_prompt(sampled, "a cat") == comfy::set_prompt(sampled, "a cat"));
    CHECK(comfy::set_seed(sampled, UINT64_MAX).find("18446744073709551615") != std::string::npos);
    CHECK(client.set_seed(sampled, 1) == comfy::set_seed(sampled, 1));
    CHECK(comfy::set_input(sampled, "KSampler", "seed", "7").find(R"("seed":7)") != std::string::npos);
    CHECK(client.set_input(sampled, "3", "seed", "7") == comfy::set_input(sampled, "3", "seed", "7"));
    CHECK(thrown_by([&] { comfy::set_prompt(sampled, "x", "y"); }) == comfy::status::not_found);
}

/** Spans, log records with fields, and a bound on memory. */
static void test_observation() {
    std::mutex mutex;
    std::vector<std::string> names;
    std::string trace, root, parent_of_prompt;
    comfy::client_options options = local_options();
    options.memory_budget = 123456789;
    options.on_span = [&](const comfy::trace_span &span) {
        std::lock_guard<std::mutex> lock(mutex);
        names.emplace_back(span.name);
        if (span.name == "Queue Prompt") {
            trace = span.trace_id;
            parent_of_prompt = span.parent_span_id;
            CHECK(span.end >= span.start && !span.is_error && span.trace_state == "x=1");
            CHECK(span.attributes.substr(0, 1) == "{" && span.events.substr(0, 1) == "[");
        }
    };
    comfy::client client(std::move(options));
    CHECK(client.memory().find("\"budget_bytes\":123456789") != std::string::npos);
    comfy::prompt_options prompt;
    prompt.traceparent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    prompt.tracestate = "x=1";
    const comfy::task task = client.queue_prompt(show_colour(2), prompt);
    CHECK(task.wait(60s));
    client.finish();
    CHECK(trace == "0123456789abcdef0123456789abcdef" && parent_of_prompt == "0123456789abcdef");
    CHECK(std::count(names.begin(), names.end(), "Execute Node") == 2);

    std::vector<std::string> fields;
    comfy::set_log_record_callback(comfy::log_level::debug, [&](const comfy::log_record &record) {
        std::lock_guard<std::mutex> lock(mutex);
        CHECK(!record.message.empty() && record.time > std::chrono::system_clock::now() - 60s);
        fields.emplace_back(record.fields);
    });
    comfy::client noted(local_options());
    const comfy::task noted_task = noted.queue_prompt(show_colour(3));
    CHECK(noted_task.wait(60s));
    const std::string id = noted_task.prompt_id();
    noted.finish();
    comfy::set_log_record_callback(comfy::log_level::none, {});
    CHECK(std::any_of(fields.begin(), fields.end(), [&](const std::string &one) {
        return one.find("\"prompt_id\":\"" + id) != std::string::npos;
    }));
}

int main(int argc, char **argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s MODELS-DIRECTORY WORK-DIRECTORY\n", argv[0]);
        return 2;
    }
    models = argv[1];
    work = argv[2];
    test_image();
    test_errors();
    test_cancel();
    test_polling();
    test_waking();
    test_memory();
    test_queue_and_history();
    test_callbacks();
    test_workflows();
    test_observation();
    return summary("behaviour");
}
