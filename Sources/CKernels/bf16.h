// Products and attention whose factors are rounded to bf16 and whose sums are f32, by the dot products of AVX512-BF16
// (part of kernels.h). Everything comes in pairs of neighbours along k, which a lane of 32 bits holds.

INLINE vf load_pairs(const void *p, int type) {
    const char *bytes = p;
    if (type == CK_BF16) return (vf)_mm512_loadu_si512(bytes);
    return pairs_along(load_stored(bytes, type), load_stored(bytes + LANES * type_size(type), type));
}

INLINE void pack_pairs(float *panel, const char *src, int type, int64_t ld, int64_t columns, int64_t k) {
    const int64_t size = type_size(type);
    for (int64_t first = 0; first < PANEL; first += LANES)
        for (int64_t at = 0; at < k; at += 2 * LANES) {
            vf block[LANES];
            const char *p = src + (first * ld + at) * size;
            int64_t count = k - at < 2 * LANES ? k - at : 2 * LANES;
            if (first + LANES <= columns && count == 2 * LANES) {
#pragma clang loop unroll(full)
                for (int r = 0; r < LANES; r++) block[r] = load_pairs(p + r * ld * size, type);
            } else {
                for (int64_t r = 0; r < LANES; r++) {
                    char row[2 * LANES * sizeof(float)] = {0};
                    if (first + r < columns) memcpy(row, p + r * ld * size, (size_t)(count * size));
                    block[r] = load_pairs(row, type);
                }
            }
            transpose_block(block);
            for (int64_t i = 0; i < (count + 1) / 2; i++) store(panel + (at / 2 + i) * PANEL + first, block[i]);
        }
}

static void k_pack_bf16(float *panel, const void *src, int type, int64_t ld, int64_t columns, int64_t k) {
    switch (type) {
    case CK_F32: pack_pairs(panel, src, CK_F32, ld, columns, k); break;
    case CK_F16: pack_pairs(panel, src, CK_F16, ld, columns, k); break;
    default: pack_pairs(panel, src, CK_BF16, ld, columns, k);
    }
}

// n floats as (n + 1) / 2 pairs; up to 15 pairs behind them are written.
INLINE void row_to_pairs(float *pairs, const float *row, int64_t n) {
    int64_t i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES) store(pairs + i / 2, pairs_along(load(row + i), load(row + i + LANES)));
    if (i < n) {
        float rest[2 * LANES] = {0};
        memcpy(rest, row + i, (size_t)(n - i) * sizeof(float));
        store(pairs + i / 2, pairs_along(load(rest), load(rest + LANES)));
    }
}

// Adds `length` steps of pairs: that of row i at left[i * stride + p * step], those of the panel at panel[p * PANEL].
INLINE void pair_steps(const int height, tile_sums sums, const float *left, int64_t stride, int64_t step,
                       int64_t length, const float *panel) {
    for (int64_t p = 0; p < length; p++, left += step, panel += PANEL) {
        vf right0 = load(panel), right1 = load(panel + LANES);
#pragma clang loop unroll(full)
        for (int i = 0; i < height; i++) {
            vf value = (vf)left[i * stride];
            sums[i][0] = (vr)_mm512_dpbf16_ps((__m512)sums[i][0], (vb)value, (vb)right0);
            sums[i][1] = (vr)_mm512_dpbf16_ps((__m512)sums[i][1], (vb)value, (vb)right1);
        }
    }
}

#define CK_PAIR_TILE(height)                                                                                           \
    static void pair_tile_##height(int64_t n, int64_t length, const float *left, int64_t stride, int64_t step,         \
                                   const float *panel, float *c, int64_t ldc, int accumulate) {                        \
        tile_sums sums;                                                                                                \
        tile_clear(height, 2, sums);                                                                                   \
        pair_steps(height, sums, left, stride, step, length, panel);                                                   \
        tile_store(height, 2, sums, n, c, ldc, accumulate);                                                            \
    }
CK_PAIR_TILE(12)
CK_PAIR_TILE(10)
CK_PAIR_TILE(8)
CK_PAIR_TILE(4)
CK_PAIR_TILE(2)
CK_PAIR_TILE(1)

enum {
    STRIPE = 12,
    // Pairs from one row of a stripe to the next: not a power of two, which would put them on the same cache lines.
    STRIPE_PAIRS = CK_BF16_DEPTH / 2 + 2 * LANES
};

static void k_product_bf16(int64_t count, int64_t n, int64_t k, const float *const *rows, int64_t offset,
                           const float *panels, float *c, int64_t ldc, int accumulate) {
    const int64_t length = (k + 1) / 2;
    _Alignas(64) float left[STRIPE * STRIPE_PAIRS];
#define CK_STRIPE(height)                                                                                              \
    {                                                                                                                  \
        for (int64_t i = 0; i < height; i++) row_to_pairs(left + i * STRIPE_PAIRS, rows[r + i] + offset, k);           \
        for (int64_t x = 0; x < n; x += PANEL)                                                                         \
            pair_tile_##height(n - x < PANEL ? n - x : PANEL, length, left, STRIPE_PAIRS, 1, panels + x * length,      \
                               c + r * ldc + x, ldc, accumulate);                                                      \
    }
    CK_EACH_TILE(count, CK_STRIPE)
#undef CK_STRIPE
}

// Attention as k_attend does it, with keys and weights in pairs.
static void k_attend_bf16(const struct ck_attention *a, int64_t first, int64_t count, float *scratch, float *dst) {
    const int64_t panels = (count + PANEL - 1) / PANEL, width = a->width, length = (width + 1) / 2;
    const int64_t key_stride = (length + LANES - 1) / LANES * LANES, value_stride = (width + LANES - 1) / LANES * LANES;
    struct attention_space space = attention_space(scratch, panels, width);
    float *keys_block = space.end, *values_block = keys_block + KEYS * key_stride;
    for (int64_t i = 0; i < panels; i++) {
        int64_t left = count - i * PANEL < PANEL ? count - i * PANEL : PANEL;
        // The result's place is free yet.
        float *scaled = space.out + i * PANEL * width;
        for (int64_t q = 0; q < left; q++)
            for (int64_t x = 0; x < width; x++)
                scaled[q * width + x] = a->query[(first + i * PANEL + q) * a->ld + x] * attention_scale(width);
        k_pack_bf16(space.queries + i * PANEL * width, scaled, CK_F32, width, left, width);
    }
    attention_begin(&space, panels, width);
    const int64_t visible = a->causal ? first + count : a->keys;
    for (int64_t k0 = 0; k0 < visible; k0 += KEYS) {
        const int64_t keys = visible - k0 < KEYS ? visible - k0 : KEYS;
        for (int64_t p = 0; p < keys; p++) row_to_pairs(keys_block + p * key_stride, a->key + (k0 + p) * a->ld, width);
        for (int64_t p = 0; p < keys; p += 2) {
            const float *even = a->value + (k0 + p) * a->ld, *odd = even + a->ld;
            for (int64_t x = 0; x < width; x += LANES) {
                int64_t lanes = width - x < LANES ? width - x : LANES;
                vf second = p + 1 < keys ? load_part(odd + x, lanes) : (vf)0;
                store(values_block + p / 2 * value_stride + x, pairs_across(load_part(even + x, lanes), second));
            }
        }
        for (int64_t i = 0; i < panels; i++) {
            const float *queries = space.queries + i * PANEL * width;
            float *out = space.out + i * PANEL * width;
#define CK_SCORES(height)                                                                                              \
    pair_tile_##height(PANEL, length, keys_block + r * key_stride, key_stride, 1, queries, space.scores + r * PANEL,   \
                       PANEL, 0);
            {
                CK_EACH_TILE(keys, CK_SCORES)
            }
#undef CK_SCORES
            if (a->causal) hide_scores(space.scores, keys, first + i * PANEL - k0);
            softmax_block(space.scores, keys, space.max + i * PANEL, space.sum + i * PANEL, out, width, 1);
#define CK_VALUES(height)                                                                                              \
    pair_tile_##height(PANEL, (keys + 1) / 2, values_block + r, 1, value_stride, space.scores, out + r * PANEL, PANEL, 1);
            if (width % 10 == 0) {  // 40, 80 and 160: no smaller tiles at the end
                for (int64_t r = 0; r < width; r += 10) CK_VALUES(10)
            } else {
                CK_EACH_TILE(width, CK_VALUES)
            }
#undef CK_VALUES
        }
    }
    attention_end(&space, a, count, dst);
}
