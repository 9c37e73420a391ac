// The hot loops. Policy (threads, tiling) is in the Swift target Tensors.
//
// Every function is single-threaded, allocates nothing and may be called from any number of threads
// at once. Pointers need no alignment beyond their element's; buffers of one call do not overlap
// unless the function says that it works in place. `int64_t` counts elements.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What is applied to a sum once it is complete.
enum ck_activation { CK_NONE = 0, CK_SILU = 1, CK_GELU = 2, CK_QUICK_GELU = 3 };

// The instruction set that was picked: "avx512", "avx2" or "generic".
const char *ck_isa(void);

// --- system ---

// Names the calling thread, with at most 15 bytes.
void ck_name_thread(const char *name);
// Processors that the calling thread may run on; 0 when the system does not say.
int ck_allowed_processors(void);

// --- matrix products ---
//
// The right-hand matrix b[n, k] lies in panels of `ck_panel_width()` columns of the result: a panel
// is [k, width], padded with zeros, so that the inner loop reads it straight through. The left-hand
// rows are given as pointers, one for each row and each segment of k ("tap"): a convolution points
// at pixels and needs no copy of the image; a plain matrix has one tap.

// Columns of a panel: 32, 16 or 8, by the instruction set.
int64_t ck_panel_width(void);

// Packs k floats of each of `columns` <= width rows of b (at b[column * ldb]) into one panel.
void ck_pack_panel(float *panel, const float *b, int64_t ldb, int64_t columns, int64_t k);
// The same for b given as [k, columns] with rows of ldb.
void ck_pack_panel_rows(float *panel, const float *b, int64_t ldb, int64_t columns, int64_t k);

// c[r, :n] (+)= sum over taps t and i < k of rows[t * tap_stride + r][offset + i] * panel[t * k + i, :n],
// r < count, n <= width. One running sum for each element, in order of t and i.
void ck_product(int64_t count, int64_t n, int64_t taps, int64_t k, const float *const *rows, int64_t tap_stride,
                int64_t offset, const float *panel, float *c, int64_t ldc, int accumulate);

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

// --- elements to f32, exact ---

void ck_f16_to_f32(float *dst, const void *src, int64_t n);
void ck_bf16_to_f32(float *dst, const void *src, int64_t n);
void ck_e4m3_to_f32(float *dst, const void *src, int64_t n);
void ck_e5m2_to_f32(float *dst, const void *src, int64_t n);
void ck_f64_to_f32(float *dst, const void *src, int64_t n);

// --- f32 to the 16-bit types, to nearest even ---

void ck_f32_to_f16(void *dst, const float *src, int64_t n);
void ck_f32_to_bf16(void *dst, const float *src, int64_t n);

// --- elementwise ---

// dst = activation(src); dst may be src.
void ck_activate(float *dst, const float *src, int64_t n, int activation);
// dst = exp(src); dst may be src.
void ck_exp(float *dst, const float *src, int64_t n);
// dst = a + b; dst may be a or b.
void ck_add(float *dst, const float *a, const float *b, int64_t n);
// dst = a + scale * b; dst may be a or b.
void ck_axpy(float *dst, const float *a, const float *b, float scale, int64_t n);
// dst[r, :] = scale * src[r, :]
void ck_scale_rows(float *dst, int64_t ldd, const float *src, int64_t lds, float scale, int64_t rows, int64_t n);
// src: [rows, 2n] -> dst: [rows, n] = src[:, :n] * gelu(src[:, n:])
void ck_geglu(float *dst, const float *src, int64_t rows, int64_t n);

// dst[r, :] = bias + residual[r, :], where either may be NULL, which counts as zero.
void ck_fill_rows(float *dst, int64_t ldd, const float *bias, const float *residual, int64_t ldr, int64_t rows, int64_t n);
// x[r, :] = activation(x[r, :])
void ck_activate_rows(float *x, int64_t ldx, int64_t rows, int64_t n, int activation);

// --- normalisation ---

// sum[c] += x[p, c], squares[c] += x[p, c]^2 over `pixels` rows of `channels`.
void ck_channel_sums(double *sum, double *squares, const float *x, int64_t pixels, int64_t channels);
// dst[p, c] = activation(x[p, c] * scale[c] + shift[c])
void ck_scale_shift(float *dst, const float *x, const float *scale, const float *shift, int64_t pixels, int64_t channels,
                    int activation);
// Rows of n, each to mean 0 and variance 1, then times weight plus bias (either may be NULL).
void ck_layer_norm(float *dst, const float *x, const float *weight, const float *bias, float eps, int64_t rows, int64_t n);
// Softmax of each row of n, in place.
void ck_softmax_rows(float *x, int64_t ldx, int64_t rows, int64_t n);

// One step of a softmax taken over blocks of columns (online softmax). For each row r of the block
// x[r, :n] of scores: the running maximum max[r] and sum[r] take the block in, x becomes
// exp(x - max[r]), and the row out[r, :width] of what was accumulated before is rescaled.
// x is overwritten up to the next multiple of 16 behind n, for which ldx must have room.
void ck_softmax_step(float *x, int64_t ldx, float *max, float *sum, float *out, int64_t ldo, int64_t width, int64_t rows,
                     int64_t n);
// dst[r, :] = src[r, :] / sum[r]
void ck_divide_rows(float *dst, int64_t ldd, const float *src, int64_t lds, const float *sum, int64_t rows, int64_t n);

// --- layout ---

// src: [rows, columns] -> dst: [columns, rows]
void ck_transpose(float *dst, int64_t ldd, const float *src, int64_t lds, int64_t rows, int64_t columns);

#ifdef __cplusplus
}
#endif
