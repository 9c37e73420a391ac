// What transformers do between their products (part of kernels.h).

KERNEL(rms_norm) {
    for (int64_t r = 0; r < rows; r++) {
        const float *s = x + r * n;
        float *d = dst + r * n;
        vd squares = 0;
        double total = 0;
        int64_t i = 0;
        for (; i + LANES <= n; i += LANES) {
            vd v = __builtin_convertvector(load(s + i), vd);
            squares += v * v;
        }
        for (; i < n; i++) total += (double)s[i] * s[i];
        float scale = (float)(1 / sqrt((total + sum_lanes(squares)) / (double)n + eps));
        for (i = 0; i < n; i++) d[i] = s[i] * scale * (weight ? weight[i] : 1) + (bias ? bias[i] : 0);
    }
}

KERNEL(gated_sum) {
    for (int64_t r = 0; r < rows; r++) {
        const float *s = x + r * n, *kept = residual ? residual + r * n : NULL;
        float *d = dst + r * n;
        if (kept)
            for (int64_t i = 0; i < n; i++) d[i] = kept[i] + s[i] * gate[i];
        else
            for (int64_t i = 0; i < n; i++) d[i] = s[i] * gate[i];
    }
}

INLINE void gate_with(float *dst, int64_t ldd, const float *a, int64_t lda, const float *b, int64_t ldb, int64_t rows, int64_t n,
                      int activation) {
    for (int64_t r = 0; r < rows; r++, dst += ldd, a += lda, b += ldb) {
        int64_t i = 0;
        for (; i + LANES <= n; i += LANES) store(dst + i, vactivate(load(a + i), activation) * load(b + i));
        if (i < n) store_part(dst + i, vactivate(load_part(a + i, n - i), activation) * load_part(b + i, n - i), n - i);
    }
}

KERNEL(gate) {
    switch (activation) {
    case CK_SILU: gate_with(dst, ldd, a, lda, b, ldb, rows, n, CK_SILU); break;
    case CK_GELU: gate_with(dst, ldd, a, lda, b, ldb, rows, n, CK_GELU); break;
    case CK_QUICK_GELU: gate_with(dst, ldd, a, lda, b, ldb, rows, n, CK_QUICK_GELU); break;
    case CK_TANH_GELU: gate_with(dst, ldd, a, lda, b, ldb, rows, n, CK_TANH_GELU); break;
    default: gate_with(dst, ldd, a, lda, b, ldb, rows, n, CK_NONE);
    }
}

// Each pair of (cos, sin) twice the first, and twice the second with the signs of a turn.
INLINE vf turn_cosines(vf turns) {
    return __builtin_shufflevector(turns, turns, 0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12, 14, 14);
}
INLINE vf turn_sines(vf turns) {
    const vf signs = {-1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1};
    return __builtin_shufflevector(turns, turns, 1, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11, 11, 13, 13, 15, 15) * signs;
}

// Turns pairs of the first `turned` numbers of x.
INLINE void turn(float *x, const float *turns, int64_t turned, int halves) {
    const int64_t pairs = turned / 2;
    int64_t i = 0;
    if (halves) {
        for (; i + LANES <= pairs; i += LANES) {
            vf low = load(turns + 2 * i), high = load(turns + 2 * i + LANES), a = load(x + i), b = load(x + i + pairs);
            vf c = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            vf s = __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
            store(x + i, a * c - b * s);
            store(x + i + pairs, b * c + a * s);
        }
    } else {
        for (; 2 * i + LANES <= turned; i += LANES / 2) {
            vf t = load(turns + 2 * i), v = load(x + 2 * i);
            vf swapped = __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
            store(x + 2 * i, v * turn_cosines(t) + swapped * turn_sines(t));
        }
    }
    for (; i < pairs; i++) {
        const int64_t first = halves ? i : 2 * i, second = halves ? i + pairs : 2 * i + 1;
        const float c = turns[2 * i], s = turns[2 * i + 1], a = x[first], b = x[second];
        x[first] = a * c - b * s;
        x[second] = b * c + a * s;
    }
}

KERNEL(heads) {
    for (int64_t t = 0; t < tokens; t++, x += ldx) {
        for (int64_t h = 0; h < heads; h++, dst += width) {
            const float *s = x + h * width;
            if (weight)
                k_rms_norm(dst, s, weight, NULL, eps, 1, width);
            else
                memcpy(dst, s, (size_t)width * sizeof(float));
            if (turns) turn(dst, turns, turned, halves);
        }
        if (turns) turns += turned;
    }
}
