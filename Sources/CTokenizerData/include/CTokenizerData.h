#pragma once

/// How many merges CLIP's byte-pair encoding has.
#define CLIP_MERGES_COUNT 48894

/// CLIP's merges in order: pairs of token numbers, 16 bits little-endian each. Origin: ../make_data.py.
extern const unsigned char *const clip_merges;
