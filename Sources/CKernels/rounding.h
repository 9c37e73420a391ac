// Floats rounded to shorter types, as floats (part of kernels.h).

INLINE vf round_half(vf v) {
#if CK_F16C && CK_LANES == 16
    return (vf)_mm512_cvtph_ps(_mm512_cvtps_ph((__m512)v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
#elif CK_F16C
    __m256 low, high;
    memcpy(&low, &v, sizeof low);
    memcpy(&high, (const char *)&v + sizeof low, sizeof high);
    low = _mm256_cvtph_ps(_mm256_cvtps_ph(low, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    high = _mm256_cvtph_ps(_mm256_cvtps_ph(high, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    memcpy(&v, &low, sizeof low);
    memcpy((char *)&v + sizeof low, &high, sizeof high);
    return v;
#else
    float wide[LANES];
    uint16_t half[LANES];
    store(wide, v);
    k_f32_to_f16(half, wide, LANES);
    k_f16_to_f32(wide, half, LANES);
    return load(wide);
#endif
}

INLINE vf round_bf16(vf v) {
    vu bits;
    memcpy(&bits, &v, sizeof bits);
    bits = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000u;
    memcpy(&v, &bits, sizeof bits);
    return v;
}

INLINE vf rounded(vf v, int type) { return type == CK_F16 ? round_half(v) : type == CK_BF16 ? round_bf16(v) : v; }

