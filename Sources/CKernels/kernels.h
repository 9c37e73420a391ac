// The kernels' bodies, compiled once for each instruction set (kernels_*.c).
//
// Written with clang's vectors of 16 floats, which the compiler splits to the width of the target,
// so that every instruction set does the same operations in the same order.
#include "table.h"
#include <math.h>
#include <string.h>

// Vectors only pass between inlined functions, where no calling convention matters.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

typedef float vf __attribute__((ext_vector_type(16)));
typedef float vf_u __attribute__((ext_vector_type(16), aligned(4)));
typedef int32_t vi __attribute__((ext_vector_type(16)));
typedef uint32_t vu __attribute__((ext_vector_type(16)));
typedef double vd __attribute__((ext_vector_type(16)));

// Elements in files begin at any byte.
typedef uint16_t u16_any __attribute__((aligned(1)));

enum { LANES = 16 };

INLINE vf load(const float *p) { return *(const vf_u *)p; }
INLINE void store(float *p, vf v) { *(vf_u *)p = v; }
INLINE vf load_part(const float *p, int64_t n) {
    vf v = 0;
    memcpy(&v, p, (size_t)n * sizeof(float));
    return v;
}
INLINE void store_part(float *p, vf v, int64_t n) { memcpy(p, &v, (size_t)n * sizeof(float)); }

INLINE double sum_lanes(vd v) {
    __auto_type a = v.lo + v.hi;
    __auto_type b = a.lo + a.hi;
    __auto_type c = b.lo + b.hi;
    return c.lo + c.hi;
}

// --- functions ---

// e^x within about 1 ulp; overflows to infinity, underflows through the subnormals to 0, keeps NaN.
// x = n ln 2 + r, |r| <= ln 2 / 2; Taylor's series to r^7 (what is left out is below 2^-27).
INLINE vf vexp(vf x) {
    vf c = x > 89.0f ? (vf)89.0f : x;
    c = c < -104.0f ? (vf)-104.0f : c;
    const float magic = 0x1.8p23f;  // adding it rounds to an integer, found in the low bits
    vf shifted = c * 0x1.715476p0f + magic;
    vf n = shifted - magic;
    vf r = c - n * 0x1.62e4p-1f;  // ln 2 in two parts, the first short so that the product is exact
    r = r - n * 0x1.7f7d1cp-20f;
    vf p = (vf)(1.0f / 5040);
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    // 2^n in two factors, as n reaches from -150 to 128.
    vi k = (vi)shifted - (int32_t)0x4b400000;
    vi half = k >> 1;
    vf s1 = (vf)((half + 127) << 23), s2 = (vf)((k - half + 127) << 23);
    return p * s1 * s2;
}

// erf within about 2 ulp. Near 0 an odd polynomial; from 1 on 1 - e^P(|x|), where P fits ln erfc.
// Coefficients fitted to libm's erf and erfc (reweighted least squares on Chebyshev nodes).
INLINE vf verf(vf x) {
    vf s = x * x;
    vf p = (vf)0x1.496a28p-14f;
    p = p * s - 0x1.a3f6fcp-11f;
    p = p * s + 0x1.5405b2p-8f;
    p = p * s - 0x1.b7f90cp-6f;
    p = p * s + 0x1.ce2cf8p-4f;
    p = p * s - 0x1.81273ep-2f;
    p = p * s + 0x1.20dd74p0f;
    vf near = x * p;
    vf t = __builtin_elementwise_abs(x);
    t = t > 4.0f ? (vf)4.0f : t;  // erf is 1 from 3.92 on
    vf q = (vf)0x1.14afd8p-22f;
    q = q * t - 0x1.aa2526p-16f;
    q = q * t + 0x1.e6d578p-12f;
    q = q * t - 0x1.18c13ep-8f;
    q = q * t + 0x1.9fc5bap-6f;
    q = q * t - 0x1.bd006ap-4f;
    q = q * t - 0x1.441d5ep-1f;
    q = q * t - 0x1.213190p0f;
    q = q * t + 0x1.ad1732p-13f;
    vf far = __builtin_elementwise_copysign(1.0f - vexp(q), x);
    return t < 1.0f ? near : far;
}

INLINE vf vsilu(vf x) { return x / (1.0f + vexp(-x)); }
INLINE vf vquick_gelu(vf x) { return x / (1.0f + vexp(-1.702f * x)); }
INLINE vf vgelu(vf x) { return 0.5f * x * (1.0f + verf(x * 0x1.6a09e6p-1f)); }

INLINE vf vactivate(vf x, int activation) {
    switch (activation) {
    case CK_SILU: return vsilu(x);
    case CK_GELU: return vgelu(x);
    case CK_QUICK_GELU: return vquick_gelu(x);
    default: return x;
    }
}

// --- conversion ---

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

static void k_f16_to_f32(float *dst, const void *source, int64_t n) {
    const u16_any *src = source;
    for (int64_t i = 0; i < n; i++) {
        uint32_t h = src[i];
        uint32_t bits = widen(h & 0x7fff, 10, 112, 0x7c00) | (h & 0x8000) << 16;
        memcpy(&dst[i], &bits, 4);
    }
}

static void k_bf16_to_f32(float *dst, const void *source, int64_t n) {
    const u16_any *src = source;
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits = (uint32_t)src[i] << 16;
        memcpy(&dst[i], &bits, 4);
    }
}

// 4 bits of exponent (bias 7), 3 of mantissa, no infinity, NaN = all ones.
static void k_e4m3_to_f32(float *dst, const void *source, int64_t n) {
    const uint8_t *src = source;
    for (int64_t i = 0; i < n; i++) {
        uint32_t b = src[i];
        uint32_t bits = widen(b & 0x7f, 3, 120, 0x7f) | (b & 0x80) << 24;
        memcpy(&dst[i], &bits, 4);
    }
}

// The upper byte of a half.
static void k_e5m2_to_f32(float *dst, const void *source, int64_t n) {
    const uint8_t *src = source;
    for (int64_t i = 0; i < n; i++) {
        uint32_t b = src[i];
        uint32_t bits = widen(b & 0x7f, 2, 112, 0x7c) | (b & 0x80) << 24;
        memcpy(&dst[i], &bits, 4);
    }
}

static void k_f64_to_f32(float *dst, const void *source, int64_t n) {
    const char *src = source;
    for (int64_t i = 0; i < n; i++) {
        double value;
        memcpy(&value, src + 8 * i, 8);
        dst[i] = (float)value;
    }
}

static void k_f32_to_f16(void *target, const float *src, int64_t n) {
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

static void k_f32_to_bf16(void *target, const float *src, int64_t n) {
    uint16_t *dst = target;
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &src[i], 4);
        uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
        uint32_t nan = bits >> 16 | 0x40;
        dst[i] = (uint16_t)((bits & 0x7fffffff) > 0x7f800000u ? nan : rounded);
    }
}

// --- elementwise ---

INLINE void activate_with(float *dst, const float *src, int64_t n, int activation) {
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) store(dst + i, vactivate(load(src + i), activation));
    if (i < n) store_part(dst + i, vactivate(load_part(src + i, n - i), activation), n - i);
}

static void k_activate(float *dst, const float *src, int64_t n, int activation) {
    switch (activation) {
    case CK_SILU: activate_with(dst, src, n, CK_SILU); break;
    case CK_GELU: activate_with(dst, src, n, CK_GELU); break;
    case CK_QUICK_GELU: activate_with(dst, src, n, CK_QUICK_GELU); break;
    default:
        if (dst != src) memcpy(dst, src, (size_t)n * sizeof(float));
    }
}

static void k_exp(float *dst, const float *src, int64_t n) {
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) store(dst + i, vexp(load(src + i)));
    if (i < n) store_part(dst + i, vexp(load_part(src + i, n - i)), n - i);
}

static void k_add(float *dst, const float *a, const float *b, int64_t n) {
    for (int64_t i = 0; i < n; i++) dst[i] = a[i] + b[i];
}

static void k_axpy(float *dst, const float *a, const float *b, float scale, int64_t n) {
    for (int64_t i = 0; i < n; i++) dst[i] = a[i] + scale * b[i];
}

static void k_scale_rows(float *dst, int64_t ldd, const float *src, int64_t lds, float scale, int64_t rows, int64_t n) {
    for (int64_t r = 0; r < rows; r++)
        for (int64_t i = 0; i < n; i++) dst[r * ldd + i] = src[r * lds + i] * scale;
}

static void k_geglu(float *dst, const float *src, int64_t rows, int64_t n) {
    for (int64_t r = 0; r < rows; r++) {
        const float *value = src + r * 2 * n, *gate = value + n;
        float *out = dst + r * n;
        int64_t i = 0;
        for (; i + LANES <= n; i += LANES) store(out + i, load(value + i) * vgelu(load(gate + i)));
        if (i < n) store_part(out + i, load_part(value + i, n - i) * vgelu(load_part(gate + i, n - i)), n - i);
    }
}

static void k_fill_rows(float *dst, int64_t ldd, const float *bias, const float *residual, int64_t ldr, int64_t rows,
                        int64_t n) {
    for (int64_t r = 0; r < rows; r++) {
        float *d = dst + r * ldd;
        const float *e = residual ? residual + r * ldr : NULL;
        if (bias && e)
            for (int64_t i = 0; i < n; i++) d[i] = bias[i] + e[i];
        else if (bias || e)
            memcpy(d, bias ? bias : e, (size_t)n * sizeof(float));
        else
            memset(d, 0, (size_t)n * sizeof(float));
    }
}

// --- normalisation ---

static void k_channel_sums(double *restrict sum, double *restrict squares, const float *restrict x, int64_t pixels,
                           int64_t channels) {
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
                             int64_t channels, int activation) {
    for (int64_t p = 0; p < pixels; p++) {
        const float *s = x + p * channels;
        float *d = dst + p * channels;
        int64_t c = 0;
        for (; c + LANES <= channels; c += LANES)
            store(d + c, vactivate(load(s + c) * load(scale + c) + load(shift + c), activation));
        int64_t rest = channels - c;
        if (rest > 0)
            store_part(d + c,
                       vactivate(load_part(s + c, rest) * load_part(scale + c, rest) + load_part(shift + c, rest), activation),
                       rest);
    }
}

static void k_scale_shift(float *dst, const float *x, const float *scale, const float *shift, int64_t pixels,
                          int64_t channels, int activation) {
    switch (activation) {
    case CK_SILU: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_SILU); break;
    case CK_GELU: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_GELU); break;
    case CK_QUICK_GELU: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_QUICK_GELU); break;
    default: scale_shift_with(dst, x, scale, shift, pixels, channels, CK_NONE);
    }
}

static void k_layer_norm(float *dst, const float *x, const float *weight, const float *bias, float eps, int64_t rows,
                         int64_t n) {
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

static void k_softmax_rows(float *x, int64_t ldx, int64_t rows, int64_t n) {
    for (int64_t r = 0; r < rows; r++) {
        float *row = x + r * ldx;
        float scale = 1 / row_exp(row, n, row_max(row, n));
        for (int64_t i = 0; i < n; i++) row[i] *= scale;
    }
}

static void k_softmax_step(float *x, int64_t ldx, float *max, float *sum, float *out, int64_t ldo, int64_t width,
                           int64_t rows, int64_t n) {
    // Whole vectors: what is behind the row becomes e^-infinity.
    int64_t padded = (n + LANES - 1) / LANES * LANES;
    for (int64_t r = 0; r < rows; r++) {
        float *row = x + r * ldx;
        for (int64_t i = n; i < padded; i++) row[i] = -INFINITY;
        float best = row_max(row, padded);
        best = best > max[r] ? best : max[r];
        // Nothing but masked scores so far: the difference below would be NaN.
        float base = best == -INFINITY ? 0 : best;
        float added = row_exp(row, padded, base);
        if (max[r] == best) {
            sum[r] += added;
        } else if (max[r] == -INFINITY) {  // the first block: nothing to rescale
            sum[r] = added;
        } else {
            float old = expf(max[r] - base);
            sum[r] = sum[r] * old + added;
            for (int64_t i = 0; i < width; i++) out[r * ldo + i] *= old;
        }
        max[r] = best;
    }
}

static void k_divide_rows(float *dst, int64_t ldd, const float *src, int64_t lds, const float *sum, int64_t rows, int64_t n) {
    for (int64_t r = 0; r < rows; r++) {
        float scale = 1 / sum[r];
        for (int64_t i = 0; i < n; i++) dst[r * ldd + i] = src[r * lds + i] * scale;
    }
}

// --- layout ---

static void k_transpose(float *dst, int64_t ldd, const float *src, int64_t lds, int64_t rows, int64_t columns) {
    enum { TILE = 16 };
    for (int64_t r0 = 0; r0 < rows; r0 += TILE)
        for (int64_t c0 = 0; c0 < columns; c0 += TILE) {
            int64_t r1 = r0 + TILE < rows ? r0 + TILE : rows, c1 = c0 + TILE < columns ? c0 + TILE : columns;
            for (int64_t c = c0; c < c1; c++)
                for (int64_t r = r0; r < r1; r++) dst[c * ldd + r] = src[r * lds + c];
        }
}

#include "product.h"

#define CK_TABLE(name)                                                                                                 \
    {                                                                                                                  \
        .isa = name, .panel_width = PANEL, .pack_panel = k_pack_panel, .product = k_product, .f16_to_f32 = k_f16_to_f32, .bf16_to_f32 = k_bf16_to_f32, .e4m3_to_f32 = k_e4m3_to_f32,           \
        .e5m2_to_f32 = k_e5m2_to_f32, .f64_to_f32 = k_f64_to_f32, .f32_to_f16 = k_f32_to_f16,                          \
        .f32_to_bf16 = k_f32_to_bf16, .activate = k_activate, .exp = k_exp, .add = k_add, .axpy = k_axpy,              \
        .geglu = k_geglu, .fill_rows = k_fill_rows, .channel_sums = k_channel_sums, .scale_shift = k_scale_shift,      \
        .layer_norm = k_layer_norm, .softmax_rows = k_softmax_rows, .softmax_step = k_softmax_step,                    \
        .divide_rows = k_divide_rows, .scale_rows = k_scale_rows, .transpose = k_transpose,                                                        \
    }
