// Every kernel of CKernels.h against its naive twin, in C alone, so that it can be compiled for other processors and run under
// an emulator; bf16.c has those of bf16. Prints a line for each kernel: what went wrong, or the digest of an exact one, which is the same everywhere.
#include "CKernels.h"
#include "oracle.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void same(const char *name, const void *got, const void *want, size_t bytes) {
    if (memcmp(got, want, bytes)) {
        printf("FAILED  %s differs\n", name);
        failed = 1;
    }
}
static void digest(const char *name, const void *data, size_t bytes) {
    uint64_t hash = 14695981039346656037u;  // FNV-1a
    for (size_t i = 0; i < bytes; i++) hash = (hash ^ ((const uint8_t *)data)[i]) * 1099511628211u;
    printf("digest  %s %016llx\n", name, (unsigned long long)hash);
}

// --- naive twins ---

static double activated(double x, int activation) {
    switch (activation) {
    case CK_SILU: return x / (1 + exp(-x));
    case CK_GELU: return 0.5 * x * (1 + erf(x * sqrt(0.5)));
    case CK_QUICK_GELU: return x / (1 + exp(-1.702 * x));
    case CK_TANH_GELU: return 0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)));
    case CK_RELU: return x < 0 ? 0 : x;
    case CK_LEAKY_RELU: return x < 0 ? 0.2 * x : x;
    default: return x;
    }
}
static float from_half(uint16_t h) {
    int exponent = h >> 10 & 31, mantissa = h & 1023;
    double magnitude = exponent == 31 ? (mantissa ? NAN : INFINITY)
                       : exponent     ? ldexp(1024 + mantissa, exponent - 25)
                                      : ldexp(mantissa, -24);
    return (float)(h >> 15 ? -magnitude : magnitude);
}

static void test_conversions(void) {
    uint16_t *all = malloc(65536 * 2), *back = malloc(65536 * 2);
    float *wide = zeros(65536);
    for (int i = 0; i < 65536; i++) all[i] = (uint16_t)i;
    ck_f16_to_f32(wide, all, 65536);
    for (int i = 0; i < 65536; i++) {
        float want = from_half((uint16_t)i);
        if (isnan(want) ? !isnan(wide[i]) : memcmp(&wide[i], &want, 4)) {
            printf("FAILED  f16_to_f32 of %04x\n", i);
            failed = 1;
            break;
        }
    }
    ck_f32_to_f16(back, wide, 65536);
    for (int i = 0; i < 65536; i++)
        if (!isnan(wide[i]) && back[i] != all[i]) failed = printf("FAILED  f32_to_f16 of %04x\n", i) > 0;
    ck_bf16_to_f32(wide, all, 65536);
    for (int i = 0; i < 65536; i++) {
        uint32_t bits = (uint32_t)i << 16;
        if (memcmp(&wide[i], &bits, 4)) failed = printf("FAILED  bf16_to_f32 of %04x\n", i) > 0;
    }
    ck_f32_to_bf16(back, wide, 65536);
    digest("f32_to_bf16", back, 65536 * 2);
    uint8_t bytes[256];
    for (int i = 0; i < 256; i++) bytes[i] = (uint8_t)i;
    ck_e4m3_to_f32(wide, bytes, 256);
    for (int i = 0; i < 256; i++) {
        int exponent = i >> 3 & 15, mantissa = i & 7;
        double magnitude = (i & 127) == 127 ? NAN : exponent ? ldexp(8 + mantissa, exponent - 10) : ldexp(mantissa, -9);
        double want = i >> 7 ? -magnitude : magnitude;
        if (isnan(want) ? !isnan(wide[i]) : wide[i] != want) failed = printf("FAILED  e4m3_to_f32 of %02x\n", i) > 0;
    }
    ck_e5m2_to_f32(wide, bytes, 256);
    for (int i = 0; i < 256; i++) {
        float want = from_half((uint16_t)(i << 8));
        if (isnan(want) ? !isnan(wide[i]) : wide[i] != want) failed = printf("FAILED  e5m2_to_f32 of %02x\n", i) > 0;
    }
    double doubles[1000];
    for (int i = 0; i < 1000; i++) doubles[i] = ldexp(uniform(), i % 300 - 150);
    ck_f64_to_f32(wide, doubles, 1000);
    for (int i = 0; i < 1000; i++)
        if (wide[i] != (float)doubles[i]) failed = printf("FAILED  f64_to_f32 of %g\n", doubles[i]) > 0;
    float *source = numbers(4099);
    for (int i = 0; i < 4099; i++) source[i] = ldexpf(source[i], i % 60 - 30);
    ck_f32_to_f16(back, source, 4099);
    digest("f32_to_f16", back, 4099 * 2);
    free(all), free(back), free(wide), free(source);
}

static void test_elementwise(void) {
    static const char *const names[] = {"none", "silu", "gelu", "quick_gelu", "tanh_gelu", "relu", "leaky_relu"};
    enum { N = 1003 };
    float *x = numbers(N), *y = numbers(N), *got = zeros(N), *want = zeros(N);
    for (int i = 0; i < N; i++) x[i] *= 12;
    for (int activation = 0; activation <= CK_LEAKY_RELU; activation++) {
        ck_activate(got, x, N, activation);
        for (int i = 0; i < N; i++) want[i] = (float)activated(x[i], activation);
        close_to(names[activation], got, want, N, 1e-6);
    }
    ck_add(got, x, y, N);
    for (int i = 0; i < N; i++) want[i] = x[i] + y[i];
    same("add", got, want, sizeof(float) * N);

    enum { ROWS = 7, CHANNELS = 37 };
    double sum[CHANNELS] = {0}, squares[CHANNELS] = {0};
    ck_channel_sums(sum, squares, x, ROWS, CHANNELS);
    for (int c = 0; c < CHANNELS; c++) {
        double s = 0, q = 0;
        for (int r = 0; r < ROWS; r++) s += x[r * CHANNELS + c], q += (double)x[r * CHANNELS + c] * x[r * CHANNELS + c];
        got[c] = (float)sum[c], want[c] = (float)s, got[CHANNELS + c] = (float)squares[c], want[CHANNELS + c] = (float)q;
    }
    close_to("channel_sums", got, want, 2 * CHANNELS, 1e-7);
    for (int streams = 0; streams < 2; streams++) {
        ck_scale_shift(got, x, y, y + 100, ROWS, CHANNELS, CK_SILU, streams);
        for (int i = 0; i < ROWS * CHANNELS; i++)
            want[i] = (float)activated((double)x[i] * y[i % CHANNELS] + y[100 + i % CHANNELS], CK_SILU);
        close_to("scale_shift", got, want, ROWS * CHANNELS, 1e-5);
    }
    for (int kind = 0; kind < 2; kind++) {
        if (kind) ck_layer_norm(got, x, y, y + 50, 1e-5f, ROWS, CHANNELS);
        else ck_rms_norm(got, x, y, y + 50, 1e-5f, ROWS, CHANNELS);
        for (int r = 0; r < ROWS; r++) {
            double mean = 0, square = 0;
            for (int i = 0; i < CHANNELS; i++) mean += kind ? x[r * CHANNELS + i] / (double)CHANNELS : 0;
            for (int i = 0; i < CHANNELS; i++) square += pow(x[r * CHANNELS + i] - mean, 2) / CHANNELS;
            for (int i = 0; i < CHANNELS; i++)
                want[r * CHANNELS + i] =
                    (float)((x[r * CHANNELS + i] - mean) / sqrt(square + (double)1e-5f) * y[i] + y[50 + i]);
        }
        close_to(kind ? "layer_norm" : "rms_norm", got, want, ROWS * CHANNELS, 2e-6);
    }
    memcpy(got, x, sizeof(float) * N);
    ck_softmax_rows(got, CHANNELS + 3, ROWS, CHANNELS);
    memcpy(want, x, sizeof(float) * N);
    for (int r = 0; r < ROWS; r++) {
        double total = 0;
        for (int i = 0; i < CHANNELS; i++) total += exp(x[r * (CHANNELS + 3) + i]);
        for (int i = 0; i < CHANNELS; i++)
            want[r * (CHANNELS + 3) + i] = (float)(exp(x[r * (CHANNELS + 3) + i]) / total);
    }
    close_to("softmax_rows", got, want, N, 1e-6);
    ck_gated_sum(got, x, y, y + 300, ROWS, CHANNELS);
    for (int i = 0; i < ROWS * CHANNELS; i++) want[i] = (float)((double)x[i] * y[i % CHANNELS] + y[300 + i]);
    close_to("gated_sum", got, want, ROWS * CHANNELS, 1e-6);
    ck_gate(got, CHANNELS, x, CHANNELS + 1, y, CHANNELS + 2, ROWS, CHANNELS, CK_GELU);
    for (int i = 0; i < ROWS * CHANNELS; i++) {
        int r = i / CHANNELS, c = i % CHANNELS;
        want[i] = (float)(activated(x[r * (CHANNELS + 1) + c], CK_GELU) * y[r * (CHANNELS + 2) + c]);
    }
    close_to("gate", got, want, ROWS * CHANNELS, 1e-6);
    for (int halves = 0; halves < 2; halves++) {
        enum { TOKENS = 3, HEADS = 2, WIDTH = 10, TURNED = 8 };
        ck_heads(got, x, HEADS * WIDTH, NULL, 0, y, TOKENS, HEADS, WIDTH, TURNED, halves);
        for (int t = 0; t < TOKENS; t++)
            for (int h = 0; h < HEADS; h++) {
                const float *s = x + (t * HEADS + h) * WIDTH;
                float *d = want + (t * HEADS + h) * WIDTH;
                memcpy(d, s, WIDTH * sizeof(float));
                for (int i = 0; i < TURNED / 2; i++) {
                    int a = halves ? i : 2 * i, b = halves ? i + TURNED / 2 : 2 * i + 1;
                    double c = y[t * TURNED + 2 * i], sine = y[t * TURNED + 2 * i + 1];
                    d[a] = (float)(s[a] * c - s[b] * sine), d[b] = (float)(s[b] * c + s[a] * sine);
                }
            }
        close_to("heads", got, want, TOKENS * HEADS * WIDTH, 1e-6);
    }
    ck_transpose(got, 21, x, 17, 19, 17);
    for (int r = 0; r < 19; r++)
        for (int c = 0; c < 17; c++)
            if (got[c * 21 + r] != x[r * 17 + c]) failed = printf("FAILED  transpose\n") > 0;
    struct ck_finish finish = {.dst = got, .ldd = 20, .bias = y, .residual = y + 30, .ldr = 25, .activation = CK_RELU,
                               .gate = 20, .gate_bias = y + 200, .factor = y + 400};
    ck_finish(&finish, x, 40, 5, 19);
    for (int r = 0; r < 5; r++)
        for (int c = 0; c < 19; c++) {
            double v = ((double)x[r * 40 + c] + y[c]) * y[400 + c] + y[30 + r * 25 + c];
            v *= activated((double)x[r * 40 + 20 + c] + y[200 + c], CK_GELU);
            want[r * 20 + c] = (float)activated(v, CK_RELU);
            close_to("finish", got + r * 20 + c, want + r * 20 + c, 1, 1e-5);
        }
    free(x), free(y), free(got), free(want);
}

// Each side in whole multiples of the units that come out: sums of integers are exact.
static void test_product_bytes(void) {
    enum { M = 13, N = 70, K = 201 };
    const int64_t width = ck_panel_width(), panels = (N + width - 1) / width, depth = (K + 3) / 4;
    float *a = numbers(M * K), *b = numbers(N * K), *got = zeros(M * N), *want = zeros(M * N);
    float *packed = zeros(panels * depth * width), *starts = zeros(panels * width), *scales = zeros(panels * width);
    float *bytes = zeros(M * depth), units[M];
    const float *rows[M];
    for (int64_t p = 0; p < panels; p++)
        ck_pack_bytes(packed + p * depth * width, starts + p * width, scales + p * width, b + p * width * K, K,
                      N - p * width < width ? N - p * width : width, K);
    for (int r = 0; r < M; r++) ck_bytes_along(bytes + r * depth, units + r, a + r * K, K), rows[r] = bytes + r * depth;
    struct ck_factors f = {.rows = rows, .row_stride = M, .taps = 1, .k = depth, .panels = packed,
                           .panel_stride = depth * width, .units = units, .starts = starts, .scales = scales};
    ck_product_bytes(M, N, &f, got, N, 0);
    for (int r = 0; r < M; r++)
        for (int c = 0; c < N; c++) {
            int64_t sum = 0;
            for (int i = 0; i < K; i++)
                sum += (int64_t)nearbyintf(a[r * K + i] / units[r]) * (int64_t)nearbyintf(b[c * K + i] / scales[c]);
            want[r * N + c] = (float)((double)sum * units[r] * scales[c]);
        }
    close_to("product_bytes", got, want, M * N, 2e-3);
    free(a), free(b), free(got), free(want), free(packed), free(starts), free(scales), free(bytes);
}

// Rows that are integers lie as those that become the same integers do.
static void test_pack_integers(void) {
    enum { K = 201 };
    const int64_t width = ck_panel_width(), depth = (K + 3) / 4, columns = width - 3;
    int8_t *stored = malloc((size_t)(columns * K));
    float *wide = zeros(columns * K);
    for (int64_t c = 0; c < columns; c++)
        for (int64_t i = 0; i < K; i++) {
            stored[c * K + i] = (int8_t)(i == c ? 127 : (c * 31 + i * 7) % 255 - 127);
            wide[c * K + i] = stored[c * K + i];
        }
    float *got = zeros(depth * width), *want = zeros(depth * width), starts[64], others[64], scales[64];
    ck_pack_integers(got, starts, stored, K, columns, K);
    ck_pack_bytes(want, others, scales, wide, K, columns, K);
    same("pack_integers", got, want, sizeof(float) * (size_t)(depth * width));
    same("starts of pack_integers", starts, others, sizeof(float) * (size_t)width);
    free(stored), free(wide), free(got), free(want);
}

static void test_turn_groups(void) {
    static const int h[4][4] = {{1, 1, 1, -1}, {1, 1, -1, 1}, {1, -1, 1, 1}, {-1, 1, 1, 1}};
    static const int64_t shapes[][2] = {{12, 4}, {64, 4}, {48, 16}, {128, 64}, {768, 256}, {1024, 1024}};  // n, group
    for (int s = 0; s < 6; s++) {
        const int64_t n = shapes[s][0], group = shapes[s][1];
        float *row = numbers(n), *got = zeros(n), *want = zeros(n);
        memcpy(got, row, sizeof(float) * (size_t)n);
        for (int64_t i = 0; i < n; i++) {
            double sum = 0;
            for (int64_t j = 0; j < group; j++) {
                int sign = 1;
                for (int64_t a = i % group, b = j, left = group; left > 1; left /= 4, a /= 4, b /= 4) sign *= h[a % 4][b % 4];
                sum += sign * (double)row[i / group * group + j];
            }
            want[i] = (float)(sum / sqrt((double)group));
        }
        ck_turn_groups(got, n, group);
        close_to("turn_groups", got, want, n, 1e-6);
        digest("turn_groups", got, sizeof(float) * (size_t)n);
        ck_turn_groups(got, n, group);
        close_to("turn_groups twice", got, row, n, 1e-6);
        free(row), free(got), free(want);
    }
}

static void test_product(void) {
    const int64_t width = ck_panel_width();
    static const int64_t shapes[][4] = {{1, 1, 1, 1}, {13, 70, 33, 1}, {31, 20, 48, 3}, {6, 8, 100, 2}};  // m, n, k, taps
    for (int s = 0; s < 4; s++)
        for (int type = CK_F32; type <= CK_BF16; type++) {
            int64_t m = shapes[s][0], n = shapes[s][1], segment = shapes[s][2], taps = shapes[s][3], k = segment * taps;
            float *a = numbers(m * k), *b = numbers(n * k), *c = numbers(m * n), *want = zeros(m * n);
            uint16_t *stored = malloc((size_t)(n * k) * 2);
            if (type == CK_F16) ck_f32_to_f16(stored, b, n * k), ck_f16_to_f32(b, stored, n * k);
            if (type == CK_BF16) ck_f32_to_bf16(stored, b, n * k), ck_bf16_to_f32(b, stored, n * k);
            const char *source = type == CK_F32 ? (const char *)b : (const char *)stored;
            int64_t panels = (n + width - 1) / width;
            float *packed = zeros(panels * k * width);
            for (int64_t p = 0; p < panels; p++) {
                int64_t columns = n - p * width < width ? n - p * width : width;
                ck_pack(packed + p * k * width, source + p * width * k * (type == CK_F32 ? 4 : 2), type, k, columns, k, taps);
            }
            const float **rows = malloc((size_t)(m * taps) * sizeof *rows);
            for (int64_t t = 0; t < taps; t++)
                for (int64_t r = 0; r < m; r++) rows[t * m + r] = a + r * k + t * segment;
            for (int64_t r = 0; r < m; r++)
                for (int64_t x = 0; x < n; x++) {
                    double sum = c[r * n + x];  // row e of b is tap e % taps
                    for (int64_t e = 0; e < k; e++) sum += (double)a[r * k + e % taps * segment + e / taps] * b[x * k + e];
                    want[r * n + x] = (float)sum;
                }
            struct ck_factors factors = {.rows = rows, .row_stride = m, .taps = taps, .k = segment, .panels = packed,
                                         .panel_stride = k * width, .tap_stride = segment * width};
            ck_product(m, n, &factors, c, n, 1);
            close_to("product", c, want, m * n, 3e-6);
            free(a), free(b), free(c), free(want), free(stored), free(packed), free(rows);
        }
}

static void test_convolution(void) {
    enum { HEIGHT = 10, WIDTH = 9, CHANNELS = 70, OUTPUTS = 19 };
    const int64_t width = ck_panel_width(), pixels = HEIGHT * WIDTH;
    float *x = numbers(pixels * CHANNELS), *w = numbers(OUTPUTS * CHANNELS * 9), *nothing = zeros(CHANNELS);
    float *want = zeros(pixels * OUTPUTS), *got = zeros(pixels * OUTPUTS), *bias = numbers(OUTPUTS);
    struct ck_image image = {x, nothing, HEIGHT, WIDTH, CHANNELS, HEIGHT, WIDTH, 3, 3, 1, 1, 1, 0};
    const float **rows = malloc(9 * (size_t)pixels * sizeof *rows);
    ck_image_rows(rows, &image, 0, pixels);
    for (int64_t p = 0; p < pixels; p++)
        for (int64_t o = 0; o < OUTPUTS; o++) {
            double sum = bias[o];
            for (int tap = 0; tap < 9; tap++) {
                int64_t y = p / WIDTH + tap / 3 - 1, z = p % WIDTH + tap % 3 - 1;
                if (y < 0 || y >= HEIGHT || z < 0 || z >= WIDTH) continue;
                const float *pixel = x + (y * WIDTH + z) * CHANNELS;
                if (rows[tap * pixels + p] != pixel) failed = printf("FAILED  image_rows\n") > 0;
                for (int64_t c = 0; c < CHANNELS; c++) sum += (double)pixel[c] * w[(o * CHANNELS + c) * 9 + tap];
            }
            want[p * OUTPUTS + o] = (float)activated(sum, CK_SILU);
        }
    int64_t tiles = ((HEIGHT + 3) / 4) * ((WIDTH + 3) / 4), depth = CK_WINOGRAD_DEPTH, blocks = (CHANNELS + depth - 1) / depth;
    int64_t v_stride = tiles * depth, block_stride = 36 * v_stride, u_stride = blocks * depth * width, m_stride = tiles * width;
    float *v = zeros(blocks * block_stride), *u = zeros(36 * u_stride), *m = zeros(36 * m_stride + 64);
    ck_winograd_input(v, v_stride, block_stride, &image, 0, tiles);
    for (int64_t column = 0; column < OUTPUTS; column += width) {
        int64_t n = OUTPUTS - column < width ? OUTPUTS - column : width;
        memset(u, 0, (size_t)(36 * u_stride) * sizeof *u);
        ck_winograd_weights(u, u_stride, w + column * CHANNELS * 9, CK_F32, CHANNELS * 9, n, CHANNELS);
        for (int64_t block = 0; block < blocks; block++) {
            int64_t channels = CHANNELS - block * depth < depth ? CHANNELS - block * depth : depth;
            ck_winograd_product(m, m_stride, v + block * block_stride, v_stride, u + block * depth * width, u_stride, tiles,
                                channels, n, block > 0);
        }
        struct ck_winograd_result result = {.pixels = got, .height = HEIGHT, .width = WIDTH, .channels = OUTPUTS,
                                            .bias = bias, .activation = CK_SILU};
        ck_winograd_output(&result, m, m_stride, 0, tiles, column, n);
    }
    close_to("winograd", got, want, pixels * OUTPUTS, 1e-4);
    free(x), free(w), free(nothing), free(want), free(got), free(bias), free(rows), free(v), free(u), free(m);
}

static void test_attention(void) {
    enum { QUERIES = 17, KEYS = 201, WIDTH = 40 };
    for (int causal = 0; causal < 2; causal++) {
        int64_t keys = causal ? QUERIES : KEYS;
        float *q = numbers(QUERIES * WIDTH), *k = numbers(keys * WIDTH), *v = numbers(keys * WIDTH);
        float *bias = numbers(QUERIES * keys), *got = zeros(QUERIES * WIDTH), *want = zeros(QUERIES * WIDTH);
        struct ck_attention a = {q, k, v, WIDTH, WIDTH, WIDTH, keys, WIDTH, 0.3, causal, causal ? NULL : bias, keys, NULL};
        float *scratch = zeros(ck_attention_scratch(QUERIES, WIDTH));
        ck_attend(&a, 0, QUERIES, scratch, got);
        for (int64_t i = 0; i < QUERIES; i++) {
            double total = 0, sums[WIDTH] = {0};
            for (int64_t j = 0; j < (causal ? i + 1 : keys); j++) {
                double score = 0;
                for (int c = 0; c < WIDTH; c++) score += (double)q[i * WIDTH + c] * k[j * WIDTH + c];
                double weight = exp(score * 0.3 + (causal ? 0 : bias[i * keys + j]));
                total += weight;
                for (int c = 0; c < WIDTH; c++) sums[c] += weight * v[j * WIDTH + c];
            }
            for (int c = 0; c < WIDTH; c++) want[i * WIDTH + c] = (float)(sums[c] / total);
        }
        close_to(causal ? "attend, causal" : "attend", got, want, QUERIES * WIDTH, 3e-6);
        free(q), free(k), free(v), free(bias), free(got), free(want), free(scratch);
    }
}

static void test_blocks(void) {
    static const char *const names[] = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K",
                                        "IQ4_NL", "IQ4_XS"};
    for (int format = CK_Q4_0; format <= CK_IQ4_XS; format++) {
        enum { COUNT = 5 };
        int64_t bytes = ck_block_sizes[format].bytes, elements = ck_block_sizes[format].elements;
        uint8_t *blocks = malloc((size_t)(COUNT * bytes));
        for (int64_t i = 0; i < COUNT * bytes; i++) blocks[i] = (uint8_t)((int)(uniform() * 128) & 0xbf);  // scales are finite
        float *got = zeros(COUNT * elements), *want = zeros(COUNT * elements);
        ck_expand_blocks(got, blocks, format, CK_F32, COUNT);
        digest(names[format], got, (size_t)(COUNT * elements) * sizeof *got);
        for (int64_t block = 0; block < COUNT && (format == CK_Q8_0 || format == CK_Q4_0); block++) {
            const uint8_t *p = blocks + block * bytes;
            float scale = from_half((uint16_t)(p[0] | p[1] << 8));
            for (int i = 0; i < 32; i++) {
                int nibble = i < 16 ? p[2 + i] & 15 : p[2 + i - 16] >> 4;
                want[block * 32 + i] = (float)(format == CK_Q8_0 ? (int8_t)p[2 + i] : nibble - 8) * scale;
            }
        }
        if (format == CK_Q8_0 || format == CK_Q4_0) same(names[format], got, want, (size_t)(COUNT * elements) * sizeof *got);
        free(blocks), free(got), free(want);
    }
}

int main(void) {
    fprintf(stderr, "instruction set: %s, %lld columns a panel\n", ck_isa(), (long long)ck_panel_width());
    test_conversions();
    test_elementwise();
    test_product();
    test_product_bytes();
    test_pack_integers();
    test_turn_groups();
    test_convolution();
    test_attention();
    test_blocks();
    failed |= test_bf16();
    if (!failed) printf("ok      every kernel\n");
    return failed;
}
