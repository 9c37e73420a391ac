internal import Formats
internal import Glibc
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Other rates by a windowed sinc: torchaudio's `resample` with its defaults (Julius O. Smith, Digital Audio Resampling;
/// a Hann window over 6 zero crossings, 99 % of the band).
enum AudioResampling {
    private static let crossings = 6.0
    private static let rolloff = 0.99

    /// Both at the higher rate.
    static func match(_ a: inout Audio, _ b: inout Audio) throws {
        if a.rate < b.rate { a = try resampled(a, to: b.rate) }
        if b.rate < a.rate { b = try resampled(b, to: a.rate) }
    }

    static func resampled(_ audio: Audio, to rate: Int) throws -> Audio {
        let common = divisor(audio.rate, rate)
        let (old, new) = (audio.rate / common, rate / common)
        let (length, lines) = (audio.count, audio.waveform.shape[0] * audio.channels)
        // seconds of sound times a rate of at most a million: no overflow
        let count = Int((Double(length) * Double(new) / Double(old)).rounded(.up))
        let shape = try Allocation.checked([audio.waveform.shape[0], audio.channels, count], "an audio")
        let base = Double(min(old, new)) * rolloff
        let reach = crossings * Double(old) / base
        var result = Tensor(uninitialized: shape)
        result.withMutableFloats { target in
            audio.waveform.withFloats { source in
                // the weights repeat with each `new` samples
                var phases: [Int: (start: Int, weights: [Float])] = [:]
                for place in (0..<count).halting(each: 16 * lines) {
                    let (block, phase) = place.quotientAndRemainder(dividingBy: new)
                    let kernel: (start: Int, weights: [Float])
                    if let known = phases[phase] {
                        kernel = known
                    } else {
                        kernel = weights(phase: phase, old: old, new: new, base: base, reach: reach)
                        if phases.count < 4096 { phases[phase] = kernel }
                    }
                    let first = block * old + kernel.start
                    for line in 0..<lines {
                        var sum: Float = 0
                        for (offset, weight) in kernel.weights.enumerated() {
                            let at = first + offset
                            if at >= 0, at < length { sum += weight * source[line * length + at] }
                        }
                        target[line * count + place] = sum
                    }
                }
            }
        }
        return Audio(result, rate: rate)
    }

    private static func weights(
        phase: Int, old: Int, new: Int, base: Double, reach: Double
    ) -> (start: Int, weights: [Float]) {
        let center = Double(phase) * Double(old) / Double(new)
        let (start, end) = (Int((center - reach).rounded(.up)), Int((center + reach).rounded(.down)))
        let weights = (start...max(end, start)).map { place -> Float in
            let time = min(max((Double(place) - center) / Double(old) * base, -crossings), crossings)
            let window = cos(time * .pi / crossings / 2)
            let sinc = time == 0 ? 1 : sin(time * .pi) / (time * .pi)
            return Float(sinc * window * window * base / Double(old))
        }
        return (start, weights)
    }

    private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
}
