// One table of kernels for each instruction set; `dispatch.c` picks one when the library loads.
#pragma once
#include "CKernels.h"

struct ck_table {
    const char *isa;
    int64_t panel_width;
    void (*pack_panel)(float *, const float *, int64_t, int64_t, int64_t);
    void (*product)(int64_t, int64_t, int64_t, int64_t, const float *const *, int64_t, int64_t, const float *, float *,
                    int64_t, int);
    void (*f16_to_f32)(float *, const void *, int64_t);
    void (*bf16_to_f32)(float *, const void *, int64_t);
    void (*e4m3_to_f32)(float *, const void *, int64_t);
    void (*e5m2_to_f32)(float *, const void *, int64_t);
    void (*f64_to_f32)(float *, const void *, int64_t);
    void (*f32_to_f16)(void *, const float *, int64_t);
    void (*f32_to_bf16)(void *, const float *, int64_t);
    void (*activate)(float *, const float *, int64_t, int);
    void (*exp)(float *, const float *, int64_t);
    void (*add)(float *, const float *, const float *, int64_t);
    void (*axpy)(float *, const float *, const float *, float, int64_t);
    void (*geglu)(float *, const float *, int64_t, int64_t);
    void (*fill_rows)(float *, int64_t, const float *, const float *, int64_t, int64_t, int64_t);
    void (*channel_sums)(double *, double *, const float *, int64_t, int64_t);
    void (*scale_shift)(float *, const float *, const float *, const float *, int64_t, int64_t, int);
    void (*layer_norm)(float *, const float *, const float *, const float *, float, int64_t, int64_t);
    void (*softmax_rows)(float *, int64_t, int64_t, int64_t);
    void (*softmax_step)(float *, int64_t, float *, float *, float *, int64_t, int64_t, int64_t, int64_t);
    void (*divide_rows)(float *, int64_t, const float *, int64_t, const float *, int64_t, int64_t);
    void (*scale_rows)(float *, int64_t, const float *, int64_t, float, int64_t, int64_t);
    void (*transpose)(float *, int64_t, const float *, int64_t, int64_t, int64_t);
};

extern const struct ck_table ck_table_generic;
#if defined(__x86_64__)
extern const struct ck_table ck_table_avx2;
extern const struct ck_table ck_table_avx512;
#endif
