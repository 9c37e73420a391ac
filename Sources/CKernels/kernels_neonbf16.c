#if defined(__aarch64__)
#define CK_LANES 4  // floats of a register
#define CK_HEIGHT 12  // rows of a tile: 2 * CK_HEIGHT sums fit into the registers
#define CK_DOT_BF16 1
#define CK_SQUARES 1
#include <arm_neon.h>
#pragma clang attribute push(__attribute__((target("bf16"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop

const struct ck_table ck_table_neonbf16 = CK_TABLE("neonbf16");
#endif
