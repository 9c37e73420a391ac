// Vectors and the functions of them that all kernels share (part of kernels.h).

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

// `streams`: past the caches, which the result would not stay in until it is read; where it is not aligned, as usual.
INLINE void store_result(float *p, vf v, int streams) {
    if (streams && (uintptr_t)p % sizeof v == 0)
        __builtin_nontemporal_store(v, (vf *)p);
    else
        store(p, v);
}
// Before another thread may read what was stored.
INLINE void end_results(int streams) {
    if (streams) __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

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
// The approximation by tanh, which is a sigmoid: x * sigmoid(2 sqrt(2 / pi) (x + 0.044715 x^3)).
INLINE vf vtanh_gelu(vf x) { return x / (1.0f + vexp(-1.5957691216057308f * (x + 0.044715f * (x * x * x)))); }
INLINE vf vgelu(vf x) { return 0.5f * x * (1.0f + verf(x * 0x1.6a09e6p-1f)); }

INLINE vf vrelu(vf x) { return x < 0.0f ? (vf)0.0f : x; }
// With the slope of ESRGAN.
INLINE vf vleaky_relu(vf x) { return x < 0.0f ? 0.2f * x : x; }

INLINE vf vactivate(vf x, int activation) {
    switch (activation) {
    case CK_SILU: return vsilu(x);
    case CK_GELU: return vgelu(x);
    case CK_QUICK_GELU: return vquick_gelu(x);
    case CK_TANH_GELU: return vtanh_gelu(x);
    case CK_RELU: return vrelu(x);
    case CK_LEAKY_RELU: return vleaky_relu(x);
    default: return x;
    }
}
