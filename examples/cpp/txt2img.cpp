/*
 * Text to image with libcomfy, from C++: progress, previews in the terminal, Ctrl-C cancels.
 *
 *     make build
 *     cmake -S examples/cpp -B build -DCMAKE_PREFIX_PATH=$PWD/dist && cmake --build build
 *     build/txt2img "a small yellow star on a purple background"
 *
 * bindings/cpp/README.md explains it step by step.
 */
#include <comfy.hpp>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <unistd.h>

using namespace std::chrono_literals;

namespace {

volatile std::sig_atomic_t interrupted = 0;

std::string workflow(const std::string &prompt) {
    return R"({
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "demo.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 128, "height": 128, "batch_size": 1}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": )" +
           comfy::quote(prompt) + R"(, "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
        "3": {"class_type": "KSampler", "inputs": {
            "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
            "seed": 42, "steps": 20, "cfg": 2.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}},
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "txt2img"}}})";
}

/** Draws a small RGB image with half blocks: two rows of pixels a line. */
void draw(const comfy::image_view &image) {
    for (std::int64_t y = 0; y + 1 < image.height(); y += 2) {
        const auto above = image.row(y), below = image.row(y + 1);
        for (std::size_t x = 0; x < above.size(); x += 3)
            std::fprintf(
                stderr, "\x1b[38;2;%d;%d;%dm\x1b[48;2;%d;%d;%dm\u2580", above[x], above[x + 1], above[x + 2],
                below[x], below[x + 1], below[x + 2]);
        std::fprintf(stderr, "\x1b[0m\n");
    }
    std::fprintf(stderr, "\x1b[%dA", static_cast<int>(image.height() / 2));
}

void run(const comfy::client &client, const std::string &prompt) {
    const comfy::task task = client.queue_prompt(workflow(prompt));
    const bool is_terminal = isatty(STDERR_FILENO) != 0;
    for (;;) {
        if (interrupted) task.cancel();
        const auto event = task.poll_event(100ms);
        if (event.ended()) break;
        if (event.timed_out()) continue;
        if (auto preview = event->image(); preview && is_terminal) draw(*preview);
        std::fprintf(stderr, "\r%3.0f %%", 100 * task.progress().overall);
    }
    std::fputc('\n', stderr);
    std::cout << task.result() << '\n';

    // The pixels are there as well: nothing needs the disk.
    const comfy::image_view image = task.image(0);
    std::ofstream file("txt2img.ppm", std::ios::binary);
    file << "P6\n" << image.width() << ' ' << image.height() << "\n255\n";
    for (std::int64_t y = 0; y < image.height(); y++)
        file.write(reinterpret_cast<const char *>(image.row(y).data()), 3 * image.width());
}

}  // namespace

int main(int argc, char **argv) {
    std::signal(SIGINT, [](int) { interrupted = 1; });
    comfy::client_options options;
    options.models_directory = argc > 2 ? argv[2] : "examples/demo-model";
    try {
        run(comfy::client(options), argc > 1 ? argv[1] : "a large red circle on a blue background");
    } catch (const comfy::error &error) {
        std::cerr << comfy::status_name(error.code()) << ": " << error.what() << '\n' << error.details() << '\n';
        return 1;
    }
}
