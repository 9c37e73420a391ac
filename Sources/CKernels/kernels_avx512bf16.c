#if defined(__x86_64__)
#define CK_LANES 16  // floats of a register
#define CK_HEIGHT 12  // rows of a tile: 2 * CK_HEIGHT sums fit into the registers
#define CK_F16C 1
#define CK_DOT_BF16 1
#define CK_DOT_FIXED 1
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512bf16,avx512vnni,avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop

const struct ck_table ck_table_avx512bf16 = CK_TABLE("avx512bf16");
#endif
