#include "CFormats.h"

void cf_json_decref(json_t *json) { json_decref(json); }
