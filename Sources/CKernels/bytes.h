// Products of integers of 8 bits (part of product.h): W8A8, with a unit for each row of either side (a token, an output).
// The left-hand side has 128 added, since VPDPBUSD takes it without a sign; what sums begin with takes that away.

KERNEL(product_bytes) {
    product_with(BYTES, count, n, factors, c, ldc, accumulate);
}

// What the largest of n floats is divided by to be 127, or 1 where all are 0.
INLINE float byte_unit(const float *row, int64_t n) {
    vf best = 0;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) best = __builtin_elementwise_max(best, __builtin_elementwise_abs(load(row + i)));
    if (i < n) best = __builtin_elementwise_max(best, __builtin_elementwise_abs(load_part(row + i, n - i)));
    float most = __builtin_reduce_max(best);
    return most > 0 ? most / 127 : 1;
}

typedef int8_t vc __attribute__((ext_vector_type(LANES)));
typedef int32_t vi __attribute__((ext_vector_type(LANES)));

// The nearest whole numbers, ties to even.
INLINE vi whole(vf v) { return __builtin_convertvector(__builtin_elementwise_roundeven(v), vi); }

KERNEL(bytes_along) {
    uint8_t *target = (uint8_t *)bytes;
    const float size = byte_unit(row, n), inverse = 1 / size;
    *unit = size;
    for (int64_t i = 0; i < n; i += LANES) {
        const int64_t count = n - i < LANES ? n - i : LANES;
        vf v = (count == LANES ? load(row + i) : load_part(row + i, count)) * inverse;
        vc rounded = __builtin_convertvector(whole(v) + 128, vc);
        memcpy(target + i, &rounded, (size_t)((count + 3) / 4 * 4));
    }
}

// Numbers at...at + 63 of a row of k in units of 1 / inverse, as 16 times four bytes; their sum is added to `sum`.
INLINE vf row_bytes(const float *row, int64_t at, int64_t k, float inverse, vi *sum) {
    vf result;
#pragma clang loop unroll(full)
    for (int part = 0; part < 4; part++) {
        const int64_t from = at + part * LANES, count = k - from;
        vf v = count >= LANES ? load(row + from) : count > 0 ? load_part(row + from, count) : (vf)0;
        vi rounded = whole(v * inverse);
        *sum += rounded;
        vc narrow = __builtin_convertvector(rounded, vc);
        memcpy((char *)&result + part * LANES, &narrow, sizeof narrow);
    }
    return result;
}

KERNEL(pack_bytes) {
    for (int64_t first = 0; first < PANEL; first += BAND) {
        vi sums[LANES] = {0};
        float inverses[LANES] = {0};
        for (int64_t r = 0; r < BAND; r++) {
            const float size = first + r < columns ? byte_unit(src + (first + r) * ld, k) : 0;
            scales[first + r] = size;
            inverses[r] = size > 0 ? 1 / size : 0;
        }
        for (int64_t at = 0; at < k; at += 4 * LANES) {
            vf block[LANES];
            for (int64_t r = 0; r < LANES; r++)
                block[r] = r < BAND && first + r < columns
                               ? row_bytes(src + (first + r) * ld, at, k, inverses[r], sums + r)
                               : (vf)0;
            transpose_block(block);
            const int64_t lanes = (k - at + 3) / 4 < LANES ? (k - at + 3) / 4 : LANES;
            for (int64_t i = 0; i < lanes; i++) store_band(panel + (at / 4 + i) * PANEL + first, block[i]);
        }
        for (int64_t r = 0; r < BAND; r++) {
            const int32_t start = -128 * __builtin_reduce_add(sums[r]);
            memcpy(starts + first + r, &start, sizeof start);
        }
    }
}
