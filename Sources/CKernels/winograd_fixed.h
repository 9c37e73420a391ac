// Winograd's convolution with factors of 16 bits in fixed point, whose sums over a block of channels are exact (part of
// kernels.h). It is as fast as factors of bf16 would be, and closer: their 8 bits would be rounded between the
// transforms, which magnify what is lost there about five times.
//
// Block floating point (M. Drumond et al., arXiv 1804.01526): the numbers of a tile have one scale for a block of
// channels, those of an output's kernels one for each point. The scales are the largest for which the sum of
// a block's products stays within 31 bits: |v| <= FIXED_TILE, and the sum of |u| <= FIXED_KERNELS.

enum {
    FIXED_FACTOR = 32767,
    FIXED_TILE = 16383,
    FIXED_KERNELS = 131000,
    FIXED_DEPTH = WINOGRAD_DEPTH / 2,  // floats of a block's pairs of channels
    FIXED_VECTORS = WINOGRAD_DEPTH / LANES
};
_Static_assert((int64_t)FIXED_TILE * (FIXED_KERNELS + WINOGRAD_DEPTH / 2) <= INT32_MAX, "a sum may overflow");

// Integers of 16 bits in the halves of each lane: two vectors rounded to nearest even.
INLINE vf fixed_pairs(vf low, vf high) {
    __m512i a = _mm512_cvtps_epi32((__m512)low), b = _mm512_cvtps_epi32((__m512)high);
    return (vf)_mm512_mask_blend_epi16(0xAAAAAAAA, a, _mm512_slli_epi32(b, 16));
}

// 36 points of `vectors` vectors to pairs, target[point * stride]. Returns what 1 stands for in them: NaN where a
// number is not finite.
INLINE float fix_tile(float *target, int64_t stride, const vf *x, int64_t vectors) {
    // bits of |x| are in the order of the values, with infinity and NaN above all
    vu most = 0;
    for (int64_t i = 0; i < WINOGRAD * FIXED_VECTORS; i += FIXED_VECTORS)
        for (int64_t j = i; j < i + vectors; j++) {
            vu size = (vu)x[j] & INT32_MAX;
            most = size > most ? size : most;
        }
    const float least = 0x1p-100f;  // has a finite scale
    uint32_t bits = _mm512_reduce_max_epu32((__m512i)most);
    float largest;
    memcpy(&largest, &bits, sizeof largest);
    if (!(largest <= FLT_MAX)) largest = NAN;
    if (largest < least) largest = least;
    const float scale = FIXED_TILE / largest;
    for (int64_t i = 0; i < WINOGRAD; i++, x += FIXED_VECTORS)
        for (int64_t j = 0; j < vectors; j += 2)
            store(target + i * stride + j / 2 * LANES,
                  fixed_pairs(x[j] * scale, j + 1 < vectors ? x[j + 1] * scale : (vf)0));
    return largest / FIXED_TILE;
}

KERNEL(winograd_input_fixed) {
    for (int64_t t = 0; t < count; t++, v += FIXED_DEPTH) {
        const float *pixel[6][6];
        winograd_pixels(pixel, image, first + t);
        for (int64_t block = 0; block * WINOGRAD_DEPTH < image->channels; block++) {
            vf x[WINOGRAD * FIXED_VECTORS];
            int64_t vectors = 0;
            for (int64_t c = block * WINOGRAD_DEPTH; c < image->channels && vectors < FIXED_VECTORS; c += LANES)
                winograd_tile((float *)(x + vectors++), WINOGRAD_DEPTH, pixel, c, image->channels);
            units[block * unit_stride + t] = fix_tile(v + block * block_stride, v_stride, x, vectors);
        }
    }
}

INLINE void winograd_scales_typed(float *scales, float *units, const char *src, int type, int64_t ld, int64_t columns,
                                  int64_t channels) {
    for (int64_t first = 0; first < PANEL; first += BAND) {
        vf scale[WINOGRAD];
        for (int i = 0; i < WINOGRAD; i++) scale[i] = 0x1p100f;  // has a normal inverse
        for (int64_t block = 0; block < channels; block += WINOGRAD_DEPTH) {
            vf sum[WINOGRAD] = {0}, most[WINOGRAD] = {0};
            for (int64_t c0 = block; c0 < channels && c0 < block + WINOGRAD_DEPTH; c0 += LANES) {
                vf e[9 * LANES];
                winograd_taps(e, src, type, ld, first, columns, c0, channels);
                for (int64_t c = 0; c < LANES && c0 + c < channels; c++) {
                    vf points[WINOGRAD];
                    winograd_kernel(points, e + 9 * c);
                    for (int i = 0; i < WINOGRAD; i++) {
                        vf size = __builtin_elementwise_abs(points[i]);
                        sum[i] += size;
                        most[i] = most[i] > size ? most[i] : size;
                    }
                }
            }
            for (int i = 0; i < WINOGRAD; i++) {
                vf limit = FIXED_FACTOR / most[i];
                scale[i] = limit < scale[i] ? limit : scale[i];
                limit = FIXED_KERNELS / sum[i];
                scale[i] = limit >= scale[i] ? scale[i] : limit;  // NaN stays
            }
        }
        for (int i = 0; i < WINOGRAD; i++) {
            store(scales + i * PANEL + first, scale[i]);
            store(units + i * PANEL + first, 1 / scale[i]);
        }
    }
}

KERNEL(winograd_scales) {
    CK_WITH_TYPE(type, winograd_scales_typed(scales, units, src, TYPE, ld, columns, channels))
}

INLINE void winograd_weights_fixed_typed(float *u, int64_t u_stride, const float *scales, const char *src, int type,
                                         int64_t ld, int64_t columns, int64_t channels) {
    for (int64_t first = 0; first < PANEL; first += BAND)
        for (int64_t c0 = 0; c0 < channels; c0 += 2 * LANES) {
            vf e[2 * 9 * LANES];
            if (c0 + 2 * LANES > channels) memset(e, 0, sizeof e);
            winograd_taps(e, src, type, ld, first, columns, c0, channels);
            winograd_taps(e + 9 * LANES, src, type, ld, first, columns, c0 + LANES, channels);
            for (int64_t c = 0; c < LANES; c++) {
                vf low[WINOGRAD], high[WINOGRAD];
                winograd_kernel(low, e + 9 * c);
                winograd_kernel(high, e + 9 * (LANES + c));
#pragma clang loop unroll(full)
                for (int i = 0; i < WINOGRAD; i++) {
                    vf scale = load(scales + i * PANEL + first);
                    store(u + i * u_stride + (c0 / 2 + c) * PANEL + first,
                          fixed_pairs(low[i] * scale, high[i] * scale));
                }
            }
        }
}

KERNEL(winograd_weights_fixed) {
    CK_WITH_TYPE(type, winograd_weights_fixed_typed(u, u_stride, scales, src, TYPE, ld, columns, channels))
}

KERNEL(winograd_product_fixed) {
    int64_t pairs = (channels + 2 * LANES - 1) / (2 * LANES) * LANES;
    winograd_products(product_fixed, m, m_stride, v, v_stride, units, u, u_stride, tiles, FIXED_DEPTH, pairs, n,
                      accumulate);
}
