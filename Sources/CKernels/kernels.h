// The kernels' bodies, compiled once for each instruction set (kernels_*.c).
//
// Written with clang's vectors of 16 floats, which the compiler splits to the width of the target,
// so that every instruction set does the same operations in the same order.
#include "table.h"
#include <float.h>
#include <math.h>
#include <string.h>

// A kernel's function under the signature that CKernels.h gives it.
#define CK_BODY(name, parameters, arguments) static void k_##name parameters
#define KERNEL(name) CK_##name(CK_BODY)

#include "vector.h"
#include "convert.h"
#include "elementwise.h"
#include "transformer.h"
#if CK_DOT_BF16
#include "pairs.h"
#endif
#include "pack.h"
#include "rounding.h"
#include "blocks.h"
#include "product.h"
#include "winograd.h"
#if CK_DOT_FIXED
#include "winograd_fixed.h"
#endif
#include "attention.h"

#define CK_ENTRY(name, parameters, arguments) .name = k_##name,
#if CK_DOT_FIXED
#define CK_BF16_ENTRIES CK_BF16_KERNELS(CK_ENTRY, CK_ENTRY)
#elif CK_DOT_BF16
#define CK_NO_ENTRY(name, parameters, arguments)
#define CK_BF16_ENTRIES CK_BF16_KERNELS(CK_ENTRY, CK_NO_ENTRY)
#else
#define CK_BF16_ENTRIES
#endif
#define CK_TABLE(name) {.isa = name, .panel_width = PANEL, CK_KERNELS(CK_ENTRY) CK_BF16_ENTRIES}
