// What the C++ tests share: counted checks and workflows.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

inline std::atomic<int> checks_passed{0}, checks_failed{0};

inline bool check(bool holds, const char *text, const char *file, int line) {
    ++(holds ? checks_passed : checks_failed);
    if (!holds) std::fprintf(stderr, "%s:%d: failed: %s\n", file, line, text);
    return holds;
}
#define CHECK(condition) check(static_cast<bool>(condition), #condition, __FILE__, __LINE__)

inline int summary(const char *name) {
    std::printf("%s: %d passed, %d failed\n", name, checks_passed.load(), checks_failed.load());
    return checks_failed == 0 ? 0 : 1;
}

/** Under a sanitizer, which keeps freed memory and finds leaks itself. */
inline bool is_sanitized() { return std::getenv("COMFY_TEST_SANITIZED") != nullptr; }

/** Shows an image of one colour, 8 x 4. Needs no model. */
inline std::string show_colour(int colour) {
    return R"({"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 4, "batch_size": 1, "color": )" +
           std::to_string(colour) +
           R"(}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}})";
}

/** The seven-node workflow on the demo model. */
inline std::string txt2img(int size, int steps, const std::string &checkpoint = "demo.safetensors") {
    return R"({"4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": ")" + checkpoint + R"("}},
 "5": {"class_type": "EmptyLatentImage", "inputs": {"width": )" +
           std::to_string(size) + R"(, "height": )" + std::to_string(size) + R"(, "batch_size": 1}},
 "6": {"class_type": "CLIPTextEncode", "inputs":
       {"text": "a large red circle on a blue background", "clip": ["4", 1]}},
 "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
 "3": {"class_type": "KSampler", "inputs": {"model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0],
       "latent_image": ["5", 0], "seed": 42, "steps": )" +
           std::to_string(steps) + R"(, "cfg": 2.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}},
 "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
 "9": {"class_type": "PreviewImage", "inputs": {"images": ["8", 0]}}})";
}

#endif
