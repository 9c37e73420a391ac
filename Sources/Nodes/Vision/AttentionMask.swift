internal import Glibc
internal import Models
internal import Tensors
internal import Workflow

/// ComfyUI's `attention_mask` of a conditioning: a bias of the attention among a prompt's tokens and those of a picture,
/// for networks that know of it (Flux). [N, T + R, T + R], the R places of a reference picture behind the prompt's.
extension Conditioning.Entry {
    /// Room for tokens that are appended to the prompt, which others attend to with the logarithm of a weight as bias.
    mutating func extendAttentionMask(by count: Int, weight: Double) throws(NodeError) {
        let (items, length) = (hidden.shape[0], hidden.shape[1])
        let shape = attentionMaskShape ?? [1, 1]
        let places = shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
        let old = length + places
        guard places > 0, places < 1 << 20 else { throw NodeError("ValueError", "an attention mask for \(shape)") }
        let size = old + count
        let allocated = try Allocation.checked([items, size, size], "an attention mask")
        var mask = Tensor(zeros: allocated)
        // which the reference holds in half precision
        let bias = Float(Float16(log(weight)))
        let known = attentionMask
        guard known == nil || known!.shape == [items, old, old] else {
            throw NodeError(
                "ValueError", "an attention mask of shape \(known!.shape) beside a prompt of \(hidden.shape)")
        }
        mask.withMutableFloats { target in
            func at(_ place: Int) -> Int { place < length ? place : place + count }
            for item in 0..<items {
                if let known {
                    known.withFloats { source in
                        for row in (0..<old).halting(each: old) {
                            for column in 0..<old {
                                target[(item * size + at(row)) * size + at(column)] =
                                    source[(item * old + row) * old + column]
                            }
                        }
                    }
                }
                for row in 0..<old {
                    for column in length..<length + count { target[(item * size + at(row)) * size + column] = bias }
                }
            }
        }
        (attentionMask, attentionMaskShape) = (mask, shape)
    }
}
