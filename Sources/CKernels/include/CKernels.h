// The hot loops. Policy (threads, tiling) is in the Swift target Tensors.
//
// Every function is single-threaded, allocates nothing and may be called from any number of threads
// at once. Pointers need no alignment beyond their element's; buffers of one call do not overlap
// unless the function says that it works in place. `int64_t` counts elements.
//
// A kernel that exists once for each instruction set is declared by its only signature, CK_name(X), which gives X the name,
// the parameters and the arguments: the function is ck_name, its body KERNEL(name), and the lists at the end hold all.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "CKernelsTransformers.h"

#ifdef __cplusplus
extern "C" {
#endif

// What is applied to a sum once it is complete.
enum ck_activation { CK_NONE = 0, CK_SILU = 1, CK_GELU = 2, CK_QUICK_GELU = 3, CK_TANH_GELU = 4, CK_RELU = 5, CK_LEAKY_RELU = 6 };

// The instruction set that was picked: "avx512bf16", "avx512", "avx2", "neonbf16" or "generic".
const char *ck_isa(void);
// Whether it multiplies bf16 and, as fast, fixed point; ck_..._bf16, or ck_..._fixed, must not be called otherwise.
int ck_has_bf16(void);
int ck_has_fixed(void);

// --- matrix products ---
//
// The right-hand matrix b[n, k] lies in panels of `ck_panel_width()` columns of the result: a panel
// is [k, width], padded with zeros, so that the inner loop reads it straight through. The left-hand
// rows are given as pointers, one for each row and each segment of k ("tap"): a convolution points
// at pixels and needs no copy of the image; a plain matrix has one tap.

// Columns of a panel: 32, 16 or 8, by the instruction set.
int64_t ck_panel_width(void);

// How weights are stored. They need no alignment.
enum ck_type { CK_F32 = 0, CK_F16 = 1, CK_BF16 = 2 };

// Packs k elements of each of `columns` <= width rows (at src[column * ld]) into one panel. Row e of them
// becomes row (e % taps) * (k / taps) + e / taps of the panel: the kernels of a convolution are
// [channels, taps], the panel is [taps, channels]. A linear layer has one tap.
#define CK_pack(X)                                                                                                     \
    X(pack, (float *panel, const void *src, int type, int64_t ld, int64_t columns, int64_t k, int64_t taps),           \
      (panel, src, type, ld, columns, k, taps))

// The factors of a product. Lengths and strides count floats.
struct ck_factors {
    const float *const *rows;  // row r of tap t at rows[t * row_stride + r] + offset
    int64_t row_stride, offset;
    const float *const *next;  // as many rows of one tap, read after these and fetched meanwhile; or NULL
    int64_t taps, k;
    const float *panels;  // panel x / width at panels + x / width * panel_stride, tap t of it tap_stride * t behind
    int64_t panel_stride, tap_stride;
    const float *units;  // of integers: what 1 stands for in each row
    const float *starts, *scales;  // of integers of 8 bits, for each column of whole panels: see `ck_pack_bytes`
};
// c[r, :n] (+)= sum over taps t and i < k of the rows' [t, r, i] * the panels' [t, i, :n], r < count; n may reach
// over several panels. One running sum for each element, in order of t and i.
#define CK_product(X)                                                                                                  \
    X(product, (int64_t count, int64_t n, const struct ck_factors *factors, float *c, int64_t ldc, int accumulate),    \
      (count, n, factors, c, ldc, accumulate))

// The same with factors in bf16 and sums in f32: a float of rows and panels stands for two neighbours along k.
#define CK_product_bf16(X)                                                                                             \
    X(product_bf16, (int64_t count, int64_t n, const struct ck_factors *factors, float *c, int64_t ldc,                \
                     int accumulate),                                                                                  \
      (count, n, factors, c, ldc, accumulate))
// pairs[i, :n] = rows 2 i and 2 i + 1 of `count` rows of n, rounded to bf16 (a row that is missing is zero);
// `pairs` may be `rows`.
#define CK_pair_rows(X)                                                                                                \
    X(pair_rows, (float *pairs, const float *rows, int64_t ld, int64_t count, int64_t n), (pairs, rows, ld, count, n))
// Rows of k numbers like those of `ck_pack` as a panel [(k + 1) / 2, width] of pairs: what `ck_pair_rows` makes of
// `ck_pack`'s.
#define CK_pack_pairs(X)                                                                                               \
    X(pack_pairs, (float *panel, const void *src, int type, int64_t ld, int64_t columns, int64_t k),                   \
      (panel, src, type, ld, columns, k))
// n floats rounded to bf16, as (n + 1) / 2 pairs.
#define CK_pair_along(X) X(pair_along, (float *pairs, const float *row, int64_t n), (pairs, row, n))

// The same with integers of 8 bits and sums of 32: a float of rows and panels stands for four neighbours along k.
#define CK_product_bytes(X)                                                                                            \
    X(product_bytes, (int64_t count, int64_t n, const struct ck_factors *factors, float *c, int64_t ldc,               \
                      int accumulate),                                                                                 \
      (count, n, factors, c, ldc, accumulate))
// n floats in units of *unit, the largest as 127, plus 128, as (n + 3) / 4 times four bytes; what is missing counts as 0.
// The unit is not finite where one of them is not.
#define CK_bytes_along(X)                                                                                              \
    X(bytes_along, (float *bytes, float *unit, const float *row, int64_t n), (bytes, unit, row, n))
// Rows of k floats at src[column * ld] as a panel [(k + 3) / 4, width] of four bytes each, in units of `scales` [width],
// and what sums begin with that take away the 128 of the left-hand side: 32-bit integers in `starts` [width].
#define CK_pack_bytes(X)                                                                                               \
    X(pack_bytes, (float *panel, float *starts, float *scales, const float *src, int64_t ld, int64_t columns,          \
                   int64_t k),                                                                                         \
      (panel, starts, scales, src, ld, columns, k))

// The same of rows that are integers already; their scales are the caller's.
#define CK_pack_integers(X)                                                                                            \
    X(pack_integers, (float *panel, float *starts, const int8_t *src, int64_t ld, int64_t columns, int64_t k),         \
      (panel, starts, src, ld, columns, k))
// Each `group` of n floats, in place, times the regular Hadamard matrix of ConvRot (arXiv 2512.03673): the Kronecker power
// of [[1, 1, 1, -1], [1, 1, -1, 1], [1, -1, 1, 1], [-1, 1, 1, 1]] / 2, which is its own inverse. `group` is a power of 4,
// of which n is a multiple.
#define CK_turn_groups(X) X(turn_groups, (float *row, int64_t n, int64_t group), (row, n, group))

// What is done to complete sums: dst = activation(((c + bias) * factor + residual) * g), where g is 1 or, if there are
// gates, gelu(c[:, gate:gate + n] + gate_bias).
struct ck_finish {
    float *dst;  // may be c
    int64_t ldd;
    const float *bias;      // [n] or NULL
    const float *residual;  // [rows, n] or NULL
    int64_t ldr;
    int activation;
    int64_t gate;            // where in a row of c the gates are; 0: there are none
    const float *gate_bias;  // [n] or NULL
    const float *factor;     // [n] or NULL: 1
};
#define CK_finish(X)                                                                                                   \
    X(finish, (const struct ck_finish *f, const float *c, int64_t ldc, int64_t rows, int64_t n), (f, c, ldc, rows, n))

// A convolution's view of NHWC images.
struct ck_image {
    const float *pixels;  // [B, height, width, channels]
    const float *zeros;   // `channels` zeros: the pixels outside
    int64_t height, width, channels;
    int64_t out_height, out_width;
    int64_t kernel_height, kernel_width, stride, top, left;
    int64_t shift;  // 1: the image is seen at twice its size, each pixel four times
};
// rows[t * count + r] = the pixel under tap t of output pixel first + r.
void ck_image_rows(const float **rows, const struct ck_image *image, int64_t first, int64_t count);

// --- 3x3 convolution with stride 1, by Winograd's F(4x4, 3x3) ---
//
// Tiles of 4x4 pixels of the result, numbered by item, row and column. 36 numbers ("points") stand for
// each tile and channel (v), each kernel (u), and each tile and output (m): m = sum over channels of v * u,
// for each point on its own. Channels are taken in blocks of CK_WINOGRAD_DEPTH.

enum { CK_WINOGRAD_DEPTH = 64, CK_WINOGRAD_TILES = 96 };

// u[point * u_stride + channel * width + column] of `columns` rows [channels, 9] at src[column * ld].
#define CK_winograd_weights(X)                                                                                         \
    X(winograd_weights, (float *u, int64_t u_stride, const void *src, int type, int64_t ld, int64_t columns,           \
                         int64_t channels),                                                                            \
      (u, u_stride, src, type, ld, columns, channels))
// Tiles first..<first + count of a kernel of 3x3: v[block * block_stride + point * v_stride + tile *
// CK_WINOGRAD_DEPTH + channel], where tile counts from 0 and a block's channels are padded to 16 with zeros.
#define CK_winograd_input(X)                                                                                           \
    X(winograd_input, (float *v, int64_t v_stride, int64_t block_stride, const struct ck_image *image, int64_t first,  \
                       int64_t count),                                                                                 \
      (v, v_stride, block_stride, image, first, count))
// m[point * m_stride + tile * width + column] (+)= v * u of one block; tiles <= CK_WINOGRAD_TILES.
#define CK_winograd_product(X)                                                                                         \
    X(winograd_product, (float *m, int64_t m_stride, const float *v, int64_t v_stride, const float *u,                 \
                         int64_t u_stride, int64_t tiles, int64_t channels, int64_t n, int accumulate),                \
      (m, m_stride, v, v_stride, u, u_stride, tiles, channels, n, accumulate))

struct ck_winograd_result {
    float *pixels;  // [B, height, width, channels]
    int64_t height, width, channels;
    const float *bias;  // [channels] for each item, or NULL
    int64_t bias_stride;
    const float *residual;  // like pixels, or NULL
    int activation;
    const float *units;  // [36, width]: what 1 in m stands for; NULL: 1
    int streams;         // pixels are too many to be in a cache when they are read
};
// pixels = activation(m + bias + residual) for channels column..<column + n of tiles first..<first + count.
// Of m up to 15 floats behind its last row are read.
#define CK_winograd_output(X)                                                                                          \
    X(winograd_output, (const struct ck_winograd_result *result, const float *m, int64_t m_stride, int64_t first,      \
                        int64_t count, int64_t column, int64_t n),                                                     \
      (result, m, m_stride, first, count, column, n))

// The same with factors of 16 bits in fixed point and f32 sums, where `ck_has_fixed`: a float of v and u stands for
// channels c and c + 16 of 32. A tile's v counts in units of units[block * unit_stride + tile], m in those of the
// outputs.
#define CK_winograd_input_fixed(X)                                                                                     \
    X(winograd_input_fixed, (float *v, int64_t v_stride, int64_t block_stride, float *units, int64_t unit_stride,      \
                             const struct ck_image *image, int64_t first, int64_t count),                              \
      (v, v_stride, block_stride, units, unit_stride, image, first, count))
#define CK_winograd_product_fixed(X)                                                                                   \
    X(winograd_product_fixed, (float *m, int64_t m_stride, const float *v, int64_t v_stride, const float *units,       \
                               const float *u, int64_t u_stride, int64_t tiles, int64_t channels, int64_t n,           \
                               int accumulate),                                                                        \
      (m, m_stride, v, v_stride, units, u, u_stride, tiles, channels, n, accumulate))
// u with its scales.
#define CK_winograd_weights_fixed(X)                                                                                   \
    X(winograd_weights_fixed, (float *u, int64_t u_stride, const float *scales, const void *src, int type, int64_t ld, \
                               int64_t columns, int64_t channels),                                                     \
      (u, u_stride, scales, src, type, ld, columns, channels))
// scales[point * width + column] of all the channels of `columns` rows, and their inverse, the units of m.
#define CK_winograd_scales(X)                                                                                          \
    X(winograd_scales, (float *scales, float *units, const void *src, int type, int64_t ld, int64_t columns,           \
                        int64_t channels),                                                                             \
      (scales, units, src, type, ld, columns, channels))

// --- elements to f32, exact ---

#define CK_f16_to_f32(X) X(f16_to_f32, (float *dst, const void *source, int64_t n), (dst, source, n))
#define CK_bf16_to_f32(X) X(bf16_to_f32, (float *dst, const void *source, int64_t n), (dst, source, n))
#define CK_e4m3_to_f32(X) X(e4m3_to_f32, (float *dst, const void *source, int64_t n), (dst, source, n))
#define CK_e5m2_to_f32(X) X(e5m2_to_f32, (float *dst, const void *source, int64_t n), (dst, source, n))
#define CK_f64_to_f32(X) X(f64_to_f32, (float *dst, const void *source, int64_t n), (dst, source, n))

// --- blocks of GGML's formats to f32 ---

enum ck_block_format {
    CK_Q4_0, CK_Q4_1, CK_Q5_0, CK_Q5_1, CK_Q8_0, CK_Q2_K, CK_Q3_K, CK_Q4_K, CK_Q5_K, CK_Q6_K, CK_IQ4_NL, CK_IQ4_XS
};
// Of one block of each format.
static const struct ck_block_size { int64_t elements, bytes; } ck_block_sizes[] = {{32, 18},   {32, 20},   {32, 22},   {32, 24},
                                                      {32, 34},   {256, 84},  {256, 110}, {256, 144},
                                                      {256, 176}, {256, 210}, {32, 18},   {256, 136}};
// `count` blocks; `type`: what each operation is rounded to.
#define CK_expand_blocks(X)                                                                                            \
    X(expand_blocks, (float *dst, const void *blocks, int format, int type, int64_t count),                            \
      (dst, blocks, format, type, count))

// --- f32 to the 16-bit types, to nearest even ---

#define CK_f32_to_f16(X) X(f32_to_f16, (void *target, const float *src, int64_t n), (target, src, n))
#define CK_f32_to_bf16(X) X(f32_to_bf16, (void *target, const float *src, int64_t n), (target, src, n))

// --- elementwise ---

// dst = activation(src); dst may be src.
#define CK_activate(X) X(activate, (float *dst, const float *src, int64_t n, int activation), (dst, src, n, activation))
// dst = a + b; dst may be a or b.
#define CK_add(X) X(add, (float *dst, const float *a, const float *b, int64_t n), (dst, a, b, n))
// --- normalisation ---

// sum[c] += x[p, c], squares[c] += x[p, c]^2 over `pixels` rows of `channels`.
#define CK_channel_sums(X)                                                                                             \
    X(channel_sums, (double *__restrict sum, double *__restrict squares, const float *__restrict x, int64_t pixels,    \
                     int64_t channels),                                                                                \
      (sum, squares, x, pixels, channels))
// dst[p, c] = activation(x[p, c] * scale[c] + shift[c]); `streams`: dst is part of what is too large to be in a cache
// when it is read.
#define CK_scale_shift(X)                                                                                              \
    X(scale_shift, (float *dst, const float *x, const float *scale, const float *shift, int64_t pixels,                \
                    int64_t channels, int activation, int streams),                                                    \
      (dst, x, scale, shift, pixels, channels, activation, streams))
// Rows of n, each to mean 0 and variance 1, then times weight plus bias (either may be NULL).
#define CK_layer_norm(X)                                                                                               \
    X(layer_norm, (float *dst, const float *x, const float *weight, const float *bias, float eps, int64_t rows,        \
                   int64_t n),                                                                                         \
      (dst, x, weight, bias, eps, rows, n))
// Rows of n, each over the root of its mean square, then times weight plus bias (either may be NULL).
#define CK_rms_norm(X)                                                                                                 \
    X(rms_norm, (float *dst, const float *x, const float *weight, const float *bias, float eps, int64_t rows,          \
                 int64_t n),                                                                                           \
      (dst, x, weight, bias, eps, rows, n))
// Softmax of each row of n, in place.
#define CK_softmax_rows(X) X(softmax_rows, (float *x, int64_t ldx, int64_t rows, int64_t n), (x, ldx, rows, n))

// --- layout ---

// src: [rows, columns] -> dst: [columns, rows]
#define CK_transpose(X)                                                                                                \
    X(transpose, (float *dst, int64_t ldd, const float *src, int64_t lds, int64_t rows, int64_t columns),              \
      (dst, ldd, src, lds, rows, columns))

// --- all of them ---

// Every kernel that exists once for each instruction set.
#define CK_KERNELS(X)                                                                                                  \
    CK_pack(X) CK_product(X) CK_product_bytes(X) CK_bytes_along(X) CK_pack_bytes(X) CK_pack_integers(X)                \
    CK_turn_groups(X) CK_finish(X) CK_winograd_weights(X) CK_winograd_input(X) CK_winograd_product(X)                  \
    CK_winograd_output(X) CK_attend(X) CK_f16_to_f32(X) CK_bf16_to_f32(X) CK_e4m3_to_f32(X) CK_e5m2_to_f32(X)          \
    CK_f64_to_f32(X) CK_f32_to_f16(X) CK_f32_to_bf16(X) CK_activate(X) CK_add(X) CK_channel_sums(X) CK_scale_shift(X)  \
    CK_layer_norm(X) CK_rms_norm(X) CK_softmax_rows(X) CK_gated_sum(X) CK_gate(X) CK_heads(X) CK_transpose(X)          \
    CK_expand_blocks(X)

// Those that exist where bf16 is multiplied, and where fixed point is.
#define CK_BF16_KERNELS(X, FIXED)                                                                                      \
    CK_pair_rows(X) CK_pair_along(X) CK_pack_pairs(X) CK_product_bf16(X) CK_winograd_input_fixed(FIXED) CK_winograd_scales(FIXED)       \
    CK_winograd_weights_fixed(FIXED) CK_winograd_product_fixed(FIXED) CK_attend_bf16(X)

#define CK_DECLARATION(name, parameters, arguments) void ck_##name parameters;
CK_KERNELS(CK_DECLARATION)
CK_BF16_KERNELS(CK_DECLARATION, CK_DECLARATION)
#undef CK_DECLARATION

#ifdef __cplusplus
}
#endif
