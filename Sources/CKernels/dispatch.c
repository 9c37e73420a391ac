#include "table.h"
#include <stdlib.h>
#include <string.h>
#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

// The best that the processor has; COMFY_CPU=avx512, avx2 or generic (on arm64 generic alone) takes no more than that, so
// that one machine tests every version.
static const struct ck_table *pick(void) {
#if defined(__x86_64__)
    static const char *const levels[] = {"generic", "avx2", "avx512", "avx512bf16"};
    const char *limit = getenv("COMFY_CPU");
    int level = 3;
    for (int i = 0; limit && i < 4; i++)
        if (!strcmp(limit, levels[i])) level = i;
    __builtin_cpu_init();
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
    int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                 __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (level >= 3 && avx512 && __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vnni"))
        return &ck_table_avx512bf16;
    if (level >= 2 && avx512) return &ck_table_avx512;
    if (level >= 1 && avx2) return &ck_table_avx2;
#elif defined(__aarch64__)
    const char *limit = getenv("COMFY_CPU");
    int generic = limit && !strcmp(limit, "generic");
    if (!generic && getauxval(AT_HWCAP2) & HWCAP2_BF16) return &ck_table_neonbf16;
#endif
    return &ck_table_generic;
}

static const struct ck_table *table = &ck_table_generic;

// Before any other code of the library can run; the pointer is never written again.
__attribute__((constructor(102))) static void initialise(void) { table = pick(); }

const char *ck_isa(void) { return table->isa; }
int ck_has_bf16(void) { return table->product_bf16 != NULL; }
int ck_has_fixed(void) { return table->winograd_product_fixed != NULL; }
int64_t ck_panel_width(void) { return table->panel_width; }
int64_t ck_attention_scratch(int64_t count, int64_t width) {
    int64_t panels = (count + table->panel_width - 1) / table->panel_width;
    return table->panel_width * (panels * (2 * width + 2) + CK_ATTENTION_KEYS);
}

#define CK_FORWARD(name, parameters, arguments)                                                                        \
    void ck_##name parameters { table->name arguments; }
CK_KERNELS(CK_FORWARD)
CK_BF16_KERNELS(CK_FORWARD, CK_FORWARD)
