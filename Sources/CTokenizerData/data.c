#include "CTokenizerData.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char merges[] = {
#embed "clip_merges.bin"
};

_Static_assert(sizeof(merges) == CLIP_MERGES_COUNT * 4, "the header names another count than the file has");

const unsigned char *const clip_merges = merges;
