/* What the C tests share: counted checks and a few short cuts. */
#ifndef CHECK_H
#define CHECK_H

#include <comfy.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static atomic_int checks_passed, checks_failed;

static inline void check(int holds, const char *text, const char *file, int line) {
    if (holds) {
        atomic_fetch_add(&checks_passed, 1);
    } else {
        atomic_fetch_add(&checks_failed, 1);
        fprintf(stderr, "%s:%d: failed: %s\n", file, line, text);
    }
}
#define CHECK(condition) check((condition) ? 1 : 0, #condition, __FILE__, __LINE__)

/* A call that has to give `expected`; says what came instead. */
static inline void check_status(comfy_status status, comfy_status expected, const char *text, const char *file, int line) {
    if (status != expected)
        fprintf(stderr, "%s:%d: %s instead of %s\n", file, line, comfy_status_name(status), comfy_status_name(expected));
    check(status == expected, text, file, line);
}
#define GIVES(expected, call) check_status(call, COMFY_STATUS_##expected, #call, __FILE__, __LINE__)

static inline int summary(const char *name) {
    int passed = atomic_load(&checks_passed), failed = atomic_load(&checks_failed);
    printf("%s: %d passed, %d failed\n", name, passed, failed);
    return failed == 0 ? 0 : 1;
}

static inline double now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* How much slower the library may be than it is: under a sanitizer. */
static inline double slowness(void) {
    const char *text = getenv("COMFY_TEST_SLOWNESS");
    return text == NULL ? 1 : atof(text);
}

/* Whether one of some tries takes less than `limit` milliseconds, as it says itself. What shares the machine makes tries
 * longer, never shorter: one that is short shows what the library can do. */
static inline int takes_less(double limit, double (*try_once)(void *), void *argument) {
    int i;
    for (i = 0; i < 20; i++)
        if (try_once(argument) < limit) return 1;
    return 0;
}

/* Where prompts run: COMFY_TEST_EXECUTOR=isolated puts those of every client that asks this into other processes. */
static inline comfy_executor test_executor(void) {
    const char *text = getenv("COMFY_TEST_EXECUTOR");
    return text != NULL && strcmp(text, "isolated") == 0 ? COMFY_EXECUTOR_ISOLATED : COMFY_EXECUTOR_AUTO;
}

/* An image of one colour, shown. Needs no model. */
#define SHOW_COLOUR(colour)                                                                                       \
    "{\"1\": {\"class_type\": \"EmptyImage\", \"inputs\":"                                                        \
    "   {\"width\": 8, \"height\": 4, \"batch_size\": 1, \"color\": " #colour "}},"                                \
    " \"2\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"1\", 0]}}}"

/* The seven-node workflow on a checkpoint, 64 x 64. */
#define TXT2IMG(checkpoint, seed, steps)                                                                          \
    "{\"4\": {\"class_type\": \"CheckpointLoaderSimple\", \"inputs\": {\"ckpt_name\": \"" checkpoint "\"}},"      \
    " \"5\": {\"class_type\": \"EmptyLatentImage\", \"inputs\": {\"width\": 64, \"height\": 64, \"batch_size\": 1}}," \
    " \"6\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": \"a red circle\", \"clip\": [\"4\", 1]}}," \
    " \"7\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": \"\", \"clip\": [\"4\", 1]}},"            \
    " \"3\": {\"class_type\": \"KSampler\", \"inputs\": {\"model\": [\"4\", 0], \"positive\": [\"6\", 0],"         \
    "   \"negative\": [\"7\", 0], \"latent_image\": [\"5\", 0], \"seed\": " #seed ", \"steps\": " #steps ","       \
    "   \"cfg\": 3.0, \"sampler_name\": \"euler\", \"scheduler\": \"normal\", \"denoise\": 1.0}},"                 \
    " \"8\": {\"class_type\": \"VAEDecode\", \"inputs\": {\"samples\": [\"3\", 0], \"vae\": [\"4\", 2]}},"         \
    " \"9\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"8\", 0]}}}"

/* Runs for minutes unless it is cancelled. */
#define ENDLESS TXT2IMG("demo.safetensors", 1, 10000)

#endif
