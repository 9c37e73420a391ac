// One table of kernels for each instruction set; `dispatch.c` picks one when the library loads.
#pragma once
#include "CKernels.h"

struct ck_table {
    const char *isa;
    int64_t panel_width;
#define CK_MEMBER(name, parameters, arguments) void(*name) parameters;
    CK_KERNELS(CK_MEMBER)
    CK_BF16_KERNELS(CK_MEMBER, CK_MEMBER)
#undef CK_MEMBER
};

extern const struct ck_table ck_table_generic;
#if defined(__x86_64__)
extern const struct ck_table ck_table_avx2;
extern const struct ck_table ck_table_avx512;
extern const struct ck_table ck_table_avx512bf16;
#elif defined(__aarch64__)
extern const struct ck_table ck_table_neonbf16;
#endif
