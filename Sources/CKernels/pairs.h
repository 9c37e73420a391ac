// Pairs of bf16 in lanes of 32 bits (part of kernels.h).

typedef __m512bh vb;

// Two vectors of f32 as 16 pairs: of the neighbours in (low, high), and of the lanes of both.
INLINE vf pairs_along(vf low, vf high) { return (vf)_mm512_cvtne2ps_pbh((__m512)high, (__m512)low); }
INLINE vf pairs_across(vf first, vf second) {
    const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                                           21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    return (vf)_mm512_permutexvar_epi16(order, (__m512i)_mm512_cvtne2ps_pbh((__m512)second, (__m512)first));
}
