internal import Glibc

/// Tensors of a transformer, as make_dit_checkpoint.py lists them (its `Net`).
struct TransformerLayout {
    /// Scale of the norms of queries and keys: attention that is peaked, so that single tokens matter.
    static let keenness: Float = 1.6
    /// Gain of modulation layers.
    static let gateGain = 0.6

    private(set) var tensors: [SyntheticTensor] = []
    let element: SyntheticTensor.Element
    /// Of the names that follow.
    var prefix: String

    init(_ element: SyntheticTensor.Element = .F16, prefix: String = "") {
        (self.element, self.prefix) = (element, prefix)
    }

    typealias Adjustment = @Sendable (inout [Float], UInt64) -> Void

    /// Uniform with variance gain^2 / fan-in.
    mutating func weight(_ name: String, _ shape: [Int], gain: Double = 1, adjust: Adjustment? = nil) {
        let fanIn = Double(shape.dropFirst().reduce(1, *))
        raw(name, shape, half: Float(gain * 3.0.squareRoot() / pow(fanIn, 0.5)), adjust: adjust)
    }

    mutating func raw(
        _ name: String, _ shape: [Int], centre: Float = 0, half: Float = 0.05,
        element: SyntheticTensor.Element? = nil, adjust: Adjustment? = nil
    ) {
        tensors.append(
            SyntheticTensor(
                name: prefix + name, shape: shape, centre: centre, half: half, element: element ?? self.element,
                adjust: adjust))
    }

    /// The values themselves.
    mutating func constant(_ name: String, _ values: [Double], shape: [Int], element: SyntheticTensor.Element) {
        tensors.append(SyntheticTensor(name: prefix + name, shape: shape, element: element, constant: values))
    }

    /// A norm's weight.
    mutating func norm(_ name: String, _ count: Int, centre: Float = 1) {
        raw(name, [count], centre: centre, half: 0.1)
    }

    mutating func bias(_ name: String, _ count: Int, half: Float = 0.05) { raw(name, [count], half: half) }

    mutating func linear(
        _ name: String, _ inputs: Int, _ outputs: Int, gain: Double = 1, bias: Float? = 0.05,
        adjust: Adjustment? = nil
    ) {
        weight("\(name).weight", [outputs, inputs], gain: gain, adjust: adjust)
        if let bias { self.bias("\(name).bias", outputs, half: bias) }
    }

    /// The same below a path.
    mutating func at(_ path: String, _ body: (inout TransformerLayout) -> Void) {
        let outer = prefix
        prefix += path
        body(&self)
        prefix = outer
    }

    // MARK: Patches

    private static func signs(_ seed: UInt64, _ count: Int) -> [Float] {
        SyntheticTensor.uniform(seed: seed, name: "identity", count: count).map { $0 < 0 ? -1 : 1 }
    }

    /// Feature i copies number i % patch of a patch, with a sign.
    static func copying(_ width: Int, _ patch: Int, amount: Float = 1) -> Adjustment {
        { values, seed in
            let inputs = values.count / width
            for (i, sign) in signs(seed, width).enumerated() { values[i * inputs + i % patch] += amount * sign }
        }
    }

    /// Output `place(j)` reads every feature that copied number j of a patch.
    static func reading(
        _ width: Int, _ patch: Int, amount: Double = 0.6, place: @escaping @Sendable (Int) -> Int = { $0 }
    ) -> Adjustment {
        { values, seed in
            let gain = Float(amount * Double(patch) / Double(width))
            for (i, sign) in signs(seed, width).enumerated() { values[place(i % patch) * width + i] += gain * sign }
        }
    }

    /// The place of number (channel, y, x) of a patch of two by two in the order (y, x, channel).
    static func channelsLast(_ channels: Int) -> @Sendable (Int) -> Int {
        { j in
            let (channel, place) = j.quotientAndRemainder(dividingBy: 4)
            return place * channels + channel
        }
    }
}

extension SyntheticLayout {
    /// What `body` lists.
    static func transformer(
        _ element: SyntheticTensor.Element, prefix: String = "", _ body: (inout TransformerLayout) -> Void
    ) -> SyntheticLayout {
        var layout = TransformerLayout(element, prefix: prefix)
        body(&layout)
        return SyntheticLayout(tensors: layout.tensors)
    }
}
