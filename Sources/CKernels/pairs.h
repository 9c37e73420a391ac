// Pairs of bf16 in lanes of 32 bits, the factors of AVX512-BF16's dot products (part of kernels.h).

typedef __m512bh vb;

// Two vectors of f32 as 16 pairs: of the neighbours in (low, high), and of the lanes of both.
INLINE vf pairs_along(vf low, vf high) { return (vf)_mm512_cvtne2ps_pbh((__m512)high, (__m512)low); }
INLINE vf pairs_across(vf first, vf second) {
    const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                                           21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    return (vf)_mm512_permutexvar_epi16(order, (__m512i)_mm512_cvtne2ps_pbh((__m512)second, (__m512)first));
}

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
