#include "table.h"
#include <stdlib.h>
#include <string.h>

// COMFY_CPU=avx2 or generic takes less than the processor has: for tests and comparisons.
static const struct ck_table *pick(void) {
#if defined(__x86_64__)
    const char *limit = getenv("COMFY_CPU");
    if (limit && !strcmp(limit, "generic")) return &ck_table_generic;
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c") &&
        !(limit && !strcmp(limit, "avx2")))
        return &ck_table_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c"))
        return &ck_table_avx2;
#endif
    return &ck_table_generic;
}

static const struct ck_table *table = &ck_table_generic;

// Before any other code of the library can run; the pointer is never written again.
__attribute__((constructor(102))) static void initialise(void) { table = pick(); }

const char *ck_isa(void) { return table->isa; }
int64_t ck_panel_width(void) { return table->panel_width; }
int64_t ck_attention_scratch(int64_t count, int64_t width) {
    int64_t panels = (count + table->panel_width - 1) / table->panel_width;
    return table->panel_width * (panels * (2 * width + 2) + CK_ATTENTION_KEYS);
}

#define CK_FORWARD(name, parameters, arguments)                                                                        \
    void ck_##name parameters { table->name arguments; }
CK_KERNELS(CK_FORWARD)
