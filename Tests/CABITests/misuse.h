/* What the misuse tests share: calling tables of functions with handles that are none. */
#ifndef MISUSE_H
#define MISUSE_H

#include "check.h"

struct function {
    const char *name;
    comfy_status (*call)(void *out, void *handle, comfy_error **error);
};

/* Makes `kind`_functions of a table whose entries X(name, expression) use `out`, `h` and `e`. */
#define FUNCTION_THUNK(kind, name, expression) \
    static comfy_status kind##_##name(void *out, void *h, comfy_error **e) { (void)out; return expression; }

static inline void expect_invalid_handle(const struct function *function, void *handle, const char *what) {
    static const char zero[64];
    char out[64];
    comfy_error *error = NULL;
    comfy_status status;
    memset(out, 0, sizeof out);
    status = function->call(out, handle, &error);
    if (status != COMFY_STATUS_INVALID_HANDLE) fprintf(stderr, "%s with %s:\n", function->name, what);
    GIVES(INVALID_HANDLE, status);
    CHECK(memcmp(out, zero, sizeof out) == 0);
    CHECK(comfy_error_status(error) == status && comfy_error_message(error)[0] != '\0');
    comfy_error_release(error);
    GIVES(INVALID_HANDLE, function->call(out, handle, NULL));
}

#endif
