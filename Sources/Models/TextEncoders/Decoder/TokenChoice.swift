internal import Glibc
internal import Sampling
internal import Tensors

/// Chooses a language model's next token: the likeliest, or one that is drawn of the likelier ones (Holtzman et al., 2019,
/// arXiv 1904.09751; Nguyen et al., 2024, arXiv 2407.01082; Keskar et al., 2019, arXiv 1909.05858, section 4.1). The order
/// of the steps is ComfyUI's; what is drawn is the library's own.
struct TokenChoice {
    private let sampling: WritingSettings.Sampling?
    private var generator: TorchGenerator
    /// Tokens that are there already.
    private var used: Set<Int>

    init(_ sampling: WritingSettings.Sampling?, used: some Sequence<Int>) {
        self.sampling = sampling
        generator = TorchGenerator(seed: sampling?.seed ?? 0)
        self.used = Set(used)
    }

    mutating func next(_ scores: [Float]) throws -> Int {
        guard !scores.isEmpty, scores.allSatisfy(\.isFinite) else {
            throw ModelError(.unsupported, "the language model gives scores that are no numbers")
        }
        let token: Int
        if let sampling { token = draw(scores, sampling) } else { token = Self.likeliest(scores) }
        used.insert(token)
        return token
    }

    private static func likeliest(_ scores: [Float]) -> Int {
        var best = 0
        for index in scores.indices where scores[index] > scores[best] { best = index }
        return best
    }

    private mutating func draw(_ scores: [Float], _ sampling: WritingSettings.Sampling) -> Int {
        let kept = Self.kept(scores, sampling, used)
        let sum = kept.reduce(0) { $0 + $1.share }
        // 53 bits
        let bits = Double(generator.integer(below: 1 << 27)) * 0x1p26 + Double(generator.integer(below: 1 << 26))
        var rest = bits * 0x1p-53 * sum
        for item in kept {
            rest -= item.share
            if rest < 0 { return item.token }
        }
        return kept[kept.count - 1].token
    }

    /// So many of all tokens, likelier ones first; of two alike the earlier.
    static func likeliest(_ count: Int, of scores: [Double]) -> [Int] {
        func isLikelier(_ a: Int, _ b: Int) -> Bool { (scores[a], b) > (scores[b], a) }
        var found: [Int] = []
        // what a token has to surpass once there are enough of them
        var least: Int?
        for token in scores.indices {
            if let least, !isLikelier(token, least) { continue }
            found.append(token)
            guard found.count == 2 * count else { continue }
            found.sort(by: isLikelier)
            found.removeLast(count)
            least = found.last
        }
        return Array(found.sorted(by: isLikelier).prefix(count))
    }

    /// What may be drawn, likelier tokens first, and how likely each is, measured by the first.
    static func kept(
        _ scores: [Float], _ sampling: WritingSettings.Sampling, _ used: Set<Int>
    ) -> [(token: Int, share: Double)] {
        var scores = scores.map(Double.init)
        if sampling.repetitionPenalty != 1 || sampling.presencePenalty != 0 {
            for token in used where scores.indices.contains(token) {
                let penalty = sampling.repetitionPenalty
                scores[token] = scores[token] < 0 ? scores[token] * penalty : scores[token] / max(penalty, 1e-9)
                scores[token] -= sampling.presencePenalty
            }
        }
        let order = likeliest(sampling.topK > 0 ? sampling.topK : scores.count, of: scores)
        let high = scores[order[0]]
        let temperature = max(sampling.temperature, 1e-6)
        var kept = order.map { (token: $0, share: exp((scores[$0] - high) / temperature)) }
        if sampling.minP > 0 { kept = kept.filter { $0.share >= min(sampling.minP, 1) } }
        if sampling.topP < 1 {
            let sum = kept.reduce(0) { $0 + $1.share }
            var total = 0.0
            var count = 0
            for item in kept {
                total += item.share / sum
                guard count == 0 || total <= sampling.topP else { break }
                count += 1
            }
            kept = Array(kept.prefix(count))
        }
        return kept
    }
}
