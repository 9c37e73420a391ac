// 3x3 convolution with stride 1 by F(4x4, 3x3) of S. Winograd (A. Lavin and S. Gray, arXiv 1509.09308):
// a tile of 6x6 pixels and a kernel become 36 numbers each, whose products are summed over the channels
// and give 4x4 pixels of the result: 36 multiplications instead of 144 (part of kernels.h).
//
// The points of interpolation are 0, +-5/8, +-3/2 and infinity: in f32 they lose less than the usual
// 0, +-1, +-2 (B. Barabasz et al., arXiv 1803.10986, on the choice of points).

enum { WINOGRAD = 36, WINOGRAD_DEPTH = CK_WINOGRAD_DEPTH };

#define POINT_A 0.625f
#define POINT_B 1.5f
#define A2 (POINT_A * POINT_A)
#define B2 (POINT_B * POINT_B)

// y = B^T x, six numbers.
INLINE void input_row(vf *y, vf x0, vf x1, vf x2, vf x3, vf x4, vf x5) {
    vf ea = x4 - B2 * x2, oa = x3 - B2 * x1;
    vf eb = x4 - A2 * x2, ob = x3 - A2 * x1;
    y[0] = (x4 - (A2 + B2) * x2) + (A2 * B2) * x0;
    y[1] = ea + POINT_A * oa;
    y[2] = ea - POINT_A * oa;
    y[3] = eb + POINT_B * ob;
    y[4] = eb - POINT_B * ob;
    y[5] = (x5 - (A2 + B2) * x3) + (A2 * B2) * x1;
}

// y = A^T x, four numbers.
INLINE void output_row(vf *y, vf x0, vf x1, vf x2, vf x3, vf x4, vf x5) {
    vf sa = x1 + x2, da = x1 - x2, sb = x3 + x4, db = x3 - x4;
    y[0] = x0 + sa + sb;
    y[1] = POINT_A * da + POINT_B * db;
    y[2] = A2 * sa + B2 * sb;
    y[3] = (POINT_A * A2) * da + ((POINT_B * B2) * db + x5);
}

// y = G x, six numbers.
INLINE void weight_row(vf *y, vf x0, vf x1, vf x2) {
    const float ka = 1 / (2 * A2 * (A2 - B2)), kb = 1 / (2 * B2 * (B2 - A2));
    vf ea = ka * x0 + (ka * A2) * x2, oa = (ka * POINT_A) * x1;
    vf eb = kb * x0 + (kb * B2) * x2, ob = (kb * POINT_B) * x1;
    y[0] = (1 / (A2 * B2)) * x0;
    y[1] = ea + oa;
    y[2] = ea - oa;
    y[3] = eb + ob;
    y[4] = eb - ob;
    y[5] = x2;
}

// A kernel of 9 taps to its 36 points.
INLINE void winograd_kernel(vf *points, const vf *g) {
    vf half[3][6];
#pragma clang loop unroll(full)
    for (int x = 0; x < 3; x++) weight_row(half[x], g[x], g[3 + x], g[6 + x]);
#pragma clang loop unroll(full)
    for (int y = 0; y < 6; y++) weight_row(points + 6 * y, half[0][y], half[1][y], half[2][y]);
}

// Element 9 * channel + tap of 16 kernels, of channels c0... of 16 rows. The block of channels behind this one is
// fetched into the second level cache meanwhile: too many rows for the processor to guess.
INLINE void winograd_taps(vf *e, const char *src, int type, int64_t ld, int64_t first, int64_t columns, int64_t c0,
                          int64_t channels) {
    const int64_t k = 9 * channels, size = type_size(type);
    for (int64_t r = 0; r < BAND; r++) {
        const char *ahead = src + ((first + r) * ld + k + 9 * c0) * size;
        for (int64_t at = 0; at < 9 * LANES * size; at += 64) __builtin_prefetch(ahead + at, 0, 2);
    }
    for (int64_t i = 0; i < 9 && 9 * c0 + i * LANES < k; i++)
        read_block(e + i * LANES, src, type, ld, first, columns, 9 * c0 + i * LANES, k);
}

INLINE void winograd_weights_typed(float *u, int64_t u_stride, const char *src, int type, int64_t ld, int64_t columns,
                                   int64_t channels) {
    for (int64_t first = 0; first < PANEL; first += BAND)
        for (int64_t c0 = 0; c0 < channels; c0 += LANES) {
            vf e[9 * LANES];
            winograd_taps(e, src, type, ld, first, columns, c0, channels);
            int64_t count = channels - c0 < LANES ? channels - c0 : LANES;
            for (int64_t c = 0; c < count; c++) {
                vf points[WINOGRAD];
                winograd_kernel(points, e + 9 * c);
#pragma clang loop unroll(full)
                for (int i = 0; i < WINOGRAD; i++) store_band(u + i * u_stride + (c0 + c) * PANEL + first, points[i]);
            }
        }
}

KERNEL(winograd_weights) {
    CK_WITH_TYPE(type, winograd_weights_typed(u, u_stride, src, TYPE, ld, columns, channels))
}

// Channels c..c + 16 of the 36 points of a tile go to target[point * stride].
INLINE void winograd_tile(float *target, int64_t stride, const float *const (*pixel)[6], int64_t c, int64_t channels) {
    // What the next tile of the row sees for the first time.
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++)
#pragma clang loop unroll(full)
        for (int j = 2; j < 6; j++) __builtin_prefetch(pixel[i][j] + 4 * channels + c);
    vf half[6][6];
    int64_t rest = channels - c;
    for (int j = 0; j < 6; j++) {
        vf x[6];
        if (rest >= LANES) {
#pragma clang loop unroll(full)
            for (int i = 0; i < 6; i++) x[i] = load(pixel[i][j] + c);
        } else {
            for (int i = 0; i < 6; i++) x[i] = load_part(pixel[i][j] + c, rest);
        }
        input_row(half[j], x[0], x[1], x[2], x[3], x[4], x[5]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) {
        vf row[6];
        input_row(row, half[0][i], half[1][i], half[2][i], half[3][i], half[4][i], half[5][i]);
#pragma clang loop unroll(full)
        for (int j = 0; j < 6; j++) store(target + (i * 6 + j) * stride, row[j]);
    }
}

// The 6x6 pixels that tile t sees.
INLINE void winograd_pixels(const float *pixel[6][6], const struct ck_image *image, int64_t t) {
    int64_t across = (image->out_width + 3) / 4, down = (image->out_height + 3) / 4;
    int64_t seen_height = image->height << image->shift, seen_width = image->width << image->shift;
    int64_t item = t / (across * down), y0 = t / across % down * 4 - image->top, x0 = t % across * 4 - image->left;
    const float *base = image->pixels + item * image->height * image->width * image->channels;
    for (int64_t i = 0; i < 6; i++)
        for (int64_t j = 0; j < 6; j++) {
            int64_t y = y0 + i, x = x0 + j;
            int inside = y >= 0 && y < seen_height && x >= 0 && x < seen_width;
            pixel[i][j] = inside ? base + ((y >> image->shift) * image->width + (x >> image->shift)) * image->channels
                                 : image->zeros;
        }
}

KERNEL(winograd_input) {
    for (int64_t t = first; t < first + count; t++, v += WINOGRAD_DEPTH) {
        const float *pixel[6][6];
        winograd_pixels(pixel, image, t);
        for (int64_t c = 0; c < image->channels; c += LANES)
            winograd_tile(v + c / WINOGRAD_DEPTH * block_stride + c % WINOGRAD_DEPTH, v_stride, pixel, c,
                          image->channels);
    }
}

INLINE void tile_rows(const float **rows, const float *v, int64_t depth, int64_t tiles) {
    for (int64_t t = 0; t < tiles; t++) rows[t] = v + t * depth;
}

typedef void product_kernel(int64_t count, int64_t n, const struct ck_factors *factors, float *c, int64_t ldc,
                            int accumulate);

// `depth`: floats from tile to tile, of which k count.
INLINE void winograd_products(product_kernel *product, float *m, int64_t m_stride, const float *v, int64_t v_stride,
                              const float *units, const float *u, int64_t u_stride, int64_t tiles, int64_t depth,
                              int64_t k, int64_t n, int accumulate) {
    const float *rows[2][CK_WINOGRAD_TILES];  // of a point and the next one
    tile_rows(rows[0], v, depth, tiles);
    for (int64_t point = 0; point < WINOGRAD; point++) {
        int64_t next = (point + 1) % WINOGRAD;
        tile_rows(rows[next % 2], v + next * v_stride, depth, tiles);
        struct ck_factors factors = {.rows = rows[point % 2], .next = rows[next % 2], .taps = 1, .k = k,
                                     .panels = u + point * u_stride, .units = units};
        product(tiles, n <= CK_LANES ? CK_LANES : PANEL, &factors, m + point * m_stride, PANEL, accumulate);
    }
}

KERNEL(winograd_product) {
    winograd_products(k_product, m, m_stride, v, v_stride, NULL, u, u_stride, tiles, WINOGRAD_DEPTH, channels, n,
                      accumulate);
}

INLINE void winograd_output_with(const struct ck_winograd_result *result, const float *m, int64_t m_stride,
                                 int64_t first, int64_t count, int64_t column, int64_t n, int activation) {
    int64_t across = (result->width + 3) / 4, down = (result->height + 3) / 4;
    for (int64_t t = first; t < first + count; t++, m += PANEL) {
        int64_t item = t / (across * down), y0 = t / across % down * 4, x0 = t % across * 4;
        int64_t corner = ((item * result->height + y0) * result->width + x0) * result->channels + column;
        int64_t height = result->height - y0 < 4 ? result->height - y0 : 4;
        int64_t width = result->width - x0 < 4 ? result->width - x0 : 4;
        const float *bias = result->bias ? result->bias + item * result->bias_stride + column : NULL;
        for (int64_t c = 0; c < n; c += LANES) {
            int64_t lanes = n - c < LANES ? n - c : LANES;
            vf shift = !bias ? (vf)0 : lanes == LANES ? load(bias + c) : load_part(bias + c, lanes);
            vf half[6][4];
#pragma clang loop unroll(full)
            for (int j = 0; j < 6; j++) {
                vf x[6];
#pragma clang loop unroll(full)
                for (int i = 0; i < 6; i++) {
                    x[i] = load(m + (i * 6 + j) * m_stride + c);
                    if (result->units) x[i] *= load(result->units + (i * 6 + j) * PANEL + c);
                }
                output_row(half[j], x[0], x[1], x[2], x[3], x[4], x[5]);
            }
#pragma clang loop unroll(full)
            for (int i = 0; i < 4; i++) {
                vf row[4];
                output_row(row, half[0][i], half[1][i], half[2][i], half[3][i], half[4][i], half[5][i]);
                if (i >= height) continue;
#pragma clang loop unroll(full)
                for (int j = 0; j < 4; j++) {
                    if (j >= width) continue;
                    int64_t at = corner + (i * result->width + j) * result->channels + c;
                    vf sum = row[j] + shift;
                    if (lanes == LANES) {
                        if (result->residual) sum += load(result->residual + at);
                        store_result(result->pixels + at, vactivate(sum, activation), result->streams);
                    } else {
                        if (result->residual) sum += load_part(result->residual + at, lanes);
                        store_part(result->pixels + at, vactivate(sum, activation), lanes);
                    }
                }
            }
        }
    }
}

KERNEL(winograd_output) {
    switch (result->activation) {
    case CK_SILU: winograd_output_with(result, m, m_stride, first, count, column, n, CK_SILU); break;
    case CK_GELU: winograd_output_with(result, m, m_stride, first, count, column, n, CK_GELU); break;
    case CK_QUICK_GELU: winograd_output_with(result, m, m_stride, first, count, column, n, CK_QUICK_GELU); break;
    case CK_TANH_GELU: winograd_output_with(result, m, m_stride, first, count, column, n, CK_TANH_GELU); break;
    case CK_RELU: winograd_output_with(result, m, m_stride, first, count, column, n, CK_RELU); break;
    case CK_LEAKY_RELU: winograd_output_with(result, m, m_stride, first, count, column, n, CK_LEAKY_RELU); break;
    default: winograd_output_with(result, m, m_stride, first, count, column, n, CK_NONE);
    }
    end_results(result->streams);
}
