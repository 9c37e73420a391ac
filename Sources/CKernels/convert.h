// Elements of files to f32 and back (part of kernels.h).

// A small float of `mantissa` bits below the exponent, whose sign was taken off, as the bits of a
// f32. `rebase` is the difference of the exponents' biases. Subnormals are converted as the integers
// that they are: a multiplication of f32 subnormals would depend on the thread's rounding mode.
INLINE uint32_t widen(uint32_t magnitude, int mantissa, uint32_t rebase, uint32_t infinity) {
    uint32_t bits = (magnitude << (23 - mantissa)) + (rebase << 23);
    bits |= magnitude >= infinity ? 0x7f800000u : 0;
    uint32_t unit_bits = (rebase + 1 - (uint32_t)mantissa) << 23;  // the smallest subnormal
    float unit, subnormal;
    memcpy(&unit, &unit_bits, 4);
    subnormal = (float)(int32_t)magnitude * unit;
    uint32_t subnormal_bits;
    memcpy(&subnormal_bits, &subnormal, 4);
    return magnitude < 1u << mantissa ? subnormal_bits : bits;
}

KERNEL(f16_to_f32) {
    const u16_any *src = source;
    for (int64_t i = 0; i < n; i++) {
        uint32_t h = src[i];
        uint32_t bits = widen(h & 0x7fff, 10, 112, 0x7c00) | (h & 0x8000) << 16;
        memcpy(&dst[i], &bits, 4);
    }
}

KERNEL(bf16_to_f32) {
    const u16_any *src = source;
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits = (uint32_t)src[i] << 16;
        memcpy(&dst[i], &bits, 4);
    }
}

// 4 bits of exponent (bias 7), 3 of mantissa, no infinity, NaN = all ones.
KERNEL(e4m3_to_f32) {
    const uint8_t *src = source;
    for (int64_t i = 0; i < n; i++) {
        uint32_t b = src[i];
        uint32_t bits = widen(b & 0x7f, 3, 120, 0x7f) | (b & 0x80) << 24;
        memcpy(&dst[i], &bits, 4);
    }
}

// The upper byte of a half.
KERNEL(e5m2_to_f32) {
    const uint8_t *src = source;
    for (int64_t i = 0; i < n; i++) {
        uint32_t b = src[i];
        uint32_t bits = widen(b & 0x7f, 2, 112, 0x7c) | (b & 0x80) << 24;
        memcpy(&dst[i], &bits, 4);
    }
}

KERNEL(f64_to_f32) {
    const char *src = source;
    for (int64_t i = 0; i < n; i++) {
        double value;
        memcpy(&value, src + 8 * i, 8);
        dst[i] = (float)value;
    }
}

KERNEL(f32_to_f16) {
    uint16_t *dst = target;
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &src[i], 4);
        uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
        // Normal: drop 13 bits of mantissa, to nearest even, and rebase the exponent; a carry runs
        // into the exponent as it should.
        uint32_t normal = (magnitude - 0x38000000u + 0xfff + (magnitude >> 13 & 1)) >> 13;
        // Subnormal: adding 0.5 aligns the mantissa so that the addition itself rounds it.
        float value;
        memcpy(&value, &magnitude, 4);
        value += 0.5f;
        uint32_t subnormal;
        memcpy(&subnormal, &value, 4);
        subnormal -= 0x3f000000u;
        uint32_t half = magnitude < 0x38800000u ? subnormal : normal;
        half = magnitude >= 0x47800000u ? 0x7c00u : half;
        half = magnitude > 0x7f800000u ? 0x7e00u | (magnitude >> 13 & 0x3ff) : half;
        dst[i] = (uint16_t)(sign | half);
    }
}

KERNEL(f32_to_bf16) {
    uint16_t *dst = target;
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &src[i], 4);
        uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
        uint32_t nan = bits >> 16 | 0x40;
        dst[i] = (uint16_t)((bits & 0x7fffffff) > 0x7f800000u ? nan : rounded);
    }
}
