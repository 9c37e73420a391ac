// Pairs of bf16 in lanes of 32 bits, the factors of AVX512-BF16's and NEON's dot products (part of kernels.h).

// Two vectors of f32 as pairs: of the neighbours in (low, high), and of the lanes of both.
#if CK_LANES == 16
typedef __m512bh vb;

INLINE vf pairs_along(vf low, vf high) { return (vf)_mm512_cvtne2ps_pbh((__m512)high, (__m512)low); }
INLINE vf pairs_across(vf first, vf second) {
    const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                                           21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    return (vf)_mm512_permutexvar_epi16(order, (__m512i)_mm512_cvtne2ps_pbh((__m512)second, (__m512)first));
}
#define pairs_of_registers pairs_across
#else
typedef bfloat16x8_t vb;

INLINE float32x4_t pairs_of_registers(float32x4_t first, float32x4_t second) {
    uint16x4_t low = (uint16x4_t)vcvt_bf16_f32(first), high = (uint16x4_t)vcvt_bf16_f32(second);
    return (float32x4_t)vzip1q_u16(vcombine_u16(low, low), vcombine_u16(high, high));
}
INLINE vf pairs_along(vf low, vf high) {
    float32x4_t x[8], y[4];
    memcpy(x, &low, sizeof low);
    memcpy(x + 4, &high, sizeof high);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++)
        y[i] = (float32x4_t)vcvtq_high_bf16_f32(vcvtq_low_bf16_f32(x[2 * i]), x[2 * i + 1]);
    memcpy(&low, y, sizeof low);
    return low;
}
INLINE vf pairs_across(vf first, vf second) {
    float32x4_t x[4], y[4];
    memcpy(x, &first, sizeof first);
    memcpy(y, &second, sizeof second);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) x[i] = pairs_of_registers(x[i], y[i]);
    memcpy(&first, x, sizeof first);
    return first;
}
#endif

KERNEL(pair_rows) {
    for (int64_t r = 0; r < count; r += 2, pairs += n) {
        const float *first = rows + r * ld, *second = first + ld;
        int64_t i = 0;
        for (; i + LANES <= n; i += LANES)
            store(pairs + i, pairs_across(load(first + i), r + 1 < count ? load(second + i) : (vf)0));
        if (i < n) {
            vf odd = r + 1 < count ? load_part(second + i, n - i) : (vf)0;
            store_part(pairs + i, pairs_across(load_part(first + i, n - i), odd), n - i);
        }
    }
}

KERNEL(pair_along) {
    int64_t i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES) store(pairs + i / 2, pairs_along(load(row + i), load(row + i + LANES)));
    if (i == n) return;
    float rest[2 * LANES] = {0};
    memcpy(rest, row + i, (size_t)(n - i) * sizeof(float));
    store_part(pairs + i / 2, pairs_along(load(rest), load(rest + LANES)), (n - i + 1) / 2);
}
