// The baseline of the architecture: SSE2 on x86-64, NEON on arm64.
#define CK_LANES 4  // floats of a register
#if defined(__aarch64__)
#define CK_HEIGHT 12  // rows of a tile: 2 * CK_HEIGHT sums fit into the registers
#else
#define CK_HEIGHT 6
#endif
#include "kernels.h"

const struct ck_table ck_table_generic = CK_TABLE("generic");
