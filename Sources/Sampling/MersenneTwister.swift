/// MT19937 of Matsumoto and Nishimura (1998), seeded as `init_genrand` does.
struct MersenneTwister: Sendable {
    private var state = [UInt32](repeating: 0, count: Self.size)
    private var next = Self.size

    private static let size = 624
    private static let shift = 397

    init(seed: UInt32) {
        state[0] = seed
        for i in 1..<Self.size {
            let before = state[i - 1]
            state[i] = 1_812_433_253 &* (before ^ (before >> 30)) &+ UInt32(i)
        }
    }

    mutating func nextUInt32() -> UInt32 {
        if next == Self.size { refill() }
        var y = state[next]
        next += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C_5680
        y ^= (y << 15) & 0xEFC6_0000
        y ^= y >> 18
        return y
    }

    private mutating func refill() {
        for i in 0..<Self.size {
            let y = (state[i] & 0x8000_0000) | (state[(i + 1) % Self.size] & 0x7FFF_FFFF)
            state[i] = state[(i + Self.shift) % Self.size] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        next = 0
    }
}
