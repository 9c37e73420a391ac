import Glibc
import Tensors
import TestSupport
import Testing
import Tokenizers

@testable import Models

/// Language models that go on with a text, against the whole model asked anew for each token.
@Suite struct WritingTests {
    private static let compute = LanguageModelFileTests.compute

    private static func encoder(
        _ file: ModelFile, _ variant: DecoderVariant, last: Set<Int> = []
    ) throws -> DecoderTextEncoder {
        // tokens are bytes and 3, so that few do
        var tokenizer = SequenceTokenizer(ByT5Tokenizer(), pad: 0)
        tokenizer.lastTokens = last
        return try DecoderTextEncoder(
            WeightReader(file.file(), compute: compute), variant, DecoderStyle(key: "own"), tokenizer, nil)
    }

    private static func sequence(_ ids: [Int], from first: Int = 0, _ model: DecoderModel) throws
        -> DecoderModel.Sequence
    {
        let x = try model.tokens(ids.map { PromptToken(.token($0)) }, compute)
        return DecoderModel.Sequence(
            x: x.reshaped([1, ids.count, model.width]),
            positions: (0..<model.axes).map { _ in ids.indices.map { Float(first + $0) } },
            isHidden: ids.map { _ in false })
    }

    /// Scores of what comes behind all tokens, without remembering any; sums are taken in f64.
    private static func scores(_ ids: [Int], _ encoder: DecoderTextEncoder) throws -> [Float] {
        let model = encoder.model
        let hidden = try model(sequence(ids, model), .last, compute).floats.suffix(model.width)
        let rows = try (encoder.head ?? model.tokens.weight).expanded().floats
        return stride(from: 0, to: rows.count, by: model.width).map { start in
            Float(zip(hidden, rows[start..<start + model.width]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
        }
    }

    private static func withHead(_ file: ModelFile) -> ModelFile {
        var file = file
        let values = (0..<400 * 64).map { (index: Int) -> Float in
            let number = (index * 7877 + 5) % 991
            return Float(number) / 991 - 0.5
        }
        file.tensors["lm_head.weight"] = Tensor(values, shape: [400, 64])
        return file
    }

    @Test(arguments: ["qwen3", "qwen2.5", "gemma", "head"]) func remembersWhatItRead(_ name: String) throws {
        let tiny = LanguageModelFileTests.tiny(
            hasHeadNorms: name == "qwen3" || name == "head", hasBiases: name == "qwen2.5", isGemma: name == "gemma")
        let file = name == "head" ? Self.withHead(tiny) : tiny
        let variant: DecoderVariant = name == "gemma" ? .gemma2(file.file()) : name == "qwen2.5" ? .qwen25 : .qwen3
        let encoder = try Self.encoder(file, variant)
        #expect((encoder.head != nil) == (name == "head"))
        let head = try LinearWeight(weight: encoder.head ?? encoder.model.tokens.weight)
        var memory = (0..<encoder.model.depth).map { _ -> DecoderLayer.Memory? in nil }
        let ids = [5, 6, 7, 200, 31, 5, 399, 12]
        for count in 3...ids.count {
            let new = count == 3 ? Array(ids[..<3]) : [ids[count - 1]]
            let found = try encoder.model.logits(
                Self.sequence(new, from: count - new.count, encoder.model), memory: &memory, head: head, Self.compute)
            let expected = try Self.scores(Array(ids[..<count]), encoder)
            let scale = expected.map(abs).max() ?? 1
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 * scale }, "\(name) \(count)")
        }
    }

    @Test func writes() throws {
        let file = Self.withHead(LanguageModelFileTests.tiny())
        let encoder = try Self.encoder(file, .qwen3)
        let tokenizer = ByT5Tokenizer()
        var ids = tokenizer.encode("(ab:2) x")
        var expected: [Int] = []
        for _ in 0..<7 {
            let scores = try Self.scores(ids, encoder)
            let token = scores.indices.max { scores[$0] < scores[$1] }!
            ids.append(token)
            expected.append(token)
        }
        var counts: [Int] = []
        let settings = WritingSettings(longest: 7)
        let written = try encoder.write(Prompt("(ab:2) x"), settings, Self.compute) { counts.append($0) }
        #expect(written == tokenizer.decode(expected) && counts == Array(1...7))
        // it ends behind what ends texts, and where nobody waits for it
        let ended = try Self.encoder(file, .qwen3, last: [expected[2]])
        let first = expected.firstIndex(of: expected[2])!
        #expect(
            try ended.write(Prompt("(ab:2) x"), settings, Self.compute) { _ in }
                == tokenizer.decode(expected.prefix(first)))
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try encoder.write(Prompt("a"), WritingSettings(longest: 9), Self.compute) { if $0 == 2 { throw Stop() } }
        }
        #expect(throws: ModelError.self) { try encoder.write(Prompt(""), settings, Self.compute) { _ in } }
    }

    /// Files that only encode have no last norm.
    @Test func whatCannotWrite() throws {
        var file = LanguageModelFileTests.tiny()
        file.tensors["model.norm.weight"] = nil
        let encoder = try Self.encoder(file, .qwen3)
        #expect(throws: ModelError.self) {
            try encoder.write(Prompt("a"), WritingSettings(longest: 1), Self.compute) { _ in }
        }
    }

    // MARK: Choosing

    /// A half, a quarter, and twice an eighth.
    private static let scores: [Float] = [0.125, 0.5, 0.125, 0.25].map { logf($0) }

    @Test func whatMayBeDrawn() {
        func check(
            _ tokens: [Int], _ shares: [Double]? = nil, used: Set<Int> = [],
            _ change: (inout WritingSettings.Sampling) -> Void
        ) {
            var sampling = WritingSettings.Sampling()
            change(&sampling)
            let kept = TokenChoice.kept(Self.scores, sampling, used)
            #expect(kept.map(\.token) == tokens)
            guard let shares else { return }
            #expect(kept.map { ($0.share * 1e4).rounded() / 1e4 } == shares)
        }
        check([1, 3, 0, 2], [1, 0.5, 0.25, 0.25]) { _ in }
        check([1, 3, 0, 2], [1, 0.25, 0.0625, 0.0625]) { $0.temperature = 0.5 }
        check([1]) { $0.topK = 1 }
        check([1, 3, 0, 2]) { $0.topK = 1000 }
        check([1, 3]) { $0.topP = 0.8 }
        // the likeliest stays, whatever is wanted
        check([1]) { $0.topP = 0 }
        check([1, 3]) { $0.minP = 0.4 }
        check([1]) { $0.minP = 1 }
        check([1, 3]) { sampling in (sampling.minP, sampling.topP) = (0.4, 1) }
        check([1]) { sampling in (sampling.minP, sampling.topP) = (0.4, 0.7) }
        check([1]) { $0.topP = 0.6 }
        // scores below 0 are multiplied: a half becomes a quarter; what is taken of 0.25 leaves 0.125
        check([1, 3, 0, 2], [1, 1, 0.5, 0.5], used: [1, 9]) { $0.repetitionPenalty = 2 }
        check([1, 0, 2, 3], [1, 0.25, 0.25, 0.25], used: [3]) { $0.presencePenalty = 0.6931472 }
    }

    @Test(arguments: [1, 2, 7, 50, 299, 300, 1000]) func likeliestOfMany(_ count: Int) {
        // many alike, and rising, falling and mixed
        let orders: [(Int) -> Int] = [{ $0 * 7919 % 101 }, { $0 / 3 }, { -$0 / 2 }, { _ in 0 }]
        for order in orders {
            let scores = (0..<300).map { Double(order($0)) }
            let all = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
            #expect(TokenChoice.likeliest(count, of: scores) == Array(all.prefix(count)))
        }
    }

    @Test func rowsGrow() throws {
        func rows(_ range: Range<Int>) -> Tensor {
            Tensor((3 * range.lowerBound..<3 * range.upperBound).map(Float.init), shape: [1, range.count, 3])
        }
        var growing = GrowingRows(rows(0..<2))
        var kept: [Tensor] = []
        for count in [3, 4, 5, 9, 10, 40] {
            try growing.append(rows(growing.rows.shape[1]..<count))
            #expect(growing.rows.shape == [1, count, 3] && growing.rows.floats == rows(0..<count).floats)
            kept.append(growing.rows)
        }
        // what was handed out stays
        #expect(kept.allSatisfy { $0.floats == rows(0..<$0.shape[1]).floats })
    }

    @Test func draws() throws {
        var sampling = WritingSettings.Sampling()
        sampling.seed = 7
        func drawn(_ count: Int) throws -> [Int] {
            var choice = TokenChoice(sampling, used: [Int]())
            return try (0..<count).map { _ in try choice.next(Self.scores) }
        }
        let tokens = try drawn(4000)
        #expect(try drawn(4000) == tokens)
        for (token, share) in [(0, 0.125), (1, 0.5), (2, 0.125), (3, 0.25)] {
            #expect(abs(Double(tokens.count { $0 == token }) / 4000 - share) < 0.03)
        }
        sampling.seed = 8
        #expect(try drawn(4000) != tokens)
        var likeliest = TokenChoice(nil, used: [Int]())
        let token = try likeliest.next([1, 3, 3, 2])
        #expect(token == 1)
        #expect(throws: ModelError.self) { try likeliest.next([1, .nan]) }
        #expect(throws: ModelError.self) { try likeliest.next([]) }
    }

    // MARK: Conversations

    @Test func conversations() {
        var settings = WritingSettings(longest: 1)
        let klein = DecoderStyle(key: "qwen3_4b", template: .klein)
        let (user, assistant) = ("<|im_start|>user\nhi<|im_end|>\n", "<|im_start|>assistant\n")
        #expect(klein.conversation("hi", settings, pictures: 0) == user + assistant + "<think>\n\n</think>\n\n")
        settings.thinks = true
        settings.system = "S"
        let told = "<|im_start|>system\nS<|im_end|>\n"
        #expect(klein.conversation("hi", settings, pictures: 0) == told + user + assistant)
        settings.usesTemplate = false
        #expect(klein.conversation("hi", settings, pictures: 0) == "hi")
        var seeing = DecoderStyle(key: "qwen25_7b", template: .qwenImage, pictureTemplate: .qwenImageEdit)
        seeing.wholePrefixes = ["<|im_start|>"]
        settings.usesTemplate = true
        let picture = "<|vision_start|><|image_pad|><|vision_end|>"
        #expect(
            seeing.conversation("hi", settings, pictures: 2)
                == "\(told)<|im_start|>user\n\(picture)\(picture)hi<|im_end|>\n\(assistant)")
        #expect(seeing.conversation("<|im_start|>x", settings, pictures: 0) == "<|im_start|>x")
        #expect(DecoderStyle(key: "gemma2_2b").conversation("hi", settings, pictures: 0) == "hi")
    }
}
