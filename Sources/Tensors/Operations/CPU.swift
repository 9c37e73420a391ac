/// The operations as the kernels compute them, on one `Compute`'s threads and in its precision.
struct CPU {
    let workers: Workers
    /// Whether factors of products are rounded to bf16.
    let roundsFactors: Bool

    /// Whether factors of linear layers are rounded to integers of 8 bits, where they are large enough.
    let multipliesIntegers: Bool
    /// The inputs and outputs of those, at least.
    let leastIntegers: Int

    init(_ compute: Compute) {
        (workers, roundsFactors) = (compute.workers, compute.roundsFactors)
        (multipliesIntegers, leastIntegers) = (compute.multipliesIntegers, compute.leastIntegers)
    }
}
