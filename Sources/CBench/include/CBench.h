// What comfy-bench needs in C: the machine's limits, and the texts of its peers in Python.
#pragma once
#include <stdint.h>

// Floating-point operations that `iterations` rounds of the fastest independent multiply-adds in registers make;
// 0 where the processor cannot do them in that type. One thread.
double cb_multiply_adds_f32(int64_t iterations);
// Dot products of pairs of bf16 with f32 sums (AVX512-BF16, BFMMLA).
double cb_multiply_adds_bf16(int64_t iterations);
// Dot products of four integers of 8 bits with sums of 32 (AVX512-VNNI).
double cb_multiply_adds_int8(int64_t iterations);

// Sums `count` doubles, as many reads from memory as there are bytes.
double cb_read(const double *values, int64_t count);

// Removes a file, or a folder with all that is in it; links in it are not followed.
void cb_remove_folder(const char *path);

// Each line that is printed shows at once, in a pipe too.
void cb_print_by_lines(void);

// Programs in Python, each from the files in peers/ that it needs, with a NUL at its end.
extern const char *const cb_torch_peer;
extern const char *const cb_openvino_converter;
extern const char *const cb_openvino_peer;
