// Where things lie: no arithmetic, so one version for every instruction set.
#include "CKernels.h"
#include <string.h>

void ck_image_rows(const float **rows, const struct ck_image *image, int64_t first, int64_t count) {
    int64_t area = image->out_height * image->out_width;
    int64_t seen_height = image->height << image->shift, seen_width = image->width << image->shift;
    int64_t item = first / area, y = first % area / image->out_width, x = first % image->out_width;
    for (int64_t r = 0; r < count; r++) {
        const float *pixels = image->pixels + item * image->height * image->width * image->channels;
        const float **row = rows + r;
        for (int64_t ky = 0; ky < image->kernel_height; ky++) {
            int64_t sy = y * image->stride + ky - image->top;
            for (int64_t kx = 0; kx < image->kernel_width; kx++, row += count) {
                int64_t sx = x * image->stride + kx - image->left;
                int inside = sy >= 0 && sy < seen_height && sx >= 0 && sx < seen_width;
                *row = inside ? pixels + ((sy >> image->shift) * image->width + (sx >> image->shift)) * image->channels
                              : image->zeros;
            }
        }
        if (++x == image->out_width) {
            x = 0;
            if (++y == image->out_height) {
                y = 0;
                item++;
            }
        }
    }
}
