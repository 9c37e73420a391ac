/// FIPS 180-4's digest, to compare whole files with those of the reference.
struct SHA256 {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var pending: [UInt8] = []
    private var count = 0

    /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = {
        var primes: [Int] = []
        for candidate in 2... where primes.allSatisfy({ candidate % $0 != 0 }) {
            primes.append(candidate)
            if primes.count == 64 { break }
        }
        return primes.map { prime in
            // the root of prime * 2^96, an integer of 35 bits; its lower 32 are the fraction
            var low: UInt128 = 0, high: UInt128 = 1 << 35
            let target = UInt128(prime) << 96
            while high - low > 1 {
                let middle = (low + high) / 2
                if middle * middle * middle <= target { low = middle } else { high = middle }
            }
            return UInt32(truncatingIfNeeded: low)
        }
    }()

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count += bytes.count
        var rest = bytes[...]
        if !pending.isEmpty {
            let taken = min(64 - pending.count, rest.count)
            pending += rest.prefix(taken)
            rest = rest.dropFirst(taken)
            guard pending.count == 64 else { return }
            let block = pending
            block.withUnsafeBytes { process($0) }
            pending = []
        }
        let whole = rest.count / 64 * 64
        if whole > 0 { process(UnsafeRawBufferPointer(rebasing: rest.prefix(whole))) }
        pending += rest.dropFirst(whole)
    }

    mutating func finish() -> String {
        let bits = UInt64(count) * 8
        var tail: [UInt8] = [0x80]
        while (count + tail.count) % 64 != 56 { tail.append(0) }
        tail += withUnsafeBytes(of: bits.bigEndian) { Array($0) }
        tail.withUnsafeBytes { update($0) }
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// Whole blocks of 64 bytes.
    private mutating func process(_ blocks: UnsafeRawBufferPointer) {
        func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
            Self.constants.withUnsafeBufferPointer { k in
                state.withUnsafeMutableBufferPointer { state in
                    for start in stride(from: 0, to: blocks.count, by: 64) {
                        for i in 0..<16 {
                            w[i] = UInt32(
                                bigEndian: blocks.loadUnaligned(fromByteOffset: start + i * 4, as: UInt32.self))
                        }
                        for i in 16..<64 {
                            let s0 = rotated(w[i - 15], 7) ^ rotated(w[i - 15], 18) ^ w[i - 15] >> 3
                            let s1 = rotated(w[i - 2], 17) ^ rotated(w[i - 2], 19) ^ w[i - 2] >> 10
                            w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
                        }
                        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
                        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
                        for i in 0..<64 {
                            let s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
                            let first = h &+ s1 &+ (e & f ^ ~e & g) &+ k[i] &+ w[i]
                            let s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
                            let second = s0 &+ (a & b ^ a & c ^ b & c)
                            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
                        }
                        for (i, value) in [a, b, c, d, e, f, g, h].enumerated() { state[i] = state[i] &+ value }
                    }
                }
            }
        }
    }
}
