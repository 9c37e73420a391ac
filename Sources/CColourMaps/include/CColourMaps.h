#pragma once

/// How many maps there are: those of OpenCV in the order of their names.
#define COLOUR_MAPS_COUNT 22

/// 256 colours for each map: red, green and blue.
extern const unsigned char *const colour_maps;
