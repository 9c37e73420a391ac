/* A small generator of numbers (SplitMix64: Steele, Lea and Flood 2014), so that a seed repeats what a thread does. */
#ifndef SOAK_RANDOM_H
#define SOAK_RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* 0 ..< count; count is not 0. */
static inline uint64_t random_below(uint64_t *state, uint64_t count) { return random_next(state) % count; }

static inline int random_chance(uint64_t *state, int percent) { return random_below(state, 100) < (uint64_t)percent; }

static inline double random_unit(uint64_t *state) { return (double)(random_next(state) >> 11) * 0x1p-53; }

#endif
