// The matrix product (part of kernels.h). A tile of CK_HEIGHT rows and two registers' width of
// columns stays in registers over all of k; each step loads two registers of the panel and one
// float of each row. Rows are read where they lie: on these sizes (a block of rows in the second
// level cache) copying them into panels of their own, as BLAS libraries do, costs more than it saves.

enum { PANEL = 2 * CK_LANES };

typedef float vr __attribute__((ext_vector_type(CK_LANES)));
typedef float vr_any __attribute__((ext_vector_type(CK_LANES), aligned(4)));

static void k_pack_panel(float *panel, const float *b, int64_t ldb, int64_t columns, int64_t k) {
    enum { BLOCK = 16 };
    for (int64_t i0 = 0; i0 < k; i0 += BLOCK) {
        int64_t i1 = i0 + BLOCK < k ? i0 + BLOCK : k;
        if (columns == PANEL) {
            for (int64_t i = i0; i < i1; i++)
                for (int64_t c = 0; c < PANEL; c++) panel[i * PANEL + c] = b[c * ldb + i];
        } else {
            for (int64_t i = i0; i < i1; i++)
                for (int64_t c = 0; c < PANEL; c++) panel[i * PANEL + c] = c < columns ? b[c * ldb + i] : 0;
        }
    }
}

// One tile. `height` and `registers` (1 or 2) are constants where this is inlined.
INLINE void tile(const int height, const int registers, int64_t n, int64_t taps, int64_t k, const float *const *rows,
                 int64_t tap_stride, int64_t offset, const float *panel, float *c, int64_t ldc, int accumulate) {
    vr sums[CK_HEIGHT][2];
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < registers; j++) sums[i][j] = (vr)0;

    for (int64_t t = 0; t < taps; t++) {
        const float *row[CK_HEIGHT];
#pragma clang loop unroll(full)
        for (int i = 0; i < height; i++) row[i] = rows[t * tap_stride + i] + offset;
        for (int64_t p = 0; p < k; p++, panel += PANEL) {
            vr right[2];
#pragma clang loop unroll(full)
            for (int j = 0; j < registers; j++) right[j] = *(const vr_any *)(panel + j * CK_LANES);
#pragma clang loop unroll(full)
            for (int i = 0; i < height; i++) {
                vr left = (vr)row[i][p];
#pragma clang loop unroll(full)
                for (int j = 0; j < registers; j++) sums[i][j] += left * right[j];
            }
        }
    }

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

#define CK_TILE(height)                                                                                                \
    static void tile_##height(int64_t n, int64_t taps, int64_t k, const float *const *rows, int64_t tap_stride,        \
                              int64_t offset, const float *panel, float *c, int64_t ldc, int accumulate) {             \
        if (n <= CK_LANES)                                                                                             \
            tile(height, 1, n, taps, k, rows, tap_stride, offset, panel, c, ldc, accumulate);                          \
        else                                                                                                           \
            tile(height, 2, n, taps, k, rows, tap_stride, offset, panel, c, ldc, accumulate);                          \
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

static void k_product(int64_t count, int64_t n, int64_t taps, int64_t k, const float *const *rows, int64_t tap_stride,
                      int64_t offset, const float *panel, float *c, int64_t ldc, int accumulate) {
    int64_t r = 0;
#define CK_ROWS(height)                                                                                                \
    for (; r + height <= count; r += height)                                                                           \
        tile_##height(n, taps, k, rows + r, tap_stride, offset, panel, c + r * ldc, ldc, accumulate);
#if CK_HEIGHT == 12
    CK_ROWS(12)
    CK_ROWS(8)
#else
    CK_ROWS(6)
#endif
    CK_ROWS(4)
    CK_ROWS(2)
    CK_ROWS(1)
}
