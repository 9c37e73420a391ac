// The matrix product (part of kernels.h). A tile of CK_HEIGHT rows and two registers' width of
// columns stays in registers over all of k; each step loads two registers of the panel and one
// float of each row. Rows are read where they lie: on these sizes (a block of rows in the second
// level cache) copying them into panels of their own, as BLAS libraries do, costs more than it saves.

typedef float vr __attribute__((ext_vector_type(CK_LANES)));
typedef float vr_any __attribute__((ext_vector_type(CK_LANES), aligned(4)));

typedef vr tile_sums[CK_HEIGHT][2];

typedef int32_t vri __attribute__((ext_vector_type(CK_LANES)));

// What a lane holds: a float; two of bf16, whose sums are floats; two integers of 16 bits, or four of 8 (on the left without
// a sign), whose sums are of 32.
enum factor { SINGLE, BF16_PAIR, FIXED_PAIR, BYTES };

// The portable twin of VPDPBUSD.
INLINE vr multiply_add_bytes(vr left, vr right, vr sum) {
    vri a = (vri)left, b = (vri)right, total = (vri)sum;
#pragma clang loop unroll(full)
    for (int at = 0; at < 32; at += 8) total += (a >> at & 255) * (b << (24 - at) >> 24);
    return (vr)total;
}

// sum + left * right
INLINE vr multiply_add(const enum factor factor, vr left, vr right, vr sum) {
#if CK_SQUARES
    if (factor == BF16_PAIR) return (vr)vbfdotq_f32((float32x4_t)sum, (vb)left, (vb)right);
#elif CK_DOT_BF16
    if (factor == BF16_PAIR) return (vr)_mm512_dpbf16_ps((__m512)sum, (vb)left, (vb)right);
    if (factor == FIXED_PAIR) return (vr)_mm512_dpwssd_epi32((__m512i)sum, (__m512i)left, (__m512i)right);
#endif
#if CK_DOT_FIXED
    if (factor == BYTES) return (vr)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)left, (__m512i)right);
#endif
    if (factor == BYTES) return multiply_add_bytes(left, right, sum);
    return sum + left * right;
}

INLINE void tile_clear(const int height, const int registers, tile_sums sums) {
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < registers; j++) sums[i][j] = (vr)0;
}

// Adds `length` steps: element p of row i at row[i][p], of the panel at panel[p * PANEL].
INLINE void tile_steps(const enum factor factor, const int height, const int registers, tile_sums sums,
                       const float *const *row, int64_t length, const float *panel) {
    for (int64_t p = 0; p < length; p++, panel += PANEL) {
        vr right[2];
        if (factor == BF16_PAIR || factor == BYTES) {  // panels packed long ago, which no cache has
            __builtin_prefetch(panel + 32 * PANEL);
            if (registers == 2) __builtin_prefetch(panel + 32 * PANEL + CK_LANES);
        }
#pragma clang loop unroll(full)
        for (int j = 0; j < registers; j++) right[j] = *(const vr_any *)(panel + j * CK_LANES);
#pragma clang loop unroll(full)
        for (int i = 0; i < height; i++) {
            vr left = (vr)row[i][p];
#pragma clang loop unroll(full)
            for (int j = 0; j < registers; j++) sums[i][j] = multiply_add(factor, left, right[j], sums[i][j]);
        }
    }
}

#if CK_SQUARES
#include "squares.h"
#else
#define CK_TURNED_SQUARES(height)
#endif

// Sums of integers to floats, in the units of their rows.
INLINE void tile_values(const int height, const int registers, tile_sums sums, const float *units) {
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < registers; j++) sums[i][j] = __builtin_convertvector((vri)sums[i][j], vr) * units[i];
}

// Of bytes: what sums begin with, and what they are multiplied by at the end, a number for each column.
struct tile_columns {
    const float *starts, *scales;
};

INLINE void tile_begin(const int height, const int registers, tile_sums sums, const float *starts) {
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < registers; j++) sums[i][j] = *(const vr_any *)(starts + j * CK_LANES);
}

INLINE void tile_scale(const int height, const int registers, tile_sums sums, const float *scales) {
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < registers; j++) sums[i][j] *= *(const vr_any *)(scales + j * CK_LANES);
}

INLINE void tile_store(const int height, const int registers, tile_sums sums, int64_t n, float *c, int64_t ldc,
                       int accumulate) {
    if (n == registers * CK_LANES) {
#pragma clang loop unroll(full)
        for (int i = 0; i < height; i++)
#pragma clang loop unroll(full)
            for (int j = 0; j < registers; j++) {
                vr_any *target = (vr_any *)(c + i * ldc + j * CK_LANES);
                *target = accumulate ? *target + sums[i][j] : sums[i][j];
            }
    } else {
#pragma clang loop unroll(full)
        for (int i = 0; i < height; i++) {
            float part[PANEL];
#pragma clang loop unroll(full)
            for (int j = 0; j < registers; j++) *(vr_any *)(part + j * CK_LANES) = sums[i][j];
            for (int64_t x = 0; x < n; x++) c[i * ldc + x] = accumulate ? c[i * ldc + x] + part[x] : part[x];
        }
    }
}

// One tile. `factor`, `height` and `registers` (1 or 2) are constants where this is inlined. The rows `ahead`
// are fetched into the first level cache meanwhile: too many streams for the processor to guess.
INLINE void tile(const enum factor factor, const int height, const int registers, int64_t n, int64_t taps, int64_t k,
                 const float *const *rows, const float *const *ahead, int64_t row_stride, int64_t offset,
                 const float *panel, int64_t panel_stride, const float *units, struct tile_columns columns, float *c,
                 int64_t ldc, int accumulate) {
    tile_sums sums;
    if (factor == BYTES && !accumulate)
        tile_begin(height, registers, sums, columns.starts);
    else
        tile_clear(height, registers, sums);
    for (int64_t t = 0; t < taps; t++, panel += panel_stride) {
        const float *row[CK_HEIGHT];
#pragma clang loop unroll(full)
        for (int i = 0; i < height; i++) row[i] = rows[t * row_stride + i] + offset;
        for (int64_t p = 0; p < k; p += LANES) {
            int64_t length = k - p < LANES ? k - p : LANES;
            for (int i = 0; i < height; i++) __builtin_prefetch(ahead[t * row_stride + i] + offset + p);
#if CK_SQUARES
            if (factor == BF16_PAIR && height > 1)
                square_steps(height, registers, sums, row, length, panel + p * PANEL);
            else
#endif
                tile_steps(factor, height, registers, sums, row, length, panel + p * PANEL);
#pragma clang loop unroll(full)
            for (int i = 0; i < height; i++) row[i] += length;
        }
    }
#if CK_SQUARES
    if (factor == BF16_PAIR && height > 1) squares_end(height, registers, sums);
#endif
    if (factor == FIXED_PAIR || factor == BYTES) tile_values(height, registers, sums, units);
    if (factor == BYTES) tile_scale(height, registers, sums, columns.scales);
    tile_store(height, registers, sums, n, c, ldc, accumulate);
}

#define CK_TILE(height)                                                                                                \
    INLINE void tile_##height(const enum factor factor, int64_t n, int64_t taps, int64_t k, const float *const *rows,  \
                              const float *const *ahead, int64_t row_stride, int64_t offset, const float *panel,       \
                              int64_t panel_stride, const float *units, struct tile_columns columns, float *c,         \
                              int64_t ldc, int accumulate) {                                                           \
        if (n <= CK_LANES)                                                                                             \
            tile(factor, height, 1, n, taps, k, rows, ahead, row_stride, offset, panel, panel_stride, units, columns,  \
                 c, ldc, accumulate);                                                                                          \
        else                                                                                                           \
            tile(factor, height, 2, n, taps, k, rows, ahead, row_stride, offset, panel, panel_stride, units, columns,  \
                 c, ldc, accumulate);                                                                                          \
    }

#if CK_HEIGHT == 12
CK_TILE(12)
CK_TILE(8)
#else
CK_TILE(6)
#endif
CK_TILE(4)
CK_TILE(2)
CK_TILE(1)

#if CK_SQUARES  // of 12 rows would leave too few registers for their factors
#define CK_TALL_TILES(count, row_tile)                                                                                 \
    for (; factor != BF16_PAIR && r + 12 <= count; r += 12) row_tile(12)
#else
#define CK_TALL_TILES(count, row_tile)                                                                                 \
    for (; r + 12 <= count; r += 12) row_tile(12)
#endif

// Calls `row_tile(height, row)` for tiles that cover `count` rows.
#if CK_HEIGHT == 12
#define CK_EACH_TILE(count, row_tile)                                                                                  \
    int64_t r = 0;                                                                                                     \
    CK_TALL_TILES(count, row_tile)                                                                                     \
    for (; r + 8 <= count; r += 8) row_tile(8)                                                                         \
    for (; r + 4 <= count; r += 4) row_tile(4)                                                                         \
    for (; r + 2 <= count; r += 2) row_tile(2)                                                                         \
    for (; r < count; r++) row_tile(1)
#else
#define CK_EACH_TILE(count, row_tile)                                                                                  \
    int64_t r = 0;                                                                                                     \
    for (; r + 6 <= count; r += 6) row_tile(6)                                                                         \
    for (; r + 4 <= count; r += 4) row_tile(4)                                                                         \
    for (; r + 2 <= count; r += 2) row_tile(2)                                                                         \
    for (; r < count; r++) row_tile(1)
#endif

INLINE void product_with(const enum factor factor, int64_t count, int64_t n, const struct ck_factors *f, float *c,
                         int64_t ldc, int accumulate) {
#define CK_STRIPE(height)                                                                                              \
    {                                                                                                                  \
        const float *const *row = f->rows + r;                                                                         \
        const float *const *ahead = r + 2 * height <= count ? row + height : f->next ? f->next : row;                  \
        const float *units = factor == FIXED_PAIR || factor == BYTES ? f->units + r : NULL;                            \
        for (int64_t x = 0; x < n; x += PANEL) {                                                                       \
            struct tile_columns columns = {NULL, NULL};                                                                \
            if (factor == BYTES) columns = (struct tile_columns){f->starts + x, f->scales + x};                        \
            tile_##height(factor, n - x < PANEL ? n - x : PANEL, f->taps, f->k, row, ahead, f->row_stride, f->offset,  \
                          f->panels + x / PANEL * f->panel_stride, f->tap_stride, units, columns, c + r * ldc + x,     \
                          ldc, accumulate);                                                                            \
        }                                                                                                              \
    }
    CK_EACH_TILE(count, CK_STRIPE)
#undef CK_STRIPE
}

KERNEL(product) {
    product_with(SINGLE, count, n, factors, c, ldc, accumulate);
}

#include "bytes.h"

#if CK_DOT_BF16
KERNEL(product_bf16) {
    product_with(BF16_PAIR, count, n, factors, c, ldc, accumulate);
}

#if CK_DOT_FIXED
static void product_fixed(int64_t count, int64_t n, const struct ck_factors *factors, float *c, int64_t ldc,
                          int accumulate) {
    product_with(FIXED_PAIR, count, n, factors, c, ldc, accumulate);
}
#endif
#endif
