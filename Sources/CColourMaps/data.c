#include "CColourMaps.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char maps[] = {
#embed "colour_maps.bin"
};

_Static_assert(sizeof(maps) == COLOUR_MAPS_COUNT * 768, "the header was written for another file");

const unsigned char *const colour_maps = maps;
