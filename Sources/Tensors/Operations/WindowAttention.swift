internal import CKernels

extension Compute {
    /// Attention within windows, whose scores have a bias (Liu et al. 2021, "Swin Transformer").
    ///
    /// - Parameters:
    ///   - qkv: [windows, N, 3 C]: queries, keys and values of all heads side by side
    ///   - bias: added to the scores of each head. [heads, N, N]
    ///   - mask: added to those of windows i with i % M. [M, N, N]
    /// - Returns: [windows, N, C]
    package func windowAttention(_ qkv: Tensor, heads: Int, bias: Tensor, mask: Tensor? = nil) throws -> Tensor {
        let (windows, count, channels) = (qkv.shape[0], qkv.shape[1], qkv.shape[2] / 3)
        let width = channels / heads
        precondition(qkv.shape[2] == 3 * channels && channels == heads * width)
        precondition(bias.shape == [heads, count, count])
        let masks = mask?.shape[0] ?? 1
        precondition(mask == nil || mask!.shape == [masks, count, count])
        let result = try Tensor(allocating: [windows, count, channels])
        let (source, biases, masked) = (qkv.floatPointer, bias.floatPointer, mask?.floatPointer)
        let target = result.freshPointer
        let scale = 1 / Float(width).squareRoot()
        let row = 3 * channels
        try workers.forEach(windows * heads, scratch: (2 * count * width + count) * 4, keeping: qkv, bias, mask) {
            index, scratch in
            let (window, head) = index.quotientAndRemainder(dividingBy: heads)
            let start = source + window * count * row + head * width
            // keys the other way round, so that scores of one query lie in a row
            let (keys, scores) = (scratch, scratch + 2 * count * width)
            for key in 0..<count {
                for i in 0..<width { keys[i * count + key] = start[key * row + channels + i] * scale }
            }
            for query in 0..<count {
                scores.update(from: biases + (head * count + query) * count, count: count)
                if let masked {
                    let line = masked + (window % masks * count + query) * count
                    for key in 0..<count { scores[key] += line[key] }
                }
                for i in 0..<width {
                    let factor = start[query * row + i]
                    let line = keys + i * count
                    for key in 0..<count { scores[key] += factor * line[key] }
                }
                ck_softmax_rows(scores, Int64(count), 1, Int64(count))
                let output = target + (window * count + query) * channels + head * width
                for i in 0..<width { output[i] = 0 }
                for key in 0..<count {
                    let (weight, value) = (scores[key], start + key * row + 2 * channels)
                    for i in 0..<width { output[i] += weight * value[i] }
                }
            }
        }
        return result
    }
}
