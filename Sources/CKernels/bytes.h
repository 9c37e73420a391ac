// Products of integers of 8 bits (part of product.h): W8A8, with a unit for each row of either side (a token, an output).
// The left-hand side has 128 added, since VPDPBUSD takes it without a sign; what sums begin with takes that away.

KERNEL(product_bytes) {
    product_with(BYTES, count, n, factors, c, ldc, accumulate);
}

// What the largest of n floats is divided by to be 127, or 1 where all are 0; not finite where one of them is not.
INLINE float byte_unit(const float *row, int64_t n) {
    // as bits, of which those of NaN are the largest
    vi best = 0;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) best = __builtin_elementwise_max(best, (vi)load(row + i) & 0x7fffffff);
    if (i < n) best = __builtin_elementwise_max(best, (vi)load_part(row + i, n - i) & 0x7fffffff);
    const int32_t bits = __builtin_reduce_max(best);
    float most;
    memcpy(&most, &bits, sizeof most);
    return most == 0 ? 1 : most / 127;
}

typedef int8_t vc __attribute__((ext_vector_type(LANES)));

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

// Columns `first`... of a panel from rows of bytes.
INLINE void pack_integer_band(float *panel, float *starts, const int8_t *src, int64_t ld, int64_t first, int64_t columns,
                              int64_t k) {
    int32_t sums[LANES] = {0};
    for (int64_t at = 0; at < k; at += 4 * LANES) {
        const int64_t count = k - at < 4 * LANES ? k - at : 4 * LANES;
        vf block[LANES];
        for (int64_t r = 0; r < LANES; r++) {
            int8_t row[4 * LANES] = {0};
            if (r < BAND && first + r < columns) memcpy(row, src + (first + r) * ld + at, (size_t)count);
            int32_t sum = 0;
            for (int64_t i = 0; i < 4 * LANES; i++) sum += row[i];
            sums[r] += sum;
            memcpy(block + r, row, sizeof row);
        }
        transpose_block(block);
        const int64_t lanes = (count + 3) / 4;
        for (int64_t i = 0; i < lanes; i++) store_band(panel + (at / 4 + i) * PANEL + first, block[i]);
    }
    for (int64_t r = 0; r < BAND; r++) {
        const int32_t start = -128 * sums[r];
        memcpy(starts + first + r, &start, sizeof start);
    }
}

KERNEL(pack_integers) {
    for (int64_t first = 0; first < PANEL; first += BAND)
        pack_integer_band(panel, starts, src, ld, first, columns, k);
}

// Lane i of the result is lane i ^ x of v.
#define CK_CROSSED(v, x)                                                                                               \
    __builtin_shufflevector(v, v, 0 ^ x, 1 ^ x, 2 ^ x, 3 ^ x, 4 ^ x, 5 ^ x, 6 ^ x, 7 ^ x, 8 ^ x, 9 ^ x, 10 ^ x, 11 ^ x, \
                            12 ^ x, 13 ^ x, 14 ^ x, 15 ^ x)

// Of four numbers each is half the sum of all less the one that lies opposite: neighbours, and every fourth.
INLINE vf turn_neighbours(vf v) {
    vf sums = v + CK_CROSSED(v, 1);
    sums = sums + CK_CROSSED(sums, 2);
    return sums * 0.5f - CK_CROSSED(v, 3);
}
INLINE vf turn_fourths(vf v) {
    vf sums = v + CK_CROSSED(v, 4);
    sums = sums + CK_CROSSED(sums, 8);
    return sums * 0.5f - CK_CROSSED(v, 12);
}

KERNEL(turn_groups) {
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        vf v = turn_neighbours(load(row + i));
        store(row + i, group >= 16 ? turn_fourths(v) : v);
    }
    if (i < n) store_part(row + i, turn_neighbours(load_part(row + i, n - i)), n - i);
    for (int64_t stride = 16; stride < group; stride *= 4)
        for (int64_t start = 0; start < n; start += 4 * stride)
            for (int64_t at = start; at < start + stride; at += LANES) {
                float *p = row + at;
                const vf a = load(p), b = load(p + stride), c = load(p + 2 * stride), d = load(p + 3 * stride);
                const vf half = ((a + b) + (c + d)) * 0.5f;
                store(p, half - d), store(p + stride, half - c);
                store(p + 2 * stride, half - b), store(p + 3 * stride, half - a);
            }
}
