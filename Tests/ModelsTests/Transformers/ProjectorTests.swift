import Formats
import Tensors
import TestSupport
import Testing

@testable import Models

/// The vision part of a language model in a GGUF file, which lies in a second one (`mmproj`).
@Suite(.serialized) struct ProjectorTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let split = Result { try SplitQwen() }

    /// How the second file holds it, and how far the encoded prompt may then be from that of the model's own file.
    struct Row: Sendable, CustomTestStringConvertible {
        let type: DType
        var isInBlocks = false
        let most: Double
        var testDescription: String { isInBlocks ? "Q8_0" : "\(type)" }

        /// llama.cpp has vectors in f32 always.
        func file(_ tensors: [String: Tensor]) throws -> any WeightSource {
            let matrices = tensors.filter { $1.rank > 1 }
            let stored = try tensors.merging(matrices.mapValues { try $0.converted(to: type) }) { $1 }
            let blocks = isInBlocks ? matrices.filter { $1.shape.last! % 32 == 0 }.map(\.key) : []
            return try SplitQwen.visionWriter.file(stored, blocks: Set(blocks), name: "mmproj.gguf")
        }
    }

    /// The model's own file is bf16, whose numbers all of these have, but for blocks.
    static let rows = [
        Row(type: .f32, most: 1e-5), Row(type: .f16, most: 1e-5), Row(type: .bf16, most: 1e-5),
        Row(type: .f32, isInBlocks: true, most: 0.1),
    ]

    private func encoder(_ file: any WeightSource) throws -> any TextEncoder {
        try TextEncoderLoader(.qwenImage).load([file], Self.compute, WeightBudget()).encoder
    }

    private static var prompt: Prompt {
        var prompt = Prompt("paint the fox red")
        let values = (0..<84 * 56 * 3).map { Float($0 * 7919 % 997) / 996 }
        prompt.pictures = [Tensor(values, shape: [1, 84, 56, 3])]
        return prompt
    }

    @Test(arguments: rows) func seesTheSame(_ row: Row) throws {
        let split = try Self.split.get()
        let whole = try encoder(ModelFile(split.tensors).file()).encode(Self.prompt, Self.compute).hidden
        let language = try SplitQwen.languageWriter.file(split.language)
        let source = try SeeingSource(language, row.file(split.vision))
        #expect(Set(source.names) == Set(split.tensors.keys))
        for name in source.names { #expect(source.info(name)?.shape == split.tensors[name]?.shape, "\(name)") }
        let hidden = try encoder(source).encode(Self.prompt, Self.compute).hidden
        #expect(hidden.shape == whole.shape)
        let distance = relativeDifference(hidden, whole)
        #expect(distance <= row.most, "\(row): \(distance)")
        if row.isInBlocks { #expect(distance > 1e-6) }
    }

    /// Texts are encoded without it, and a picture says what is missing.
    @Test func withoutIt() throws {
        let split = try Self.split.get()
        let path = "/models/text_encoders/Qwen2.5-VL-7B-Instruct-UD-Q4_K_XL.gguf"
        let blind = try encoder(SplitQwen.languageWriter.file(split.language, name: path))
        let text = Prompt("a fox")
        let whole = try encoder(ModelFile(split.tensors).file()).encode(text, Self.compute).hidden
        #expect(relativeDifference(try blind.encode(text, Self.compute).hidden, whole) < 1e-5)
        let error = #expect(throws: ModelError.self) { try blind.encode(Self.prompt, Self.compute) }
        for part in [path, "\"mmproj\" and \"qwen2.5-vl-7b-instruct\"", "in /models/text_encoders"] {
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        }
        // one that never had a vision part, or whose file would have it
        var file = ModelFile(split.tensors)
        file.tensors = file.tensors.filter { !$0.key.hasPrefix("visual.") }
        let other = #expect(throws: ModelError.self) {
            try encoder(file.file()).encode(Self.prompt, Self.compute)
        }
        #expect(other?.message == "this text encoder cannot see pictures")
    }

    /// What it takes together is rounded as ComfyUI-GGUF's loader.py rounds it: to fp16, or to bf16 where the file's type
    /// is another one than fp16 and f32 and there is more than one dimension.
    @Test func rounding() throws {
        let exact: Float = 1.000_976_562_5 + 0x1p-14  // between two numbers of fp16, the first of which is 1 + 2^-10
        func values(_ type: DType, _ shape: [Int], isInBlocks: Bool = false) throws -> Set<Float> {
            let kind = shape.count == 1 ? "bias" : "weight"
            var tensors: [String: Tensor] = [:]
            for frame in ["", ".1"] { tensors["v.patch_embd.weight\(frame)"] = Tensor(zeros: [1, 3, 14, 14]) }
            for part in ["q", "k", "v"] {
                tensors["v.blk.0.attn_\(part).\(kind)"] = try Tensor(repeating: exact, shape).converted(to: type)
            }
            let blocks = isInBlocks ? tensors.keys.filter { $0.contains("attn") } : []
            let file = try SplitQwen.visionWriter.file(tensors, blocks: Set(blocks))
            let source = try SeeingSource(SplitQwen.languageWriter.file([:]), file)
            let weight = try source.weight("visual.blocks.0.attn.qkv.\(kind)")
            #expect(weight.shape == [3 * shape[0]] + shape.dropFirst())
            return Set(try weight.expanded().floats)
        }
        #expect(try values(.f32, [2, 32]) == [1 + 0x1p-10])
        #expect(try values(.f16, [2, 32]) == [1 + 0x1p-10])
        #expect(try values(.f32, [2]) == [1 + 0x1p-10])
        #expect(try values(.bf16, [2, 32]) == [1] && values(.bf16, [2]) == [1])
        // a scale of 1/127 in half precision, times 127
        let decoded = Float(Float16(exact / 127) * 127)
        #expect(abs(decoded - 1) > 1e-4)
        #expect(try values(.f32, [2, 32], isInBlocks: true) == [1])
    }

    @Test func hostileFiles() throws {
        let split = try Self.split.get()
        let language = LanguageModelFileTests.tiny(hasHeadNorms: false, hasBiases: true).file()
        let vision = split.vision.filter { !$0.key.hasPrefix("v.blk.") || $0.key.hasPrefix("v.blk.0.") }
        func check(_ tensors: [String: Tensor], _ comment: String, _ writer: GGUFWriter = SplitQwen.visionWriter) {
            let error = #expect(throws: (any Error).self, "\(comment)") {
                let file = try writer.file(tensors, name: "mmproj.gguf")
                _ = try QwenVision(WeightReader(SeeingSource(language, file), compute: Self.compute).at("visual"))
            }
            let message = (error as? ModelError)?.message ?? (error as? FormatError)?.message
            #expect(message?.contains("mmproj.gguf") == true, "\(comment): \(message ?? "")")
        }
        for (name, tensor) in vision {
            var tensors = vision
            tensors[name] = nil
            check(tensors, "without \(name)")
            for shape in [[], [0], tensor.shape + [1], tensor.shape.dropLast() + [tensor.shape.last! + 1]] {
                tensors[name] = Tensor(zeros: shape)
                check(tensors, "\(name) as \(shape)")
            }
        }
        var twice = vision
        twice["v.blk.0.norm1.weight"] = twice["v.blk.0.ln1.weight"]
        check(twice, "two of one name")
        var vast = vision
        for part in ["q", "k", "v"] { vast["v.blk.0.attn_\(part).weight"] = Tensor(zeros: [1 << 40, 0]) }
        check(vast, "rows without end")
        check([:], "nothing")
        for kind in ["model", "", nil] {
            var writer = GGUFWriter()
            writer.add("general.architecture", "clip")
            if let kind { writer.add("general.type", kind) }
            check(vision, "of the type \(kind ?? "none")", writer)
        }
    }

    /// As ComfyUI-GGUF's loader.py finds them, run over these names; but for the last two, where it does not look, and where
    /// a file would be its own vision part.
    @Test(
        arguments: [
            ("Qwen2.5-VL-7B-Instruct-Q4_K_M.gguf", "Qwen2.5-VL-7B-Instruct-mmproj-BF16.gguf", true),
            ("Qwen2.5-VL-7B-Instruct-UD-Q8_K_XL.gguf", "mmproj-qwen2.5-vl-7b-instruct.GGUF", true),
            ("qwen_iq4_xs.gguf", "QWEN.MMPROJ.gguf", true), ("q4_0.gguf", "mmproj.gguf", true),
            ("a-q4_k_m_x-q5_0.gguf", "a-mmproj.gguf", false), ("a-q4_k-q5_0.gguf", "a-mmproj.gguf", true),
            ("a-f16.gguf", "a-mmproj-f16.gguf", false), ("a-f16.gguf", "mmproj-a-f16.gguf", true),
            ("a-q4_0.gguf", "a-mmproj.safetensors", false), ("a-q4_0.gguf", "a-vision.gguf", false),
            ("a-q4_0.gguf", "b-mmproj.gguf", false), ("a-q4_0.safetensors", "a-mmproj.gguf", false),
            ("a-mmproj-q4_0.gguf", "a-mmproj-q4_0.gguf", false),
        ])
    func names(_ encoder: String, _ name: String, _ isFound: Bool) {
        #expect(ProjectorName.candidates(for: encoder, among: [name]) == (isFound ? [name] : []))
    }
}
