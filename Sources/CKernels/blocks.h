// Blocks of GGML's formats to f32 (part of kernels.h). Layouts: ggml's docs and gguf-py's quants.py (MIT).
//
// A block's scales are halves. Each operation is rounded to the type that the arithmetic is done in, which is why
// products and sums are statements of their own.

// The half at `p`, in the type of the arithmetic.
INLINE float block_half(const uint8_t *p, int type) {
    float v;
#if CK_F16C
    uint16_t half;
    memcpy(&half, p, sizeof half);
    // by way of a general register: put into a vector's register from memory, it waits for what the block before left there
    uint32_t bits = half;
    __asm__("" : "+r"(bits));
    v = _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128((int)bits)));
#else
    k_f16_to_f32(&v, p, 1);
#endif
    return type == CK_BF16 ? round_bf16((vf)v)[0] : v;
}

typedef int8_t vcode __attribute__((ext_vector_type(16)));
typedef uint8_t vbyte __attribute__((ext_vector_type(16)));

INLINE vcode load_codes(const void *p) {
    vcode v;
    memcpy(&v, p, sizeof v);
    return v;
}
INLINE vbyte load_bytes(const void *p) {
    vbyte v;
    memcpy(&v, p, sizeof v);
    return v;
}
INLINE void store_codes(int8_t *p, vbyte v) { memcpy(p, &v, sizeof v); }

// 16 codes times a scale.
INLINE void scale_codes(float *dst, const int8_t *codes, float scale, int type) {
    vf v = __builtin_convertvector(load_codes(codes), vf) * scale;
    store(dst, rounded(v, type));
}
// The same, plus a number.
INLINE void shift_codes(float *dst, const int8_t *codes, float scale, float shift, int type) {
    vf v = __builtin_convertvector(load_codes(codes), vf) * scale;
    v = rounded(v, type);
    vf sum = v + shift;
    store(dst, rounded(sum, type));
}

// The low nibbles of 16 bytes, then the high ones.
INLINE void split_nibbles(int8_t *codes, const uint8_t *p) {
    vbyte v = load_bytes(p);
    store_codes(codes, v & 15);
    store_codes(codes + 16, v >> 4);
}
// Bits 0...31 of four bytes as the fifth bits of 32 codes.
INLINE void add_fifth_bits(int8_t *codes, const uint8_t *p) {
    for (int i = 0; i < 32; i++) codes[i] = (int8_t)(codes[i] | (p[i / 8] >> (i % 8) & 1) << 4);
}
INLINE void subtract(int8_t *codes, int count, int value) {
    for (int i = 0; i < count; i++) codes[i] = (int8_t)(codes[i] - value);
}
// Two bits of each of 64 bytes at a time: four rows of 32 codes from either half.
INLINE void split_pairs(int8_t *codes, const uint8_t *p) {
    for (int half = 0; half < 2; half++)
        for (int part = 0; part < 2; part++) {
            vbyte v = load_bytes(p + 32 * half + 16 * part);
            for (int row = 0; row < 4; row++) store_codes(codes + 128 * half + 32 * row + 16 * part, v >> (vbyte)(uint8_t)(2 * row) & 3);
        }
}
// Nibbles of 128 bytes: rows of 32, the low ones of 32 bytes before their high ones.
INLINE void split_rows(int8_t *codes, const uint8_t *p) {
    for (int row = 0; row < 4; row++)
        for (int part = 0; part < 2; part++) {
            vbyte v = load_bytes(p + 32 * row + 16 * part);
            store_codes(codes + 64 * row + 16 * part, v & 15);
            store_codes(codes + 64 * row + 32 + 16 * part, v >> 4);
        }
}
// Eight scales and eight minima of six bits each in 12 bytes; what is behind them is 0.
INLINE void split_scales(vbyte *scales, vbyte *minima, const uint8_t *p) {
    typedef uint32_t vu4 __attribute__((ext_vector_type(4)));
    uint32_t x[3];  // four bytes at a time
    memcpy(x, p, sizeof x);
    const uint32_t low = 0x3f3f3f3f, nibbles = 0x0f0f0f0f, upper = 0x30303030;
    *scales = (vbyte)(vu4){x[0] & low, (x[2] & nibbles) | (x[0] >> 2 & upper), 0, 0};
    *minima = (vbyte)(vu4){x[1] & low, (x[2] >> 4 & nibbles) | (x[1] >> 2 & upper), 0, 0};
}
// A block's scale times each of 16 numbers.
INLINE void scale_scales(float *dst, vbyte numbers, float scale, int type) {
    vf v = __builtin_convertvector(numbers, vf) * scale;
    store(dst, rounded(v, type));
}

static const int8_t nonlinear_codes[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
INLINE void look_up(int8_t *codes, int count) {
    for (int i = 0; i < count; i++) codes[i] = nonlinear_codes[codes[i]];
}

// Blocks of 32: `shifted` ones have a half that is added, `fifth` ones a fifth bit.
INLINE void expand_small(float *dst, const uint8_t *p, int shifted, int fifth, int nonlinear, int type) {
    int8_t codes[32];
    float scale = block_half(p, type), shift = shifted ? block_half(p + 2, type) : 0;
    p += shifted ? 4 : 2;
    split_nibbles(codes, p + (fifth ? 4 : 0));
    if (fifth) add_fifth_bits(codes, p);
    if (nonlinear) look_up(codes, 32);
    if (!shifted && !nonlinear) subtract(codes, 32, fifth ? 16 : 8);
    for (int i = 0; i < 32; i += 16) {
        if (shifted)
            shift_codes(dst + i, codes + i, scale, shift, type);
        else
            scale_codes(dst + i, codes + i, scale, type);
    }
}

#if CK_LANES == 16
// 16 of the 16 floats that codes stand for.
INLINE void store_looked_up(float *dst, vf table, vbyte codes) {
    store(dst, (vf)_mm512_permutexvar_ps(_mm512_cvtepu8_epi32((__m128i)codes), (__m512)table));
}

// Q4_K: what the 16 codes of a row stand for is worked out once for its 32 elements.
INLINE void expand_q4_k(float *dst, const uint8_t *p, int type) {
    const vf all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    vbyte numbers[2];
    float scales[16], minima[16];
    split_scales(numbers, numbers + 1, p + 4);
    scale_scales(scales, numbers[0], block_half(p, type), type);
    scale_scales(minima, numbers[1], block_half(p + 2, type), type);
    for (int row = 0; row < 8; row += 2) {
        vf tables[2];
        for (int i = 0; i < 2; i++) {
            vf v = all * scales[row + i];
            v = rounded(v, type);
            vf sum = v - minima[row + i];
            tables[i] = rounded(sum, type);
        }
        for (int part = 0; part < 32; part += 16) {
            vbyte codes = load_bytes(p + 16 + 16 * row + part);
            store_looked_up(dst + 32 * row + part, tables[0], codes & 15);
            store_looked_up(dst + 32 * row + 32 + part, tables[1], codes >> 4);
        }
    }
}
#endif

// Q4_K and Q5_K.
INLINE void expand_shifted(float *dst, const uint8_t *p, int fifth, int type) {
    int8_t codes[256];
    vbyte numbers[2];
    float scales[16], minima[16];
    split_scales(numbers, numbers + 1, p + 4);
    scale_scales(scales, numbers[0], block_half(p, type), type);
    scale_scales(minima, numbers[1], block_half(p + 2, type), type);
    split_rows(codes, p + 16 + (fifth ? 32 : 0));
    if (fifth)
        for (int part = 0; part < 32; part += 16) {
            vbyte high = load_bytes(p + 16 + part);
            for (int row = 0; row < 8; row++) {
                int8_t *at = codes + 32 * row + part;
                store_codes(at, load_bytes(at) | (high >> (vbyte)(uint8_t)row & 1) << 4);
            }
        }
    for (int row = 0; row < 8; row++)
        for (int i = 32 * row; i < 32 * row + 32; i += 16)
            shift_codes(dst + i, codes + i, scales[row], -minima[row], type);
}

INLINE void expand_q2_k(float *dst, const uint8_t *p, int type) {
    int8_t codes[256];
    uint8_t numbers[32];
    float scales[16], minima[16];
    split_nibbles((int8_t *)numbers, p);
    scale_scales(scales, load_bytes(numbers), block_half(p + 80, type), type);
    scale_scales(minima, load_bytes(numbers + 16), block_half(p + 82, type), type);
    split_pairs(codes, p + 16);
    for (int i = 0; i < 16; i++) shift_codes(dst + 16 * i, codes + 16 * i, scales[i], -minima[i], type);
}

INLINE void expand_q3_k(float *dst, const uint8_t *p, int type) {
    int8_t codes[256];
    int8_t numbers[16];
    float scales[16];
    const uint8_t *packed = p + 96;
    for (int i = 0; i < 16; i++) {
        int low = i < 8 ? packed[i] & 15 : packed[i - 8] >> 4, high = packed[8 + i % 4] >> (2 * (i / 4)) & 3;
        numbers[i] = (int8_t)((low | high << 4) - 32);
    }
    scale_codes(scales, numbers, block_half(p + 108, type), type);
    split_pairs(codes, p + 32);
    for (int part = 0; part < 32; part += 16) {
        vbyte high = load_bytes(p + part);
        for (int row = 0; row < 8; row++) {
            int8_t *at = codes + 32 * row + part;
            store_codes(at, load_bytes(at) + (high >> (vbyte)(uint8_t)row & 1) * 4 - 4);
        }
    }
    for (int i = 0; i < 16; i++) scale_codes(dst + 16 * i, codes + 16 * i, scales[i], type);
}

INLINE void expand_q6_k(float *dst, const uint8_t *p, int type) {
    int8_t codes[256];
    float scales[16];
    scale_codes(scales, (const int8_t *)p + 192, block_half(p + 208, type), type);
    for (int half = 0; half < 2; half++)
        for (int part = 0; part < 32; part += 16) {
            vbyte first = load_bytes(p + 64 * half + part), second = load_bytes(p + 64 * half + 32 + part);
            vbyte high = load_bytes(p + 128 + 32 * half + part);
            int8_t *at = codes + 128 * half + part;
            store_codes(at, ((first & 15) | (high & 3) << 4) - 32);
            store_codes(at + 32, ((second & 15) | (high >> 2 & 3) << 4) - 32);
            store_codes(at + 64, (first >> 4 | (high >> 4 & 3) << 4) - 32);
            store_codes(at + 96, (second >> 4 | high >> 6 << 4) - 32);
        }
    for (int i = 0; i < 16; i++) scale_codes(dst + 16 * i, codes + 16 * i, scales[i], type);
}

INLINE void expand_iq4_xs(float *dst, const uint8_t *p, int type) {
    int8_t codes[32], numbers[16] = {0};
    float scales[16];
    for (int row = 0; row < 8; row++) {
        int low = p[4 + row / 2] >> (4 * (row % 2)) & 15, high = (p[2] | p[3] << 8) >> (2 * row) & 3;
        numbers[row] = (int8_t)((low | high << 4) - 32);
    }
    scale_codes(scales, numbers, block_half(p, type), type);
    for (int row = 0; row < 8; row++) {
        split_nibbles(codes, p + 8 + 16 * row);
        look_up(codes, 32);
        for (int i = 0; i < 32; i += 16) scale_codes(dst + 32 * row + i, codes + i, scales[row], type);
    }
}

INLINE void expand_block(float *dst, const uint8_t *p, int format, int type) {
    switch (format) {
    case CK_Q4_0: expand_small(dst, p, 0, 0, 0, type); break;
    case CK_Q4_1: expand_small(dst, p, 1, 0, 0, type); break;
    case CK_Q5_0: expand_small(dst, p, 0, 1, 0, type); break;
    case CK_Q5_1: expand_small(dst, p, 1, 1, 0, type); break;
    case CK_Q8_0: {
        float scale = block_half(p, type);
        for (int i = 0; i < 32; i += 16) scale_codes(dst + i, (const int8_t *)p + 2 + i, scale, type);
        break;
    }
    case CK_Q2_K: expand_q2_k(dst, p, type); break;
    case CK_Q3_K: expand_q3_k(dst, p, type); break;
#if CK_LANES == 16
    case CK_Q4_K: expand_q4_k(dst, p, type); break;
#else
    case CK_Q4_K: expand_shifted(dst, p, 0, type); break;
#endif
    case CK_Q5_K: expand_shifted(dst, p, 1, type); break;
    case CK_Q6_K: expand_q6_k(dst, p, type); break;
    case CK_IQ4_NL: expand_small(dst, p, 0, 0, 1, type); break;
    default: expand_iq4_xs(dst, p, type);
    }
}

INLINE void expand_typed(float *dst, const uint8_t *src, int format, int type, int64_t count) {
    const struct ck_block_size size = ck_block_sizes[format];
    for (int64_t i = 0; i < count; i++) expand_block(dst + i * size.elements, src + i * size.bytes, format, type);
}

KERNEL(expand_blocks) {
    CK_WITH_TYPE(type, {
        switch (format) {
        case CK_Q8_0: expand_typed(dst, blocks, CK_Q8_0, TYPE, count); break;
        case CK_Q4_0: expand_typed(dst, blocks, CK_Q4_0, TYPE, count); break;
        case CK_Q4_K: expand_typed(dst, blocks, CK_Q4_K, TYPE, count); break;
        case CK_Q5_K: expand_typed(dst, blocks, CK_Q5_K, TYPE, count); break;
        case CK_Q6_K: expand_typed(dst, blocks, CK_Q6_K, TYPE, count); break;
        default: expand_typed(dst, blocks, format, TYPE, count);
        }
    })
}
