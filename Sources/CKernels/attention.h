// Attention without its matrix of scores (part of kernels.h): M. Milakov and N. Gimelshein, arXiv 1805.02867;
// T. Dao et al., arXiv 2205.14135. Everything is turned so that a lane is a query: scores are [keys, PANEL],
// the result [D, PANEL]. So keys and values are the rows that products broadcast, read where they lie, the
// weights of a block are the next product's panel as they are, and a softmax needs no sums across lanes.

enum { KEYS = CK_ATTENTION_KEYS };

// 2^x for x <= 0, within 3e-7; 2^-126 below that; keeps NaN. Coefficients by Remez's exchange.
INLINE vr weight_exp2(vr x) {
    x = x < -126.0f ? (vr)-126.0f : x;
    const float magic = 0x1.8p23f;  // adding it rounds to an integer, found in the low bits
    vr shifted = x + magic;
    vr r = x - (shifted - magic);
    vr p = (vr)0x1.5c08e6p-10f;
    p = p * r + 0x1.3d0c52p-7f;
    p = p * r + 0x1.c6b6e4p-5f;
    p = p * r + 0x1.ebf918p-3f;
    p = p * r + 0x1.62e428p-1f;
    p = p * r + 0x1.000002p+0f;
    typedef int32_t vri __attribute__((ext_vector_type(CK_LANES)));
    return p * (vr)(((vri)shifted - (int32_t)(0x4b400000 - 127)) << 23);
}

// c[i, :] += sum over p < k of left[p * ld + i] * panel[p, :], i < height.
#define CK_TURNED_TILE(height)                                                                                         \
    static void turned_tile_##height(int64_t k, const float *left, int64_t ld, const float *panel, float *c) {         \
        tile_sums sums;                                                                                                \
        tile_clear(height, 2, sums);                                                                                   \
        for (int64_t p = 0; p < k; p++, left += ld, panel += PANEL) {                                                  \
            vr right0 = *(const vr_any *)panel, right1 = *(const vr_any *)(panel + CK_LANES);                          \
            _Pragma("clang loop unroll(full)") for (int i = 0; i < height; i++) {                                      \
                vr value = (vr)left[i];                                                                                \
                sums[i][0] += value * right0;                                                                          \
                sums[i][1] += value * right1;                                                                          \
            }                                                                                                          \
        }                                                                                                              \
        tile_store(height, 2, sums, PANEL, c, PANEL, 1);                                                               \
    }

#if CK_HEIGHT == 12
CK_TURNED_TILE(12)
CK_TURNED_TILE(10)
CK_TURNED_TILE(8)
#else
CK_TURNED_TILE(6)
#endif
CK_TURNED_TILE(4)
CK_TURNED_TILE(2)
CK_TURNED_TILE(1)

// out[D, PANEL] += values^T[D, keys] weights[keys, PANEL]
static void add_values(float *out, const float *values, int64_t ld, int64_t width, const float *weights, int64_t keys) {
#define CK_TURNED(height)                                                                                              \
    turned_tile_##height(keys, values + r, ld, weights, out + r * PANEL);
#if CK_HEIGHT == 12
    if (width % 10 == 0) {  // 40, 80 and 160: no smaller tiles at the end
        for (int64_t r = 0; r < width; r += 10) CK_TURNED(10)
        return;
    }
#endif
    CK_EACH_TILE(width, CK_TURNED)
#undef CK_TURNED
}

// Takes a block of scores into the running maximum and sum; scores become weights, or, where `pairs`, every two rows of
// them one of pairs in bf16.
INLINE void softmax_block(float *scores, int64_t keys, float *max, float *sum, float *out, int64_t width,
                          const int pairs) {
    (void)pairs;  // only AVX512-BF16 has any
    for (int64_t j = 0; j < PANEL; j += CK_LANES) {
        vr best = *(const vr_any *)(max + j);
        for (int64_t p = 0; p < keys; p++) best = __builtin_elementwise_max(best, *(const vr_any *)(scores + p * PANEL + j));
        vr old = weight_exp2(*(const vr_any *)(max + j) - best);
        vr added[2] = {0, 0};
        for (int64_t p = 0; p < keys; p += 2) {
            vr weight[2];
            weight[0] = weight_exp2(*(const vr_any *)(scores + p * PANEL + j) - best);
            weight[1] = p + 1 < keys ? weight_exp2(*(const vr_any *)(scores + (p + 1) * PANEL + j) - best) : (vr)0;
            added[0] += weight[0];
            added[1] += weight[1];
#if CK_DOT_BF16
            if (pairs) {
                *(vr_any *)(scores + p / 2 * PANEL + j) = pairs_across(weight[0], weight[1]);
                continue;
            }
#endif
            *(vr_any *)(scores + p * PANEL + j) = weight[0];
            if (p + 1 < keys) *(vr_any *)(scores + (p + 1) * PANEL + j) = weight[1];
        }
        *(vr_any *)(sum + j) = *(const vr_any *)(sum + j) * old + (added[0] + added[1]);
        *(vr_any *)(max + j) = best;
        for (int64_t i = 0; i < width; i++) *(vr_any *)(out + i * PANEL + j) *= old;
    }
}

// dst[q, :width] = (out[:width, q] / sum[q])
static void store_queries(float *dst, int64_t ld, const float *out, const float *sum, int64_t queries, int64_t width) {
    for (int64_t q0 = 0; q0 < queries; q0 += BAND) {
        vf scale;
        float sums[LANES];
        for (int64_t q = 0; q < LANES; q++) sums[q] = q < BAND ? sum[q0 + q] : 1;
        scale = 1.0f / load(sums);
        int64_t count = queries - q0 < BAND ? queries - q0 : BAND;
        for (int64_t i0 = 0; i0 < width; i0 += LANES) {
            vf block[LANES];
            int64_t rows = width - i0 < LANES ? width - i0 : LANES;
            for (int64_t i = 0; i < LANES; i++)
                block[i] = i < rows ? load_part(out + (i0 + i) * PANEL + q0, BAND) * scale : (vf)0;
            transpose_block(block);
            for (int64_t q = 0; q < count; q++)
                if (rows == LANES)
                    store(dst + (q0 + q) * ld + i0, block[q]);
                else
                    store_part(dst + (q0 + q) * ld + i0, block[q], rows);
        }
    }
}

// How the scratch memory is divided: for each panel of queries its panel [D, PANEL], its result [D, PANEL], maximum and
// sum; then the scores of a block of keys.
struct attention_space {
    float *queries, *out, *max, *sum, *scores, *end;
};

INLINE struct attention_space attention_space(float *scratch, int64_t panels, int64_t width) {
    struct attention_space s;
    s.queries = scratch;
    s.out = s.queries + panels * PANEL * width;
    s.max = s.out + panels * PANEL * width;
    s.sum = s.max + panels * PANEL;
    s.scores = s.sum + panels * PANEL;
    s.end = s.scores + KEYS * PANEL;
    return s;
}

// Of scores, whose weights are powers of 2.
INLINE float attention_scale(int64_t width) { return (float)(1.4426950408889634 / sqrt((double)width)); }

static void attention_begin(struct attention_space *s, int64_t panels, int64_t width) {
    memset(s->out, 0, (size_t)(panels * PANEL * width) * sizeof(float));
    for (int64_t i = 0; i < panels * PANEL; i++) {
        s->max[i] = -INFINITY;
        s->sum[i] = 0;
    }
}

static void attention_end(const struct attention_space *s, const struct ck_attention *a, int64_t count, float *dst) {
    for (int64_t q = 0; q < count; q += PANEL)
        store_queries(dst + q * a->ld, a->ld, s->out + q * a->width, s->sum + q, count - q < PANEL ? count - q : PANEL,
                      a->width);
}

// Scores of keys behind their query: key p of the block is the query's own place where p = q + ahead.
static void hide_scores(float *scores, int64_t keys, int64_t ahead) {
    for (int64_t p = 0; p < keys; p++)
        for (int64_t q = 0; q < PANEL && q + ahead < p; q++) scores[p * PANEL + q] = -INFINITY;
}

static void k_attend(const struct ck_attention *a, int64_t first, int64_t count, float *scratch, float *dst) {
    const int64_t panels = (count + PANEL - 1) / PANEL, width = a->width;
    struct attention_space space = attention_space(scratch, panels, width);
    for (int64_t q = 0; q < count; q += PANEL)
        k_pack(space.queries + q * width, a->query + (first + q) * a->ld, CK_F32, a->ld,
               count - q < PANEL ? count - q : PANEL, width, 1);
    const float scale = attention_scale(width);
    for (int64_t i = 0; i < panels * PANEL * width; i++) space.queries[i] *= scale;
    attention_begin(&space, panels, width);
    const int64_t visible = a->causal ? first + count : a->keys;
    for (int64_t k0 = 0; k0 < visible; k0 += KEYS) {
        const int64_t keys = visible - k0 < KEYS ? visible - k0 : KEYS;
        const float *rows[KEYS];
        for (int64_t i = 0; i < keys; i++) rows[i] = a->key + (k0 + i) * a->ld;
        for (int64_t i = 0; i < panels; i++) {
            float *out = space.out + i * PANEL * width;
            k_product(keys, PANEL, 1, width, rows, 0, 0, space.queries + i * PANEL * width, space.scores, PANEL, 0);
            if (a->causal) hide_scores(space.scores, keys, first + i * PANEL - k0);
            softmax_block(space.scores, keys, space.max + i * PANEL, space.sum + i * PANEL, out, width, 0);
            add_values(out, a->value + k0 * a->ld, a->ld, width, space.scores, keys);
        }
    }
    attention_end(&space, a, count, dst);
}
