// Attention, and what lies between the products of transformers (part of CKernels.h).
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// --- attention ---

enum { CK_ATTENTION_KEYS = 192 };

// One head: dst = softmax(query key^T * scale + bias + distances) value.
struct ck_attention {
    const float *query;  // [queries, width] with rows of `ld` floats
    const float *key;    // [keys, width] with rows of `key_ld`
    const float *value;  // [keys, width] with rows of `value_ld`
    int64_t ld, key_ld, value_ld, keys, width;
    double scale;
    int causal;         // a query sees keys up to its own place
    const float *bias;  // [queries, keys] with rows of `bias_ld`, 0 where all queries have the same; or NULL
    int64_t bias_ld;
    const float *distances;  // [-queries + 1, keys - 1] of key less query, begins at 0; or NULL
};
// Queries first..<first + count; dst: [count, width] with rows of `ld`.
#define CK_attend(X)                                                                                                   \
    X(attend, (const struct ck_attention *a, int64_t first, int64_t count, float *scratch, float *dst),                \
      (a, first, count, scratch, dst))
// The same with queries, keys, values and weights rounded to bf16, and sums in f32. Keys come as `ck_pair_along`
// gives them, values as `ck_pair_rows` gives them.
#define CK_attend_bf16(X)                                                                                              \
    X(attend_bf16, (const struct ck_attention *a, int64_t first, int64_t count, float *scratch, float *dst),           \
      (a, first, count, scratch, dst))
// Floats of scratch memory that either takes.
int64_t ck_attention_scratch(int64_t count, int64_t width);

// --- between the products of transformers ---

// dst[r, i] = x[r, i] * gate[i] + residual[r, i]; without a residual it counts as 0.
#define CK_gated_sum(X)                                                                                                \
    X(gated_sum, (float *dst, const float *x, const float *gate, const float *residual, int64_t rows, int64_t n),      \
      (dst, x, gate, residual, rows, n))
// dst[r, i] = activation(a[r, i]) * b[r, i] for rows of n, those of dst, a and b ldd, lda and ldb apart.
#define CK_gate(X)                                                                                                     \
    X(gate, (float *dst, int64_t ldd, const float *a, int64_t lda, const float *b, int64_t ldb, int64_t rows,          \
             int64_t n, int activation),                                                                               \
      (dst, ldd, a, lda, b, ldb, rows, n, activation))
// Heads of tokens that are ldx apart to rows [heads, width]: normed like `ck_rms_norm` if there is a weight [width], then
// turned if there are turns [tokens, turned / 2] of (cos, sin): pairs of the first `turned` numbers of each head, (a, b) to
// (a cos - b sin, b cos + a sin). A pair is two neighbours or, if `halves`, two that are turned / 2 apart.
#define CK_heads(X)                                                                                                    \
    X(heads, (float *dst, const float *x, int64_t ldx, const float *weight, float eps, const float *turns,             \
              int64_t tokens, int64_t heads, int64_t width, int64_t turned, int halves),                               \
      (dst, x, ldx, weight, eps, turns, tokens, heads, width, turned, halves))

#ifdef __cplusplus
}
#endif
