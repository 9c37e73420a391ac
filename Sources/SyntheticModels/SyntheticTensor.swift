/// A tensor of make_checkpoint.py: a pure function of seed, name and element index.
struct SyntheticTensor: Sendable {
    enum Element: String, Sendable { case F16, F32, I64 }

    let name: String
    let shape: [Int]
    var centre: Float = 0
    var half: Float = 0
    var element = Element.F16
    /// The values themselves instead of random ones.
    var constant: [Double]?
    /// Changes the values before they are rounded.
    var adjust: (@Sendable (inout [Float], UInt64) -> Void)?

    var count: Int { shape.reduce(1, *) }
    var byteCount: Int {
        switch element {
        case .F16: count * 2
        case .F32: count * 4
        case .I64: count * 8
        }
    }

    func bytes(seed: UInt64) -> [UInt8] {
        if let constant {
            return constant.flatMap { value in
                element == .I64
                    ? bytesOf(Int64(value)) : element == .F32 ? bytesOf(Float(value)) : bytesOf(Float16(value))
            }
        }
        var values = Self.uniform(seed: seed, name: name, count: count)
        for i in values.indices { values[i] *= half }
        if centre != 0 { for i in values.indices { values[i] += centre } }
        adjust?(&values, seed)
        return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, written in
            for (i, value) in values.enumerated() {
                if element == .F32 {
                    buffer.baseAddress!.withMemoryRebound(to: Float.self, capacity: count) { $0[i] = value }
                } else {
                    buffer.baseAddress!.withMemoryRebound(to: Float16.self, capacity: count) { $0[i] = Float16(value) }
                }
            }
            written = byteCount
        }
    }

    private func bytesOf<T>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

    /// Values in [-1, 1): splitmix64 of the index, keyed by FNV-1a of "seed:name".
    static func uniform(seed: UInt64, name: String, count: Int) -> [Float] {
        var key: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(seed):\(name)".utf8 { key = (key ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return [Float](unsafeUninitializedCapacity: count) { buffer, written in
            for i in 0..<count {
                var z = UInt64(i + 1) &* 0x9E37_79B9_7F4A_7C15 &+ key
                z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
                z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
                z ^= z >> 31
                buffer[i] = Float(z >> 40) * 0x1p-24 * 2 - 1
            }
            written = count
        }
    }
}
