#include "CBench.h"
#include <stdio.h>

void cb_print_by_lines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }
