// One table of kernels for each instruction set; `dispatch.c` picks one when the library loads.
#pragma once
#include "CKernels.h"

// Every kernel that exists once for each instruction set: X(name, parameters, arguments).
#define CK_KERNELS(X)                                                                                                  \
    X(pack, (float *panel, const void *src, int type, int64_t ld, int64_t columns, int64_t k, int64_t taps),           \
      (panel, src, type, ld, columns, k, taps))                                                                        \
    X(product, (int64_t count, int64_t n, const struct ck_factors *factors, float *c, int64_t ldc, int accumulate),    \
      (count, n, factors, c, ldc, accumulate))                                                                         \
    X(finish, (const struct ck_finish *f, const float *c, int64_t ldc, int64_t rows, int64_t n), (f, c, ldc, rows, n)) \
    X(winograd_weights,                                                                                                \
      (float *u, int64_t u_stride, const void *src, int type, int64_t ld, int64_t columns, int64_t channels),          \
      (u, u_stride, src, type, ld, columns, channels))                                                                 \
    X(winograd_input,                                                                                                  \
      (float *v, int64_t v_stride, int64_t block_stride, const struct ck_image *image, int64_t first, int64_t count),  \
      (v, v_stride, block_stride, image, first, count))                                                                \
    X(winograd_product,                                                                                                \
      (float *m, int64_t m_stride, const float *v, int64_t v_stride, const float *u, int64_t u_stride, int64_t tiles,  \
       int64_t channels, int64_t n, int accumulate),                                                                   \
      (m, m_stride, v, v_stride, u, u_stride, tiles, channels, n, accumulate))                                         \
    X(winograd_output,                                                                                                 \
      (const struct ck_winograd_result *result, const float *m, int64_t m_stride, int64_t first, int64_t count,        \
       int64_t column, int64_t n),                                                                                     \
      (result, m, m_stride, first, count, column, n))                                                                  \
    X(attend, (const struct ck_attention *a, int64_t first, int64_t count, float *scratch, float *dst),                \
      (a, first, count, scratch, dst))                                                                                 \
    X(f16_to_f32, (float *dst, const void *src, int64_t n), (dst, src, n))                                             \
    X(bf16_to_f32, (float *dst, const void *src, int64_t n), (dst, src, n))                                            \
    X(e4m3_to_f32, (float *dst, const void *src, int64_t n), (dst, src, n))                                            \
    X(e5m2_to_f32, (float *dst, const void *src, int64_t n), (dst, src, n))                                            \
    X(f64_to_f32, (float *dst, const void *src, int64_t n), (dst, src, n))                                             \
    X(f32_to_f16, (void *dst, const float *src, int64_t n), (dst, src, n))                                             \
    X(f32_to_bf16, (void *dst, const float *src, int64_t n), (dst, src, n))                                            \
    X(activate, (float *dst, const float *src, int64_t n, int activation), (dst, src, n, activation))                  \
    X(add, (float *dst, const float *a, const float *b, int64_t n), (dst, a, b, n))                                    \
    X(channel_sums, (double *sum, double *squares, const float *x, int64_t pixels, int64_t channels),                  \
      (sum, squares, x, pixels, channels))                                                                             \
    X(scale_shift,                                                                                                     \
      (float *dst, const float *x, const float *scale, const float *shift, int64_t pixels, int64_t channels,           \
       int activation, int streams),                                                                                   \
      (dst, x, scale, shift, pixels, channels, activation, streams))                                                   \
    X(layer_norm,                                                                                                      \
      (float *dst, const float *x, const float *weight, const float *bias, float eps, int64_t rows, int64_t n),        \
      (dst, x, weight, bias, eps, rows, n))                                                                            \
    X(softmax_rows, (float *x, int64_t ldx, int64_t rows, int64_t n), (x, ldx, rows, n))                               \
    X(transpose, (float *dst, int64_t ldd, const float *src, int64_t lds, int64_t rows, int64_t columns),              \
      (dst, ldd, src, lds, rows, columns))

// Those that exist for AVX512-BF16 alone.
#define CK_BF16_KERNELS(X)                                                                                             \
    X(pair_rows, (float *pairs, const float *rows, int64_t ld, int64_t count, int64_t n), (pairs, rows, ld, count, n))   \
    X(pair_along, (float *pairs, const float *row, int64_t n), (pairs, row, n))                                        \
    X(product_bf16,                                                                                                    \
      (int64_t count, int64_t n, const struct ck_factors *factors, float *c, int64_t ldc, int accumulate),             \
      (count, n, factors, c, ldc, accumulate))                                                                         \
    X(winograd_input_fixed,                                                                                            \
      (float *v, int64_t v_stride, int64_t block_stride, float *units, int64_t unit_stride,                            \
       const struct ck_image *image, int64_t first, int64_t count),                                                    \
      (v, v_stride, block_stride, units, unit_stride, image, first, count))                                            \
    X(winograd_scales,                                                                                                 \
      (float *scales, float *units, const void *src, int type, int64_t ld, int64_t columns, int64_t channels),         \
      (scales, units, src, type, ld, columns, channels))                                                              \
    X(winograd_weights_fixed,                                                                                          \
      (float *u, int64_t u_stride, const float *scales, const void *src, int type, int64_t ld, int64_t columns,        \
       int64_t channels),                                                                                              \
      (u, u_stride, scales, src, type, ld, columns, channels))                                                         \
    X(winograd_product_fixed,                                                                                          \
      (float *m, int64_t m_stride, const float *v, int64_t v_stride, const float *units, const float *u,               \
       int64_t u_stride, int64_t tiles, int64_t channels, int64_t n, int accumulate),                                  \
      (m, m_stride, v, v_stride, units, u, u_stride, tiles, channels, n, accumulate))                                  \
    X(attend_bf16, (const struct ck_attention *a, int64_t first, int64_t count, float *scratch, float *dst),           \
      (a, first, count, scratch, dst))

struct ck_table {
    const char *isa;
    int64_t panel_width;
#define CK_MEMBER(name, parameters, arguments) void(*name) parameters;
    CK_KERNELS(CK_MEMBER)
    CK_BF16_KERNELS(CK_MEMBER)
#undef CK_MEMBER
};

extern const struct ck_table ck_table_generic;
#if defined(__x86_64__)
extern const struct ck_table ck_table_avx2;
extern const struct ck_table ck_table_avx512;
extern const struct ck_table ck_table_avx512bf16;
#endif
