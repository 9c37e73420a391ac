#include "CTokenizerData.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char merges[] = {
#embed "clip_merges.bin"
};

_Static_assert(sizeof(merges) == CLIP_MERGES_COUNT * 4, "the header names another count than the file has");

const unsigned char *const clip_merges = merges;

static const unsigned char cleaning[] = {
#embed "text_cleaning.bin"
};

_Static_assert(sizeof(cleaning) == TEXT_CLEANING_SIZE, "the header names another size than the file has");

const unsigned char *const text_cleaning = cleaning;
