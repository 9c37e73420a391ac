// The bf16 product with BFMMLA of Armv8.6 (part of product.h), which adds to a square of 2x2 sums the products of two
// rows and two columns over two pairs of each: twice as many as BFDOT adds. It is defined as accumulating two of BFDOT's
// products (Arm Architecture Reference Manual, DDI 0487, C7.2.20), so sums are the same bits as those of single rows.
// Both round to odd and take subnormals as zero.
//
// While a tile is summed, rows 2 i and 2 i + 1 of `sums` hold the squares of columns 0, 1 and 2, 3 of a register.

typedef float vr_half __attribute__((ext_vector_type(2)));
typedef float vr_half_any __attribute__((ext_vector_type(2), aligned(4)));

// Two rows' lanes p and p + 1 as rows of two pairs.
INLINE vr square_rows(const float *first, const float *second) {
    return __builtin_shufflevector(*(const vr_half_any *)first, *(const vr_half_any *)second, 0, 1, 2, 3);
}
// The same of lanes p, to which there is no p + 1.
INLINE vr square_last(float first, float second) { return (vr){first, 0, second, 0}; }

// Adds rows 2 i and 2 i + 1 times two steps of the panel, of which the second may be missing.
INLINE void square_add(const int registers, tile_sums sums, int i, vr left, vr right[2][2]) {
#pragma clang loop unroll(full)
    for (int j = 0; j < registers; j++)
#pragma clang loop unroll(full)
        for (int half = 0; half < 2; half++)
            sums[2 * i + half][j] = (vr)vbfmmlaq_f32((float32x4_t)sums[2 * i + half][j], (bfloat16x8_t)left,
                                                     (bfloat16x8_t)right[j][half]);
}

// Columns 0, 1 and 2, 3 of each register of the panel: two pairs of each.
INLINE void square_columns(const int registers, vr right[2][2], const float *panel, int both) {
#pragma clang loop unroll(full)
    for (int j = 0; j < registers; j++) {
        vr first = *(const vr_any *)(panel + j * CK_LANES);
        vr second = both ? *(const vr_any *)(panel + PANEL + j * CK_LANES) : (vr)0;
        right[j][0] = __builtin_shufflevector(first, second, 0, 4, 1, 5);
        right[j][1] = __builtin_shufflevector(first, second, 2, 6, 3, 7);
    }
}

// What tile_steps does; `height` is even.
INLINE void square_steps(const int height, const int registers, tile_sums sums, const float *const *row,
                         int64_t length, const float *panel) {
    vr right[2][2];
    int64_t p = 0;
#pragma clang loop unroll(disable)
    for (; p + 2 <= length; p += 2, panel += 2 * PANEL) {
        square_columns(registers, right, panel, 1);
#pragma clang loop unroll(full)
        for (int i = 0; i < height / 2; i++)
            square_add(registers, sums, i, square_rows(row[2 * i] + p, row[2 * i + 1] + p), right);
    }
    if (p == length) return;
    square_columns(registers, right, panel, 0);
#pragma clang loop unroll(full)
    for (int i = 0; i < height / 2; i++)
        square_add(registers, sums, i, square_last(row[2 * i][p], row[2 * i + 1][p]), right);
}

// The same where element p of row i is left[p * ld + i].
INLINE void square_turned_steps(const int height, tile_sums sums, int64_t k, const float *left, int64_t ld,
                                const float *panel) {
    vr right[2][2];
    int64_t p = 0;
#pragma clang loop unroll(disable)
    for (; p + 2 <= k; p += 2, left += 2 * ld, panel += 2 * PANEL) {
        square_columns(2, right, panel, 1);
#pragma clang loop unroll(full)
        for (int i = 0; i < height / 2; i++) {
            vr both = square_rows(left + 2 * i, left + ld + 2 * i);
            square_add(2, sums, i, __builtin_shufflevector(both, both, 0, 2, 1, 3), right);
        }
    }
    if (p == k) return;
    square_columns(2, right, panel, 0);
#pragma clang loop unroll(full)
    for (int i = 0; i < height / 2; i++) square_add(2, sums, i, square_last(left[2 * i], left[2 * i + 1]), right);
}

// Squares to rows.
INLINE void squares_end(const int height, const int registers, tile_sums sums) {
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i += 2)
#pragma clang loop unroll(full)
        for (int j = 0; j < registers; j++) {
            vr left = sums[i][j], right = sums[i + 1][j];
            sums[i][j] = __builtin_shufflevector(left, right, 0, 1, 4, 5);
            sums[i + 1][j] = __builtin_shufflevector(left, right, 2, 3, 6, 7);
        }
}

// What a turned tile of attention is here, where its height is even.
#define CK_TURNED_SQUARES(height)                                                                                      \
    if (factor == BF16_PAIR && height > 1) {                                                                           \
        tile_sums squares;                                                                                             \
        tile_clear(height, 2, squares);                                                                                \
        square_turned_steps(height, squares, k, left, ld, panel);                                                      \
        squares_end(height, 2, squares);                                                                               \
        tile_store(height, 2, squares, PANEL, c, PANEL, 1);                                                            \
        return;                                                                                                        \
    }
