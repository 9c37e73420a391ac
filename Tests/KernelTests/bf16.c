// The kernels of bf16 against their naive twins.
#include "CKernels.h"
#include "oracle.h"
#include <string.h>

static float rounded(float x) {
    uint16_t stored;
    ck_f32_to_bf16(&stored, &x, 1);
    ck_bf16_to_f32(&x, &stored, 1);
    return x;
}

// Whether a lane holds `first` and `second`, each to nearest even.
static void pair_is(const char *name, const float *lane, float first, float second) {
    uint16_t got[2], want[2];
    memcpy(got, lane, sizeof got);
    ck_f32_to_bf16(want, &first, 1);
    ck_f32_to_bf16(want + 1, &second, 1);
    if (memcmp(got, want, sizeof got)) {
        printf("FAILED  %s of %g, %g\n", name, first, second);
        failed = 1;
    }
}

static void test_pairs(void) {
    for (int64_t n = 1; n <= 70; n++) {
        enum { ROWS = 5 };
        float *x = numbers(ROWS * n), *along = zeros((n + 1) / 2), *across = zeros((ROWS + 1) / 2 * n);
        ck_pair_along(along, x, n);
        for (int64_t i = 0; i < n; i += 2) pair_is("pair_along", along + i / 2, x[i], i + 1 < n ? x[i + 1] : 0);
        ck_pair_rows(across, x, n, ROWS, n);
        for (int64_t r = 0; r < ROWS; r += 2)
            for (int64_t i = 0; i < n; i++)
                pair_is("pair_rows", across + r / 2 * n + i, x[r * n + i], r + 1 < ROWS ? x[(r + 1) * n + i] : 0);
        free(x), free(along), free(across);
    }
}

// What a panel's pairs are made of in two steps.
static void test_pack_pairs(void) {
    const int64_t width = ck_panel_width();
    for (int type = CK_F32; type <= CK_BF16; type++)
        for (int64_t k = 1; k <= 70; k++)
            for (int64_t columns = 1; columns <= width; columns += width > 8 ? 5 : 1) {
                float *x = numbers(columns * k), *panel = zeros(k * width), *want = zeros((k + 1) / 2 * width);
                float *got = zeros((k + 1) / 2 * width);
                if (type == CK_F16) ck_f32_to_f16(x, x, columns * k);
                if (type == CK_BF16) ck_f32_to_bf16(x, x, columns * k);
                ck_pack(panel, x, type, k, columns, k, 1);
                ck_pair_rows(want, panel, width, k, width);
                ck_pack_pairs(got, x, type, k, columns, k);
                if (memcmp(got, want, (size_t)((k + 1) / 2 * width) * sizeof(float))) {
                    printf("FAILED  pack_pairs of type %d, %ld columns of %ld\n", type, (long)columns, (long)k);
                    failed = 1;
                }
                free(x), free(panel), free(want), free(got);
            }
}

static void test_product(void) {
    const int64_t width = ck_panel_width();
    static const int64_t shapes[][4] = {{1, 1, 1, 1}, {13, 70, 33, 1}, {31, 20, 48, 3}, {6, 8, 101, 2}, {14, 12, 2, 1}};
    for (int s = 0; s < 5; s++) {  // rows, columns, length and taps
        int64_t m = shapes[s][0], n = shapes[s][1], k = shapes[s][2], taps = shapes[s][3], pairs = (k + 1) / 2;
        int64_t panels = (n + width - 1) / width, tap_stride = pairs * width, panel_stride = taps * tap_stride;
        float *a = numbers(m * taps * k), *b = numbers(n * taps * k), *c = numbers(m * n), *want = zeros(m * n);
        float *alone = zeros(m * n), *left = zeros(m * taps * pairs), *right = zeros(panels * panel_stride);
        float *column = zeros(k * width);
        const float **rows = malloc((size_t)(m * taps) * sizeof *rows);
        for (int64_t t = 0; t < taps; t++) {
            for (int64_t r = 0; r < m; r++) {
                float *row = left + (r * taps + t) * pairs;
                ck_pair_along(row, a + (r * taps + t) * k, k);
                rows[t * m + r] = row;
            }
            for (int64_t p = 0; p < panels; p++) {
                for (int64_t i = 0; i < k; i++)
                    for (int64_t x = 0; x < width; x++)
                        column[i * width + x] = p * width + x < n ? b[((p * width + x) * taps + t) * k + i] : 0;
                ck_pair_rows(right + p * panel_stride + t * tap_stride, column, width, k, width);
            }
        }
        for (int64_t r = 0; r < m; r++)
            for (int64_t x = 0; x < n; x++) {
                double sum = c[r * n + x];
                for (int64_t i = 0; i < taps * k; i++)
                    sum += (double)rounded(a[r * taps * k + i]) * rounded(b[x * taps * k + i]);
                want[r * n + x] = (float)sum;
            }
        struct ck_factors factors = {.rows = rows, .row_stride = m, .taps = taps, .k = pairs, .panels = right,
                                     .panel_stride = panel_stride, .tap_stride = tap_stride};
        memcpy(alone, c, (size_t)(m * n) * sizeof *c);
        ck_product_bf16(m, n, &factors, c, n, 1);
        close_to("product_bf16", c, want, m * n, 3e-6);
        // A row has the same bits whatever tile it is in.
        for (int64_t r = 0; r < m; r++) {
            factors.rows = rows + r;
            ck_product_bf16(1, n, &factors, alone + r * n, n, 1);
        }
        close_to("product_bf16 of single rows", alone, c, m * n, 0);
        free(a), free(b), free(c), free(want), free(alone), free(left), free(right), free(column), free(rows);
    }
}

// Weights are rounded when they are multiplied; the twin rounds what is multiplied before.
static void test_attention(void) {
    static const int64_t widths[] = {40, 64, 7};
    for (int s = 0; s < 6; s++) {
        enum { QUERIES = 17 };
        const int causal = s % 2;
        int64_t width = widths[s / 2], keys = causal ? QUERIES : 201, pairs = (width + 1) / 2;
        float *q = numbers(QUERIES * width), *k = numbers(keys * width), *v = numbers(keys * width);
        float *key = zeros(keys * pairs), *value = zeros((keys + 1) / 2 * width);
        float *got = zeros(QUERIES * width), *want = zeros(QUERIES * width);
        for (int64_t j = 0; j < keys; j++) ck_pair_along(key + j * pairs, k + j * width, width);
        ck_pair_rows(value, v, width, keys, width);
        struct ck_attention a = {q, key, value, width, pairs, width, keys, width, 0.3, causal, NULL, 0, NULL};
        float *scratch = zeros(ck_attention_scratch(QUERIES, width));
        ck_attend_bf16(&a, 0, QUERIES, scratch, got);
        const float scale = (float)(0.3 * 1.4426950408889634);
        for (int64_t i = 0; i < QUERIES; i++) {
            double total = 0;
            double *sums = calloc((size_t)width, sizeof *sums);
            for (int64_t j = 0; j < (causal ? i + 1 : keys); j++) {
                double score = 0;
                for (int64_t c = 0; c < width; c++)
                    score += (double)rounded(q[i * width + c] * scale) * rounded(k[j * width + c]);
                double weight = exp2(score);
                total += weight;
                for (int64_t c = 0; c < width; c++) sums[c] += weight * rounded(v[j * width + c]);
            }
            for (int64_t c = 0; c < width; c++) want[i * width + c] = (float)(sums[c] / total);
            free(sums);
        }
        close_to(causal ? "attend_bf16, causal" : "attend_bf16", got, want, QUERIES * width, 2e-3);
        free(q), free(k), free(v), free(key), free(value), free(got), free(want), free(scratch);
    }
}

int test_bf16(void) {
    if (!ck_has_bf16()) return 0;
    test_pairs();
    test_pack_pairs();
    test_product();
    test_attention();
    return failed;
}
