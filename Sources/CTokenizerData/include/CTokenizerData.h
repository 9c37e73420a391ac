#pragma once
#include <stddef.h>

/// How many merges CLIP's byte-pair encoding has.
#define CLIP_MERGES_COUNT 48894

/// CLIP's merges in order: pairs of token numbers, 16 bits little-endian each. Origin: ../make_clip_merges.py.
extern const unsigned char *const clip_merges;

/// Bytes of `text_cleaning`.
#define TEXT_CLEANING_SIZE 49733

/// The tables of ftfy, which cleans texts: ../make_text_cleaning.py has the layout.
extern const unsigned char *const text_cleaning;

/// Vocabularies of language models as zlib streams and their bytes: ../make_vocabularies.py has origins and layouts.
extern const unsigned char *const t5_vocabulary;
extern const size_t t5_vocabulary_size;
extern const unsigned char *const umt5_vocabulary;
extern const size_t umt5_vocabulary_size;
extern const unsigned char *const qwen_vocabulary;
extern const size_t qwen_vocabulary_size;
extern const unsigned char *const tekken_vocabulary;
extern const size_t tekken_vocabulary_size;
