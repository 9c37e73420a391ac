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

static const unsigned char t5[] = {
#embed "t5.bin"
};

const unsigned char *const t5_vocabulary = t5;
const size_t t5_vocabulary_size = sizeof(t5);

static const unsigned char umt5[] = {
#embed "umt5.bin"
};

const unsigned char *const umt5_vocabulary = umt5;
const size_t umt5_vocabulary_size = sizeof(umt5);

static const unsigned char qwen[] = {
#embed "qwen.bin"
};

const unsigned char *const qwen_vocabulary = qwen;
const size_t qwen_vocabulary_size = sizeof(qwen);

static const unsigned char tekken[] = {
#embed "tekken.bin"
};

const unsigned char *const tekken_vocabulary = tekken;
const size_t tekken_vocabulary_size = sizeof(tekken);
