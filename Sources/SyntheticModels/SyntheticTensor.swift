/// A tensor of make_checkpoint.py: a pure function of seed, name and element index.
struct SyntheticTensor: Sendable {
    enum Element: String, Sendable { case F16, F32, I64, BF16, U8, F8_E4M3 }

    let name: String
    let shape: [Int]
    var centre: Float = 0
    var half: Float = 0
    var element = Element.F16
    /// The name that seeds the values, if not its own.
    var source: String?
    /// The values themselves instead of random ones.
    var constant: [Double]?
    /// Changes the values before they are rounded.
    var adjust: (@Sendable (inout [Float], UInt64) -> Void)?

    var count: Int { shape.reduce(1, *) }
    var byteCount: Int {
        switch element {
        case .F16, .BF16: count * 2
        case .F32: count * 4
        case .I64: count * 8
        case .U8, .F8_E4M3: count
        }
    }

    func bytes(seed: UInt64) -> [UInt8] {
        if let constant {
            if element == .U8 { return constant.map { UInt8($0) } }
            return constant.flatMap { value in
                element == .I64
                    ? bytesOf(Int64(value)) : element == .F32 ? bytesOf(Float(value)) : bytesOf(Float16(value))
            }
        }
        var values = Self.uniform(seed: seed, name: source ?? name, count: count)
        let (centre, half) = (centre, half)
        values.withUnsafeMutableBufferPointer { values in
            for i in 0..<values.count { values[i] = centre == 0 ? values[i] * half : values[i] * half + centre }
        }
        adjust?(&values, seed)
        return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, written in
            for (i, value) in values.enumerated() {
                if element == .F8_E4M3 {
                    buffer[i] = Self.float8(value)
                } else if element == .BF16 {
                    buffer.baseAddress!.withMemoryRebound(to: UInt16.self, capacity: count) {
                        $0[i] = Self.bfloat16(value)
                    }
                } else if element == .F32 {
                    buffer.baseAddress!.withMemoryRebound(to: Float.self, capacity: count) { $0[i] = value }
                } else {
                    buffer.baseAddress!.withMemoryRebound(to: Float16.self, capacity: count) { $0[i] = Float16(value) }
                }
            }
            written = byteCount
        }
    }

    /// The upper half of a number's bits, rounded to nearest even.
    private static func bfloat16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        return UInt16((bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
    }

    /// The nearest float of 8 bits with 3 of them for the fraction, ties to even.
    private static func float8(_ value: Float) -> UInt8 {
        let bits = value.bitPattern
        let (sign, size) = (bits >> 24 & 0x80, bits & 0x7FFF_FFFF)
        // the smallest ones have one exponent
        guard size >= 0x3C80_0000 else {
            return UInt8(sign | UInt32((abs(value) * 512).rounded(.toNearestOrEven)))
        }
        return UInt8(sign | ((size &+ 0x7_FFFF &+ (size >> 20 & 1)) >> 20 &- 120 << 3))
    }

    private func bytesOf<T>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

    /// Values in [-1, 1): splitmix64 of the index, keyed by FNV-1a of "seed:name".
    static func uniform(seed: UInt64, name: String, count: Int) -> [Float] {
        let key = key(seed: seed, name: name)
        return [Float](unsafeUninitializedCapacity: count) { buffer, written in
            for i in 0..<count { buffer[i] = Float(mixed(key, UInt64(i)) >> 40) * 0x1p-24 * 2 - 1 }
            written = count
        }
    }

    static func key(seed: UInt64, name: String) -> UInt64 {
        var key: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(seed):\(name)".utf8 { key = (key ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return key
    }

    /// The random number of an index.
    static func mixed(_ key: UInt64, _ index: UInt64) -> UInt64 {
        var z = (index &+ 1) &* 0x9E37_79B9_7F4A_7C15 &+ key
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
