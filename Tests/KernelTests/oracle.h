// What the tests of kernels share.
#pragma once
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// The kernels of bf16, where they are; whether one failed.
int test_bf16(void);

static int failed;
static uint64_t state = 88172645463325252u;

static inline double uniform(void) {  // in -1..<1
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) * 0x1p-52 - 1;
}
static inline float *numbers(int64_t n) {
    float *x = malloc((size_t)(n ? n : 1) * sizeof *x);
    for (int64_t i = 0; i < n; i++) x[i] = (float)uniform();
    return x;
}
static inline float *zeros(int64_t n) { return calloc((size_t)(n ? n : 1), sizeof(float)); }

// Whether all are within `tolerance`, of 1 and of themselves.
static inline void close_to(const char *name, const float *got, const float *want, int64_t n, double tolerance) {
    double worst = 0;
    for (int64_t i = 0; i < n; i++) {
        double error = fabs((double)got[i] - want[i]) / (1 + fabs((double)want[i]));
        if (!(error <= worst)) worst = error;
    }
    if (!(worst <= tolerance)) {
        printf("FAILED  %s: %g\n", name, worst);
        failed = 1;
    }
}
