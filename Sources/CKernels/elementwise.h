// Elementwise operations and normalisations (part of kernels.h).

INLINE void activate_with(float *dst, const float *src, int64_t n, int activation) {
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) store(dst + i, vactivate(load(src + i), activation));
    if (i < n) store_part(dst + i, vactivate(load_part(src + i, n - i), activation), n - i);
}

KERNEL(activate) {
    switch (activation) {
    case CK_SILU: activate_with(dst, src, n, CK_SILU); break;
    case CK_GELU: activate_with(dst, src, n, CK_GELU); break;
    case CK_QUICK_GELU: activate_with(dst, src, n, CK_QUICK_GELU); break;
    case CK_TANH_GELU: activate_with(dst, src, n, CK_TANH_GELU); break;
    case CK_RELU: activate_with(dst, src, n, CK_RELU); break;
    case CK_LEAKY_RELU: activate_with(dst, src, n, CK_LEAKY_RELU); break;
    default:
        if (dst != src) memcpy(dst, src, (size_t)n * sizeof(float));
    }
}

KERNEL(add) {
    for (int64_t i = 0; i < n; i++) dst[i] = a[i] + b[i];
}

INLINE void finish_with(const struct ck_finish *f, const float *c, int64_t ldc, int64_t rows, int64_t n, int activation) {
    for (int64_t r = 0; r < rows; r++) {
        const float *sums = c + r * ldc, *residual = f->residual ? f->residual + r * f->ldr : NULL;
        float *dst = f->dst + r * f->ldd;
        for (int64_t i = 0; i < n; i += LANES) {
            int64_t lanes = n - i < LANES ? n - i : LANES;
#define CK_PART(p) (lanes == LANES ? load((p) + i) : load_part((p) + i, lanes))
            vf v = CK_PART(sums);
            if (f->bias) v += CK_PART(f->bias);
            if (f->factor) v *= CK_PART(f->factor);
            if (residual) v += CK_PART(residual);
            if (f->gate) {
                vf gate = CK_PART(sums + f->gate);
                if (f->gate_bias) gate += CK_PART(f->gate_bias);
                v *= vgelu(gate);
            }
#undef CK_PART
            v = vactivate(v, activation);
            if (lanes == LANES)
                store(dst + i, v);
            else
                store_part(dst + i, v, lanes);
        }
    }
}

KERNEL(finish) {
    switch (f->activation) {
    case CK_SILU: finish_with(f, c, ldc, rows, n, CK_SILU); break;
    case CK_GELU: finish_with(f, c, ldc, rows, n, CK_GELU); break;
    case CK_QUICK_GELU: finish_with(f, c, ldc, rows, n, CK_QUICK_GELU); break;
    case CK_TANH_GELU: finish_with(f, c, ldc, rows, n, CK_TANH_GELU); break;
    case CK_RELU: finish_with(f, c, ldc, rows, n, CK_RELU); break;
    case CK_LEAKY_RELU: finish_with(f, c, ldc, rows, n, CK_LEAKY_RELU); break;
    default: finish_with(f, c, ldc, rows, n, CK_NONE);
    }
}

// --- normalisation ---

KERNEL(channel_sums) {
    for (int64_t p = 0; p < pixels; p++) {
        const float *row = x + p * channels;
        for (int64_t c = 0; c < channels; c++) {
            double v = row[c];
            sum[c] += v;
            squares[c] += v * v;
        }
    }
}

INLINE void scale_shift_with(float *dst, const float *x, const float *scale, const float *shift, int64_t pixels,
                             int64_t channels, int activation, int streams) {
    for (int64_t p = 0; p < pixels; p++) {
        const float *s = x + p * channels;
        float *d = dst + p * channels;
        int64_t c = 0;
        for (; c + LANES <= channels; c += LANES)
            store_result(d + c, vactivate(load(s + c) * load(scale + c) + load(shift + c), activation), streams);
        int64_t rest = channels - c;
        if (rest > 0)
            store_part(d + c,
                       vactivate(load_part(s + c, rest) * load_part(scale + c, rest) + load_part(shift + c, rest),
                                 activation),
                       rest);
    }
}

KERNEL(scale_shift) {
    switch (activation) {
    case CK_SILU: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_SILU, streams); break;
    case CK_GELU: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_GELU, streams); break;
    case CK_QUICK_GELU: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_QUICK_GELU, streams); break;
    case CK_TANH_GELU: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_TANH_GELU, streams); break;
    case CK_RELU: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_RELU, streams); break;
    case CK_LEAKY_RELU: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_LEAKY_RELU, streams); break;
    default: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_NONE, streams);
    }
    end_results(streams);
}

KERNEL(layer_norm) {
    for (int64_t r = 0; r < rows; r++) {
        const float *s = x + r * n;
        float *d = dst + r * n;
        vd sums = 0;
        double total = 0;
        int64_t i = 0;
        for (; i + LANES <= n; i += LANES) sums += __builtin_convertvector(load(s + i), vd);
        for (; i < n; i++) total += s[i];
        double mean = (total + sum_lanes(sums)) / (double)n;
        vd squares = 0;
        total = 0;
        for (i = 0; i + LANES <= n; i += LANES) {
            vd v = __builtin_convertvector(load(s + i), vd) - mean;
            squares += v * v;
        }
        for (; i < n; i++) total += (s[i] - mean) * (s[i] - mean);
        float scale = (float)(1 / sqrt((total + sum_lanes(squares)) / (double)n + eps));
        float center = (float)mean;
        for (i = 0; i < n; i++) d[i] = (s[i] - center) * scale * (weight ? weight[i] : 1) + (bias ? bias[i] : 0);
    }
}

INLINE float row_max(const float *x, int64_t n) {
    vf m = -INFINITY;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) m = __builtin_elementwise_max(m, load(x + i));
    float best = __builtin_reduce_max(m);
    for (; i < n; i++) best = x[i] > best ? x[i] : best;
    return best;
}

// x = exp(x - max); the sum of what came out.
INLINE float row_exp(float *x, int64_t n, float max) {
    vf sums = 0;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        vf e = vexp(load(x + i) - max);
        store(x + i, e);
        sums += e;
    }
    float rest = 0;
    if (i < n) {
        vf e = vexp(load_part(x + i, n - i) - max);
        store_part(x + i, e, n - i);
        for (int64_t j = 0; j < n - i; j++) rest += e[j];
    }
    return rest + (float)sum_lanes(__builtin_convertvector(sums, vd));
}

KERNEL(softmax_rows) {
    for (int64_t r = 0; r < rows; r++) {
        float *row = x + r * ldx;
        float scale = 1 / row_exp(row, n, row_max(row, n));
        for (int64_t i = 0; i < n; i++) row[i] *= scale;
    }
}

// --- layout ---

KERNEL(transpose) {
    enum { TILE = 16 };
    for (int64_t r0 = 0; r0 < rows; r0 += TILE)
        for (int64_t c0 = 0; c0 < columns; c0 += TILE) {
            int64_t r1 = r0 + TILE < rows ? r0 + TILE : rows, c1 = c0 + TILE < columns ? c0 + TILE : columns;
            for (int64_t c = c0; c < c1; c++)
                for (int64_t r = r0; r < r1; r++) dst[c * ldd + r] = src[r * lds + c];
        }
}
