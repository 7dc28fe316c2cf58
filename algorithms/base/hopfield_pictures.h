/* hopfield_pictures.h - small drawings to be remembered. */
#ifndef HEBB_HOPFIELD_PICTURES_H
#define HEBB_HOPFIELD_PICTURES_H

#include <stdint.h>

enum { PICTURE_SIDE = 24, PICTURE_PIXELS = PICTURE_SIDE * PICTURE_SIDE };
enum { PICTURE_FACE, PICTURE_HEART, PICTURE_HOUSE, PICTURES };

/* +1 (ink) or -1 (paper); pixels row by row from the top left corner. */
int picture_pixel(int picture, int64_t pixel);

#endif
