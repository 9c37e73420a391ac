// Blocks of stored weights to the panels that products read (part of kernels.h).

enum {
    PANEL = 2 * CK_LANES,               // columns of a panel
    BAND = PANEL < LANES ? PANEL : LANES  // columns of it that one block of 16 rows gives
};

// The lower and the upper halves of two vectors, lane by lane in turn.
INLINE vf interleave_low(vf a, vf b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
INLINE vf interleave_high(vf a, vf b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

// Transposes 16 rows of 16: each round rotates the eight bits of (row, lane) by one.
INLINE void transpose_block(vf *rows) {
#pragma clang loop unroll(full)
    for (int round = 0; round < 4; round++) {
        vf next[LANES];
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            next[2 * i] = interleave_low(rows[i], rows[i + 8]);
            next[2 * i + 1] = interleave_high(rows[i], rows[i + 8]);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES; i++) rows[i] = next[i];
    }
}

INLINE vf load_f16(const void *p) {
#if CK_F16C && CK_LANES == 16
    return (vf)_mm512_cvtph_ps(_mm256_loadu_si256(p));
#elif CK_F16C
    __m256 low = _mm256_cvtph_ps(_mm_loadu_si128(p)), high = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p + 1));
    vf v;
    memcpy(&v, &low, sizeof low);
    memcpy((char *)&v + sizeof low, &high, sizeof high);
    return v;
#else
    float wide[LANES];
    k_f16_to_f32(wide, p, LANES);
    return load(wide);
#endif
}

INLINE vf load_bf16(const void *p) {
    typedef uint16_t vs __attribute__((ext_vector_type(16)));
    vs narrow;
    memcpy(&narrow, p, sizeof narrow);
    return (vf)(__builtin_convertvector(narrow, vu) << 16);
}

// Runs `call`, in which TYPE is the constant that `type` is equal to.
#define CK_WITH_TYPE(type, call)                                                                                       \
    switch (type) {                                                                                                    \
    case CK_F32: { enum { TYPE = CK_F32 }; call; break; }                                                              \
    case CK_F16: { enum { TYPE = CK_F16 }; call; break; }                                                              \
    default: { enum { TYPE = CK_BF16 }; call; }                                                                        \
    }

INLINE int64_t type_size(int type) { return type == CK_F32 ? 4 : 2; }

INLINE vf load_stored(const void *p, int type) {
    typedef float vf_any __attribute__((ext_vector_type(16), aligned(1)));  // files promise no alignment
    return type == CK_F32 ? *(const vf_any *)p : type == CK_F16 ? load_f16(p) : load_bf16(p);
}

// Columns `first`... of rows [columns, k] from element `at` on: block[i] = element at + i of 16 rows.
// What is outside counts as zero.
INLINE void read_block(vf *block, const char *src, int type, int64_t ld, int64_t first, int64_t columns, int64_t at,
                       int64_t k) {
    const int64_t size = type_size(type);
    const char *p = src + (first * ld + at) * size;
    if (first + BAND <= columns && at + LANES <= k) {
#pragma clang loop unroll(full)
        for (int r = 0; r < LANES; r++) block[r] = r < BAND ? load_stored(p + r * ld * size, type) : (vf)0;
    } else {
        int64_t count = k - at < LANES ? k - at : LANES;
        for (int64_t r = 0; r < LANES; r++) {
            char row[LANES * sizeof(float)] = {0};
            if (r < BAND && first + r < columns) memcpy(row, p + r * ld * size, (size_t)(count * size));
            block[r] = load_stored(row, type);
        }
    }
    transpose_block(block);
}

INLINE void store_band(float *p, vf v) {
    if (BAND == LANES)
        store(p, v);
    else
        memcpy(p, &v, BAND * sizeof(float));
}

INLINE void pack_typed(float *panel, const char *src, int type, int64_t ld, int64_t columns, int64_t k, int64_t taps) {
    const int64_t segment = k / taps;
    for (int64_t first = 0; first < PANEL; first += BAND) {
        int64_t tap = 0, channel = 0;
        for (int64_t at = 0; at < k; at += LANES) {
            vf block[LANES];
            read_block(block, src, type, ld, first, columns, at, k);
            int64_t count = k - at < LANES ? k - at : LANES;
            for (int64_t i = 0; i < count; i++) {
                store_band(panel + (tap * segment + channel) * PANEL + first, block[i]);
                if (++tap == taps) {
                    tap = 0;
                    channel++;
                }
            }
        }
    }
}

#if CK_DOT_BF16
// Columns `first`... of rows [columns, k] from element `at` on: block[i] = pair at / 2 + i of 16 rows, in bf16.
INLINE void read_pairs(vf *block, const char *src, int type, int64_t ld, int64_t first, int64_t columns, int64_t at,
                       int64_t k) {
    const int64_t size = type_size(type), count = k - at < 2 * LANES ? k - at : 2 * LANES;
    const char *p = src + (first * ld + at) * size;
    const int whole = first + BAND <= columns && count == 2 * LANES;
#pragma clang loop unroll(full)
    for (int64_t r = 0; r < LANES; r++) {
        char row[2 * LANES * sizeof(float)] = {0};
        const char *from = p + r * ld * size;
        if (!whole) {
            if (r < BAND && first + r < columns) memcpy(row, from, (size_t)(count * size));
            from = row;
        }
        if (r >= BAND)
            block[r] = 0;
        else if (type == CK_BF16)  // which are pairs as they lie
            memcpy(block + r, from, sizeof(vf));
        else
            block[r] = pairs_along(load_stored(from, type), load_stored(from + LANES * size, type));
    }
    transpose_block(block);
}

INLINE void pack_pairs_typed(float *panel, const char *src, int type, int64_t ld, int64_t columns, int64_t k) {
    for (int64_t first = 0; first < PANEL; first += BAND)
        for (int64_t at = 0; at < k; at += 2 * LANES) {
            vf block[LANES];
            read_pairs(block, src, type, ld, first, columns, at, k);
            int64_t pairs = (k - at + 1) / 2 < LANES ? (k - at + 1) / 2 : LANES;
            for (int64_t i = 0; i < pairs; i++) store_band(panel + (at / 2 + i) * PANEL + first, block[i]);
        }
}

KERNEL(pack_pairs) {
    CK_WITH_TYPE(type, pack_pairs_typed(panel, src, TYPE, ld, columns, k))
}
#endif

KERNEL(pack) {
    CK_WITH_TYPE(type, pack_typed(panel, src, TYPE, ld, columns, k, taps))
}
