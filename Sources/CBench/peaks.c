// Loops that keep the multiply-add units busy and touch no memory. Twelve independent sums hide the units' latency;
// the empty assembly keeps the compiler from folding the rounds.
#include "CBench.h"

enum { SUMS = 12 };

#define ROUNDS(type, step, keep)                                              \
    type sums[SUMS];                                                          \
    for (int i = 0; i < SUMS; i++) sums[i] = (type){0};                       \
    for (int64_t round = 0; round < iterations; round++) {                    \
        _Pragma("clang loop unroll(full)") for (int i = 0; i < SUMS; i++) {   \
            sums[i] = step(sums[i]);                                          \
            __asm__ volatile("" : keep(sums[i]));                             \
        }                                                                     \
    }

typedef float f32x4 __attribute__((ext_vector_type(4)));

#if defined(__x86_64__)
#include <immintrin.h>

#define STEP_512(sum) _mm512_fmadd_ps(x, y, sum)
__attribute__((target("avx512f"))) static double f32_avx512(int64_t iterations) {
    __m512 x = _mm512_set1_ps(0.5f), y = _mm512_set1_ps(1e-3f);
    ROUNDS(__m512, STEP_512, "+v")
    return (double)iterations * SUMS * 16 * 2;
}

#define STEP_256(sum) _mm256_fmadd_ps(x, y, sum)
__attribute__((target("avx2,fma"))) static double f32_avx2(int64_t iterations) {
    __m256 x = _mm256_set1_ps(0.5f), y = _mm256_set1_ps(1e-3f);
    ROUNDS(__m256, STEP_256, "+v")
    return (double)iterations * SUMS * 8 * 2;
}

#define STEP_BF16(sum) _mm512_dpbf16_ps(sum, x, y)
__attribute__((target("avx512f,avx512bf16"))) static double bf16_avx512(int64_t iterations) {
    __m512bh x = (__m512bh)_mm512_set1_epi16(0x3f00), y = (__m512bh)_mm512_set1_epi16(0x3a83);
    ROUNDS(__m512, STEP_BF16, "+v")
    return (double)iterations * SUMS * 32 * 2;
}

#define STEP_INT8(sum) _mm512_dpbusd_epi32(sum, x, y)
__attribute__((target("avx512f,avx512vnni"))) static double int8_avx512(int64_t iterations) {
    __m512i x = _mm512_set1_epi8(3), y = _mm512_set1_epi8(1);
    ROUNDS(__m512i, STEP_INT8, "+v")
    return (double)iterations * SUMS * 64 * 2;
}
#elif defined(__aarch64__)
#include <arm_neon.h>
#include <sys/auxv.h>

#define STEP_SQUARE(sum) vbfmmlaq_f32(sum, x, y)
__attribute__((target("bf16"))) static double bf16_neon(int64_t iterations) {
    bfloat16x8_t x = (bfloat16x8_t)vdupq_n_u16(0x3f00), y = (bfloat16x8_t)vdupq_n_u16(0x3a83);
    ROUNDS(float32x4_t, STEP_SQUARE, "+w")
    return (double)iterations * SUMS * 16 * 2;
}
#endif

#define STEP_128(sum) (x * y + sum)
static double f32_baseline(int64_t iterations) {
    f32x4 x = 0.5f, y = 1e-3f;
#if defined(__x86_64__)
    ROUNDS(f32x4, STEP_128, "+x")
#else
    ROUNDS(f32x4, STEP_128, "+w")
#endif
    return (double)iterations * SUMS * 4 * 2;
}

double cb_multiply_adds_f32(int64_t iterations) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return f32_avx512(iterations);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return f32_avx2(iterations);
#endif
    return f32_baseline(iterations);
}

double cb_multiply_adds_bf16(int64_t iterations) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bf16")) return bf16_avx512(iterations);
#elif defined(__aarch64__)
    if (getauxval(AT_HWCAP2) & HWCAP2_BF16) return bf16_neon(iterations);
#endif
    (void)iterations;
    return 0;
}

double cb_multiply_adds_int8(int64_t iterations) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vnni")) return int8_avx512(iterations);
#endif
    (void)iterations;
    return 0;
}

double cb_read(const double *values, int64_t count) {
    typedef double f64x8 __attribute__((ext_vector_type(8), aligned(8)));
    f64x8 a = 0, b = 0, c = 0, d = 0;
    int64_t i = 0;
    for (; i + 32 <= count; i += 32) {
        a += *(const f64x8 *)(values + i);
        b += *(const f64x8 *)(values + i + 8);
        c += *(const f64x8 *)(values + i + 16);
        d += *(const f64x8 *)(values + i + 24);
    }
    f64x8 sums = a + b + c + d;
    double sum = 0;
    for (int j = 0; j < 8; j++) sum += sums[j];
    for (; i < count; i++) sum += values[i];
    return sum;
}
