#include "CBench.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char text[] = {
#embed "torch_peer.py"
    , 0};

const char *const cb_torch_peer = text;
