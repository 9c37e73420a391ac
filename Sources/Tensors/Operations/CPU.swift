/// The operations as the kernels compute them, on one `Compute`'s threads and in its precision.
struct CPU {
    let workers: Workers
    /// Whether factors of products are rounded to bf16.
    let roundsFactors: Bool

    init(_ compute: Compute) { (workers, roundsFactors) = (compute.workers, compute.roundsFactors) }
}
