// Products and attention whose factors are bf16 in pairs, and whose sums are f32 (part of kernels.h).

static void k_product_bf16(int64_t count, int64_t n, const struct ck_factors *factors, float *c, int64_t ldc,
                           int accumulate) {
    product_with(1, count, n, factors, c, ldc, accumulate);
}

static void k_attend_bf16(const struct ck_attention *a, int64_t first, int64_t count, float *scratch, float *dst) {
    attend_with(1, a, first, count, scratch, dst);
}
