internal import Glibc
internal import Tensors

/// How much all places look at each place: the mean of all heads' attention, summed over the places that look.
struct AttentionSums {
    /// [S]
    let ofKeys: [Float]

    /// q: [B, T, C], k: [B, S, C], all heads side by side
    init(q: Tensor, k: Tensor, item: Int, heads: Int) throws {
        let (queries, keys, width) = (q.shape[1], k.shape[1], q.shape[2] / heads)
        var sums = [Float](repeating: 0, count: keys)
        let (query, key) = (q.slice(item..<item + 1), k.slice(item..<item + 1))
        let scale = 1 / Float(width).squareRoot()
        for head in 0..<heads {
            let scores = try Tensor.product(
                Self.head(query, head, width, isTransposed: false), Self.head(key, head, width, isTransposed: true))
            scores.withFloats { scores in
                var row = [Float](repeating: 0, count: keys)
                for place in 0..<queries {
                    let own = scores[place * keys..<(place + 1) * keys]
                    let most = own.max()! * scale
                    var sum: Float = 0
                    for i in 0..<keys {
                        row[i] = expf(own[own.startIndex + i] * scale - most)
                        sum += row[i]
                    }
                    for i in 0..<keys { sums[i] += row[i] / sum / Float(heads) }
                }
            }
        }
        ofKeys = sums
    }

    /// One head's part of [1, T, C]: [T, width] or [width, T].
    private static func head(_ x: Tensor, _ head: Int, _ width: Int, isTransposed: Bool) -> Tensor {
        let (count, channels) = (x.shape[1], x.shape[2])
        var result = Tensor(uninitialized: isTransposed ? [width, count] : [count, width])
        result.withMutableFloats { target in
            x.withFloats { source in
                for place in (0..<count).halting(each: width) {
                    for i in 0..<width {
                        target[isTransposed ? i * count + place : place * width + i] =
                            source[place * channels + head * width + i]
                    }
                }
            }
        }
        return result
    }
}
