// Attention without its matrix of scores (part of kernels.h): M. Milakov and N. Gimelshein, arXiv 1805.02867;
// T. Dao et al., arXiv 2205.14135. Everything is turned so that a lane is a query: scores are [keys, PANEL],
// the result [D, PANEL]. So keys and values are the rows that products broadcast, read where they lie, the
// weights of a block are the next product's panel as they are, and a softmax needs no sums across lanes.

enum { KEYS = CK_ATTENTION_KEYS };

#if CK_LANES == 16
// 2^x for x <= 0, within 1.5e-7, or 8e-5 of a weight that will be rounded to bf16; keeps NaN. Coefficients by Lawson's
// iteration, of 2^r for 0 <= r < 1.
INLINE vr weight_exp2(const enum factor factor, vr x) {
    vr r = (vr)_mm512_reduce_ps((__m512)x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);  // x - floor(x)
    vr p;
    if (factor == BF16_PAIR) {
        p = (vr)0x1.3f96a4p-4f;
        p = p * r + 0x1.cefc4ep-3f;
        p = p * r + 0x1.64444ap-1f;
        p = p * r + 0x1.fff632p-1f;
    } else {
        p = (vr)0x1.ec320ap-10f;
        p = p * r + 0x1.26900ep-7f;
        p = p * r + 0x1.c95446p-5f;
        p = p * r + 0x1.ebd5a8p-3f;
        p = p * r + 0x1.62e4f6p-1f;
        p = p * r + 0x1.fffffep-1f;
    }
    return (vr)_mm512_scalef_ps((__m512)p, (__m512)x);  // p 2^floor(x)
}
#else
// 2^x for x <= 0, within 3e-7; 2^-126 below that; keeps NaN. Coefficients by Remez's exchange.
INLINE vr weight_exp2(const enum factor factor, vr x) {
    (void)factor;
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
#endif

// c[i, :] += sum over p < k of left[p * ld + i] * panel[p, :], i < height.
#define CK_TURNED_TILE(height)                                                                                         \
    INLINE void turned_tile_##height(const enum factor factor, int64_t k, const float *left, int64_t ld,               \
                                     const float *panel, float *c) {                                                   \
        CK_TURNED_SQUARES(height)                                                                                      \
        tile_sums sums;                                                                                                \
        tile_clear(height, 2, sums);                                                                                   \
        for (int64_t p = 0; p < k; p++, left += ld, panel += PANEL) {                                                  \
            vr right0 = *(const vr_any *)panel, right1 = *(const vr_any *)(panel + CK_LANES);                          \
            _Pragma("clang loop unroll(full)") for (int i = 0; i < height; i++) {                                      \
                vr value = (vr)left[i];                                                                                \
                sums[i][0] = multiply_add(factor, value, right0, sums[i][0]);                                          \
                sums[i][1] = multiply_add(factor, value, right1, sums[i][1]);                                          \
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

// out[D, PANEL] += values^T[D, k] weights[k, PANEL], where k counts keys, or pairs of them.
INLINE void add_values(const enum factor factor, float *out, const float *values, int64_t ld, int64_t width,
                       const float *weights, int64_t k) {
#define CK_TURNED(height) turned_tile_##height(factor, k, values + r, ld, weights, out + r * PANEL);
#if CK_HEIGHT == 12
    if (width % 10 == 0) {  // 40, 80 and 160: no smaller tiles at the end
        for (int64_t r = 0; r < width; r += 10) CK_TURNED(10)
        return;
    }
#endif
    CK_EACH_TILE(width, CK_TURNED)
#undef CK_TURNED
}

// Takes a block of scores into the running maximum and sum; scores become weights, or, for bf16, every two rows of
// them one of pairs in bf16.
INLINE void softmax_block(const enum factor factor, float *scores, int64_t keys, float *max, float *sum, float *out,
                          int64_t width) {
    for (int64_t j = 0; j < PANEL; j += CK_LANES) {
#define CK_SCORE(p) (*(vr_any *)(scores + (p) * PANEL + j))
        vr before = *(const vr_any *)(max + j), best[4] = {before, before, before, before};
        int64_t p = 0;
        for (; p + 4 <= keys; p += 4)
#pragma clang loop unroll(full)
            for (int i = 0; i < 4; i++) best[i] = __builtin_elementwise_max(best[i], CK_SCORE(p + i));
        for (; p < keys; p++) best[0] = __builtin_elementwise_max(best[0], CK_SCORE(p));
        vr now = __builtin_elementwise_max(__builtin_elementwise_max(best[0], best[1]),
                                           __builtin_elementwise_max(best[2], best[3]));
        vr old = weight_exp2(0, before - now);
        vr added[2] = {0, 0};
        for (p = 0; p < keys; p += 2) {
            vr weight[2];
            weight[0] = weight_exp2(factor, CK_SCORE(p) - now);
            weight[1] = p + 1 < keys ? weight_exp2(factor, CK_SCORE(p + 1) - now) : (vr)0;
            added[0] += weight[0];
            added[1] += weight[1];
#if CK_DOT_BF16
            if (factor == BF16_PAIR) {
                *(vr_any *)(scores + p / 2 * PANEL + j) = (vr)pairs_of_registers(weight[0], weight[1]);
                continue;
            }
#endif
            CK_SCORE(p) = weight[0];
            if (p + 1 < keys) CK_SCORE(p + 1) = weight[1];
        }
#undef CK_SCORE
        *(vr_any *)(sum + j) = *(const vr_any *)(sum + j) * old + (added[0] + added[1]);
        *(vr_any *)(max + j) = now;
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
    float *queries, *out, *max, *sum, *scores;
};

INLINE struct attention_space attention_space(float *scratch, int64_t panels, int64_t width) {
    struct attention_space s;
    s.queries = scratch;
    s.out = s.queries + panels * PANEL * width;
    s.max = s.out + panels * PANEL * width;
    s.sum = s.max + panels * PANEL;
    s.scores = s.sum + panels * PANEL;
    return s;
}

// Of scores, whose weights are powers of 2.
#define LOG2_E 1.4426950408889634

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

// Adds the bias of queries first..<first + count and keys k0..<k0 + keys. One that hides a key is finite here, so that
// a block in which all are hidden has a maximum.
static void add_bias(float *scores, const struct ck_attention *a, int64_t first, int64_t count, int64_t k0,
                     int64_t keys) {
    for (int64_t q = 0; q < count; q++) {
        const float *bias = a->bias ? a->bias + (first + q) * a->bias_ld + k0 : NULL;
        const float *distances = a->distances ? a->distances + (k0 - first - q) : NULL;
        for (int64_t p = 0; p < keys; p++) {
            float sum = (bias ? bias[p] : 0) + (distances ? distances[p] : 0);
            float value = sum > -1e30f ? sum : -1e30f;
            scores[p * PANEL + q] += (float)LOG2_E * value;
        }
    }
}

INLINE void attend_with(const enum factor factor, const struct ck_attention *a, int64_t first, int64_t count,
                        float *scratch, float *dst) {
    const int64_t held = factor == BF16_PAIR ? 2 : 1;  // factors of a lane
    const int64_t panels = (count + PANEL - 1) / PANEL, width = a->width;
    struct attention_space space = attention_space(scratch, panels, width);
    const float scale = (float)(LOG2_E * a->scale);
    for (int64_t i = 0; i < panels; i++) {
        float *queries = space.queries + i * PANEL * width;
        k_pack(queries, a->query + (first + i * PANEL) * a->ld, CK_F32, a->ld,
               count - i * PANEL < PANEL ? count - i * PANEL : PANEL, width, 1);
        for (int64_t x = 0; x < PANEL * width; x++) queries[x] *= scale;
#if CK_DOT_BF16
        if (factor == BF16_PAIR) k_pair_rows(queries, queries, PANEL, width, PANEL);
#endif
    }
    attention_begin(&space, panels, width);
    const int64_t visible = a->causal ? first + count : a->keys;
    for (int64_t k0 = 0; k0 < visible; k0 += KEYS) {
        const int64_t keys = visible - k0 < KEYS ? visible - k0 : KEYS;
        const float *rows[KEYS];
        for (int64_t i = 0; i < keys; i++) rows[i] = a->key + (k0 + i) * a->key_ld;
        struct ck_factors factors = {.rows = rows, .taps = 1, .k = (width + held - 1) / held};
        for (int64_t i = 0; i < panels; i++) {
            float *out = space.out + i * PANEL * width;
            factors.panels = space.queries + i * PANEL * width;
            product_with(factor, keys, PANEL, &factors, space.scores, PANEL, 0);
            if (a->bias || a->distances)
                add_bias(space.scores, a, first + i * PANEL, count - i * PANEL < PANEL ? count - i * PANEL : PANEL, k0,
                         keys);
            if (a->causal) hide_scores(space.scores, keys, first + i * PANEL - k0);
            softmax_block(factor, space.scores, keys, space.max + i * PANEL, space.sum + i * PANEL, out, width);
            add_values(factor, out, a->value + k0 / held * a->value_ld, a->value_ld, width, space.scores,
                       (keys + held - 1) / held);
        }
    }
    attention_end(&space, a, count, dst);
}

KERNEL(attend) {
    attend_with(SINGLE, a, first, count, scratch, dst);
}

#if CK_DOT_BF16
KERNEL(attend_bf16) {
    attend_with(BF16_PAIR, a, first, count, scratch, dst);
}
#endif
