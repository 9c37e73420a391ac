internal import Tensors

/// What calls of a network added to what they were given, and how fast that changes: where it hardly changes, the last
/// difference is taken again (Zhou et al., "EasyCache", arXiv 2507.02860, as ComfyUI measures it).
struct StepCache {
    private let threshold: Float
    /// The noise levels between which calls may be left out.
    private let start: Double
    private let end: Double
    /// The other calls of this step are left out too.
    var isSkipping = false

    /// Of each prompt: what the last call added. [items, C, ...]
    private var differences: [Int: Tensor] = [:]
    /// The prompt whose changes are measured.
    private var measured: Int?
    private var input: [Float]?
    private var output: [Float]?
    /// The mean size of the last output.
    private var size: Float?
    /// How much an output changes for a change of the input.
    private var rate: Float?
    private var change: Float = 0
    /// Of the items that it is asked for since the start.
    private var shape: [Int]?

    /// Places of a latent of which one is looked at, in both directions.
    private static let step = 8

    /// - Parameter measured: the prompt whose changes are measured; nil for the first that is asked after the start.
    init(threshold: Float, start: Double, end: Double, measured: Int? = nil) {
        (self.threshold, self.start, self.end, self.measured) = (threshold, start, end, measured)
    }

    /// - Parameters:
    ///   - x: [B, C, ...]
    ///   - prompts: whom each item is for.
    ///   - changesInput: what is taken again is added to x in place, as the reference does (nodes_easycache.py), where x
    ///     is the flow's own x, of which x0 is made: the result is then such that x0 is that of the changed x.
    ///   - compute: the output, with as many places as x.
    mutating func call(
        _ x: Tensor, _ sigma: Float, prompts: [Int], changesInput: Bool = false, _ compute: () throws -> Tensor
    ) throws -> Tensor {
        func again() -> Tensor? { cached(x, prompts) { changesInput ? $0 - $0 / sigma : $0 } }
        guard Double(sigma) > end else { return try compute() }
        var inputChange: Float?
        let isStarted = Double(sigma) <= start
        if isStarted {
            look(at: Array(x.shape.dropFirst()))
            if measured == nil { measured = Self.last(prompts) }
            if isSkipping, let cached = again() { return cached }
            if isMeasured(prompts) {
                if let input { inputChange = Self.meanDifference(sampled(x, prompts), input) }
                if let rate, let size, let inputChange {
                    change += rate * inputChange / size
                    if change < threshold, let cached = again() {
                        isSkipping = true
                        return cached
                    }
                    change = 0
                }
            }
        }
        let result = try compute()
        if isMeasured(prompts), size != nil, let output, let inputChange {
            rate = Self.meanDifference(sampled(result, prompts), output).map { $0 / inputChange }
        }
        remember(x, result, prompts)
        return result
    }

    /// Forgets all when the shape changes, as prompts with areas have it at each call. The reference's rate is 0 then.
    private mutating func look(at shape: [Int]) {
        guard let known = self.shape, known != shape else {
            self.shape = shape
            return
        }
        self = StepCache(threshold: threshold, start: start, end: end)
        rate = 0
    }

    private func isMeasured(_ prompts: [Int]) -> Bool { measured.map(prompts.contains) ?? false }

    /// The reference asks for the last prompt first.
    private static func last(_ prompts: [Int]) -> Int? { prompts.max() }

    private mutating func remember(_ x: Tensor, _ result: Tensor, _ prompts: [Int]) {
        let given = Self.channels(x, result.shape[1])
        for prompt in Set(prompts) {
            let rows = prompts.indices.filter { prompts[$0] == prompt }
            differences[prompt] = Self.rows(result, rows) - Self.rows(given, rows)
        }
        guard isMeasured(prompts) else { return }
        input = sampled(given, prompts)
        output = sampled(result, prompts)
        size = result.withFloats { values in
            Float(values.reduce(0.0) { $0 + Double(abs($1)) } / Double(values.count))
        }
    }

    /// x with what was added last, or what `part` makes of that; nil where it is not known for all.
    private func cached(_ x: Tensor, _ prompts: [Int], _ part: (Tensor) -> Tensor) -> Tensor? {
        var next: [Int: Int] = [:]
        var parts: [Tensor] = []
        for (row, prompt) in prompts.enumerated() {
            guard let difference = differences[prompt] else { return nil }
            let index = next[prompt, default: 0]
            next[prompt] = index + 1
            let given = Self.channels(x.slice(row..<row + 1), difference.shape[1])
            guard index < difference.shape[0], given.shape.dropFirst() == difference.shape.dropFirst() else {
                return nil
            }
            parts.append(given + part(difference.slice(index..<index + 1)))
        }
        return Tensor.concatenated(parts)
    }

    private static func rows(_ x: Tensor, _ rows: [Int]) -> Tensor {
        Tensor.concatenated(rows.map { x.slice($0..<$0 + 1) })
    }

    /// The first channels. x: [B, C, ...]
    private static func channels(_ x: Tensor, _ count: Int) -> Tensor {
        guard x.shape[1] > count else { return x }
        return Tensor.concatenated(
            (0..<x.shape[0]).map { item in
                x.slice(item..<item + 1).reshaped(Array(x.shape.dropFirst())).slice(0..<count)
                    .reshaped([1, count] + x.shape.dropFirst(2))
            })
    }

    /// Some places of the measured prompt's items.
    private func sampled(_ x: Tensor, _ prompts: [Int]) -> [Float] {
        guard let measured else { return [] }
        let (height, width) = (x.shape[x.rank - 2], x.shape[x.rank - 1])
        let item = x.count / x.shape[0]
        return x.withFloats { values in
            prompts.indices.filter { prompts[$0] == measured }.flatMap { row in
                (0..<item / (height * width)).flatMap { plane in
                    stride(from: 0, to: height, by: Self.step).flatMap { y in
                        stride(from: 0, to: width, by: Self.step).map { x in
                            values[row * item + (plane * height + y) * width + x]
                        }
                    }
                }
            }
        }
    }

    private static func meanDifference(_ a: [Float], _ b: [Float]) -> Float? {
        guard a.count == b.count, !a.isEmpty else { return nil }
        return Float(zip(a, b).reduce(0.0) { $0 + Double(abs($1.0 - $1.1)) } / Double(a.count))
    }
}
