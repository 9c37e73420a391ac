#include "table.h"
#include <stdlib.h>
#include <string.h>

// COMFY_KERNELS=avx2 or generic takes less than the processor has: for tests and comparisons.
static const struct ck_table *pick(void) {
#if defined(__x86_64__)
    const char *limit = getenv("COMFY_KERNELS");
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
void ck_pack_panel(float *panel, const float *b, int64_t ldb, int64_t columns, int64_t k) {
    table->pack_panel(panel, b, ldb, columns, k);
}
void ck_product(int64_t count, int64_t n, int64_t taps, int64_t k, const float *const *rows, int64_t tap_stride,
                int64_t offset, const float *panel, float *c, int64_t ldc, int accumulate) {
    table->product(count, n, taps, k, rows, tap_stride, offset, panel, c, ldc, accumulate);
}
void ck_f16_to_f32(float *d, const void *s, int64_t n) { table->f16_to_f32(d, s, n); }
void ck_bf16_to_f32(float *d, const void *s, int64_t n) { table->bf16_to_f32(d, s, n); }
void ck_e4m3_to_f32(float *d, const void *s, int64_t n) { table->e4m3_to_f32(d, s, n); }
void ck_e5m2_to_f32(float *d, const void *s, int64_t n) { table->e5m2_to_f32(d, s, n); }
void ck_f64_to_f32(float *d, const void *s, int64_t n) { table->f64_to_f32(d, s, n); }
void ck_f32_to_f16(void *d, const float *s, int64_t n) { table->f32_to_f16(d, s, n); }
void ck_f32_to_bf16(void *d, const float *s, int64_t n) { table->f32_to_bf16(d, s, n); }
void ck_activate(float *d, const float *s, int64_t n, int activation) { table->activate(d, s, n, activation); }
void ck_exp(float *d, const float *s, int64_t n) { table->exp(d, s, n); }
void ck_add(float *d, const float *a, const float *b, int64_t n) { table->add(d, a, b, n); }
void ck_axpy(float *d, const float *a, const float *b, float scale, int64_t n) { table->axpy(d, a, b, scale, n); }
void ck_geglu(float *d, const float *s, int64_t rows, int64_t n) { table->geglu(d, s, rows, n); }
void ck_fill_rows(float *d, int64_t ldd, const float *bias, const float *residual, int64_t ldr, int64_t rows, int64_t n) {
    table->fill_rows(d, ldd, bias, residual, ldr, rows, n);
}
void ck_activate_rows(float *x, int64_t ldx, int64_t rows, int64_t n, int activation) {
    if (activation == CK_NONE) return;
    if (ldx == n) {
        table->activate(x, x, rows * n, activation);
        return;
    }
    for (int64_t r = 0; r < rows; r++) table->activate(x + r * ldx, x + r * ldx, n, activation);
}
void ck_channel_sums(double *sum, double *squares, const float *x, int64_t pixels, int64_t channels) {
    table->channel_sums(sum, squares, x, pixels, channels);
}
void ck_scale_shift(float *d, const float *x, const float *scale, const float *shift, int64_t pixels, int64_t channels,
                    int activation) {
    table->scale_shift(d, x, scale, shift, pixels, channels, activation);
}
void ck_layer_norm(float *d, const float *x, const float *w, const float *b, float eps, int64_t rows, int64_t n) {
    table->layer_norm(d, x, w, b, eps, rows, n);
}
void ck_softmax_rows(float *x, int64_t ldx, int64_t rows, int64_t n) { table->softmax_rows(x, ldx, rows, n); }
void ck_softmax_step(float *x, int64_t ldx, float *max, float *sum, float *out, int64_t ldo, int64_t width, int64_t rows,
                     int64_t n) {
    table->softmax_step(x, ldx, max, sum, out, ldo, width, rows, n);
}
void ck_divide_rows(float *d, int64_t ldd, const float *s, int64_t lds, const float *sum, int64_t rows, int64_t n) {
    table->divide_rows(d, ldd, s, lds, sum, rows, n);
}
void ck_scale_rows(float *d, int64_t ldd, const float *s, int64_t lds, float scale, int64_t rows, int64_t n) {
    table->scale_rows(d, ldd, s, lds, scale, rows, n);
}
void ck_transpose(float *d, int64_t ldd, const float *s, int64_t lds, int64_t rows, int64_t columns) {
    table->transpose(d, ldd, s, lds, rows, columns);
}
