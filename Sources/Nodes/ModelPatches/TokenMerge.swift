internal import Models
internal import Sampling
internal import Tensors

/// Some tokens of a grid merged into the most similar ones of others that are chosen by chance, one in each square of four.
struct TokenMerge {
    /// The tokens that stay: those that others may be merged into.
    private let targets: [Int]
    /// Of each item: the other tokens that stay as they are, and those that are merged with the index of their target.
    private let items: [(kept: [Int], merged: [(token: Int, target: Int)])]

    private static let side = 2

    /// Nil where nothing can be merged.
    ///
    /// - Parameters:
    ///   - x: [B, height * width, C], by which tokens are compared
    ///   - merged: how many at most.
    init?(_ x: Tensor, height: Int, width: Int, merged: Int, _ random: RandomNumbers) {
        guard merged > 0, width > 1, height > 1, x.shape[1] == height * width else { return nil }
        let (down, across) = (height / Self.side, width / Self.side)
        let chosen = random.integers(below: Self.side * Self.side, count: down * across)
        var isTarget = [Bool](repeating: false, count: height * width)
        for (square, place) in chosen.enumerated() {
            let row = square / across * Self.side + place / Self.side
            isTarget[row * width + square % across * Self.side + place % Self.side] = true
        }
        let targets = isTarget.indices.filter { isTarget[$0] }
        let others = isTarget.indices.filter { !isTarget[$0] }
        let count = min(others.count, merged)
        guard
            let items = try? (0..<x.shape[0]).map({ item in
                try Self.matches(x.slice(item..<item + 1), others, targets, count)
            })
        else { return nil }
        self.targets = targets
        self.items = items
    }

    /// The `count` of `others` that are most like one of `targets`, and the rest.
    private static func matches(
        _ x: Tensor, _ others: [Int], _ targets: [Int], _ count: Int
    ) throws -> (kept: [Int], merged: [(token: Int, target: Int)]) {
        let channels = x.shape[2]
        let values = try x.copiedFloats()
        let lengths = (0..<x.shape[1]).map { token in
            values[token * channels..<(token + 1) * channels].reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        let rows = Tensor(
            others.flatMap { token in (0..<channels).map { values[token * channels + $0] / lengths[token] } },
            shape: [others.count, channels])
        let columns = Tensor(
            (0..<channels).flatMap { c in targets.map { values[$0 * channels + c] / lengths[$0] } },
            shape: [channels, targets.count])
        let scores = try Tensor.product(rows, columns).copiedFloats()
        let best = others.indices.map { row -> (score: Float, target: Int) in
            let own = scores[row * targets.count..<(row + 1) * targets.count]
            let place = own.indices.max { own[$0] < own[$1] }!
            // of equal ones the first
            let first = own.firstIndex(of: own[place]) ?? place
            return (own[first], first - own.startIndex)
        }
        let order = others.indices.sorted { best[$0].score > best[$1].score }
        return (
            order[count...].map { others[$0] }, order[..<count].map { (others[$0], best[$0].target) }
        )
    }

    /// x: [B, T, C] -> [B, T - merged, C]: those that stay as they are, then the targets with what was merged into them.
    func merged(_ x: Tensor) -> Tensor {
        let channels = x.shape[2]
        let source = x.floats
        let parts = items.enumerated().map { item, order -> Tensor in
            func token(_ index: Int) -> ArraySlice<Float> {
                let start = (item * x.shape[1] + index) * channels
                return source[start..<start + channels]
            }
            var sums = targets.map { Array(token($0)) }
            var counts = [Float](repeating: 1, count: targets.count)
            for (index, target) in order.merged {
                for (c, value) in token(index).enumerated() { sums[target][c] += value }
                counts[target] += 1
            }
            let kept = order.kept.flatMap { token($0) }
            let means = sums.indices.flatMap { target in sums[target].map { $0 / counts[target] } }
            return Tensor(kept + means, shape: [1, order.kept.count + targets.count, channels])
        }
        return Tensor.concatenated(parts)
    }

    /// The way back: merged tokens get what their targets have. x: [B, T - merged, C] -> [B, T, C]
    func unmerged(_ x: Tensor) -> Tensor {
        let channels = x.shape[2]
        let all = items[0].kept.count + items[0].merged.count + targets.count
        var result = Tensor(uninitialized: [x.shape[0], all, channels])
        result.withMutableFloats { target in
            x.withFloats { source in
                for (item, order) in items.enumerated() {
                    func copy(_ from: Int, _ to: Int) {
                        let (a, b) = ((item * x.shape[1] + from) * channels, (item * all + to) * channels)
                        for c in 0..<channels { target[b + c] = source[a + c] }
                    }
                    for (place, token) in order.kept.enumerated() { copy(place, token) }
                    for (place, token) in targets.enumerated() { copy(order.kept.count + place, token) }
                    for (token, place) in order.merged { copy(order.kept.count + place, token) }
                }
            }
        }
        return result
    }
}
