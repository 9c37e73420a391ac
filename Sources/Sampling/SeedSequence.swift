/// NumPy's `SeedSequence` (numpy/random/bit_generator.pyx, after O'Neill's seed_seq_fe): a seed and the place of a
/// child among its descendants become well mixed words.
struct SeedSequence {
    private var pool: [UInt32]

    private static let mixLeft: UInt32 = 0xCA01_F9DD
    private static let mixRight: UInt32 = 0x4973_F715

    /// - Parameter poolSize: words that are kept, four in NumPy.
    init(entropy: UInt64, spawnKey: [UInt64] = [], poolSize: Int = 4) {
        var words = Self.words(entropy)
        if !spawnKey.isEmpty {
            words += Array(repeating: 0, count: max(poolSize - words.count, 0))
            words += spawnKey.flatMap(Self.words)
        }
        var constant: UInt32 = 0x43B0_D7E5
        func hashed(_ value: UInt32) -> UInt32 {
            let next = constant &* 0x931E_8875
            defer { constant = next }
            let product = (value ^ constant) &* next
            return product ^ product >> 16
        }
        func mixed(_ x: UInt32, _ y: UInt32) -> UInt32 {
            let difference = Self.mixLeft &* x &- Self.mixRight &* y
            return difference ^ difference >> 16
        }
        pool = (0..<poolSize).map { hashed($0 < words.count ? words[$0] : 0) }
        for source in 0..<poolSize {
            for target in 0..<poolSize where source != target {
                pool[target] = mixed(pool[target], hashed(pool[source]))
            }
        }
        for word in words.dropFirst(poolSize) {
            for target in 0..<poolSize { pool[target] = mixed(pool[target], hashed(word)) }
        }
    }

    /// NumPy's `generate_state(count)`.
    func state(_ count: Int) -> [UInt32] {
        var constant: UInt32 = 0x8B51_F9DD
        return (0..<count).map { i in
            let value = pool[i % pool.count] ^ constant
            constant = constant &* 0x58F3_8DED
            let product = value &* constant
            return product ^ product >> 16
        }
    }

    /// The words of a number, the lowest first; 0 has one too.
    private static func words(_ value: UInt64) -> [UInt32] {
        let (low, high) = (UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32))
        return high == 0 ? [low] : [low, high]
    }
}
