#include <stddef.h>

#include "CFormats.h"

static int (*probe)(void);

void cf_set_cancellation(int (*is_cancelled)(void)) { probe = is_cancelled; }

int cf_is_cancelled(void) { return probe != NULL && probe(); }
