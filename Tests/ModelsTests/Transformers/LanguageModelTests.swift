import Formats
import Tensors
import TestSupport
import Testing
import Tokenizers

@testable import Models

/// Language models as text encoders against what ComfyUI gave for the same files.
@Suite(.serialized) struct LanguageModelTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let kind: SyntheticCheckpoint.Kind
        let type: CLIPType
        var testDescription: String { name }

        var encoder: DecoderTextEncoder {
            get throws {
                let file = try SafetensorsFile(path: SyntheticCheckpoint.path(kind))
                let loaded = try TextEncoderLoader(type).load([file], compute, WeightBudget())
                return try #require(loaded.encoder as? DecoderTextEncoder)
            }
        }
        var prompts: [JSON] {
            get throws {
                try #require(JSON(parsing: Fixtures.text("reference/dit/text/\(name).json")).array)
            }
        }
        /// What the reference made of a prompt; nil if it is not kept.
        func expected(_ prompt: String) throws -> Tensor? {
            for folder in ["reference/dit/text", "reference/dit"] {
                guard let file = try? SafetensorsFile(path: Fixtures.path("\(folder)/\(name).safetensors")) else {
                    continue
                }
                if file.info("cond.\(prompt)") != nil { return try file.tensor("cond.\(prompt)") }
            }
            return nil
        }
    }

    static let compute = Compute(pool: ThreadPool())
    static let cases = [
        Case(name: "zimage", kind: .qwen3, type: .lumina2), Case(name: "klein", kind: .qwen3, type: .flux2),
        Case(name: "qwen", kind: .qwen25, type: .qwenImage), Case(name: "lumina2", kind: .gemma2, type: .lumina2),
        Case(name: "omnigen2", kind: .qwen25Of36, type: .omnigen2),
    ]

    @Test(arguments: cases) func tokens(_ row: Case) throws {
        let encoder = try row.encoder
        for prompt in try row.prompts {
            let tokens = try encoder.tokens(Prompt(try #require(prompt["text"]?.string))) { _, _, _ in nil }.chunks[0]
            let ids = try #require(prompt["ids"]?.array).map { PromptToken.Value.token($0.int ?? -1) }
            #expect(tokens.count == prompt["length"]?.int)
            #expect(tokens.prefix(ids.count).map(\.value) == ids)
            #expect(tokens.dropFirst(ids.count).allSatisfy { $0.value == ids.last })
            let weights = prompt["weights"]?.array?.compactMap(\.number) ?? ids.map { _ in 1 }
            #expect(zip(tokens, weights).allSatisfy { abs($0.weight - $1) < 1e-9 })
        }
    }

    @Test(arguments: cases) func encoded(_ row: Case) throws {
        let encoder = try row.encoder
        var compared = 0
        for prompt in try row.prompts {
            let name = try #require(prompt["name"]?.string)
            let result = try encoder.encode(Prompt(try #require(prompt["text"]?.string)), Self.compute)
            if let expected = try row.expected(name) {
                compared += 1
                #expect(result.hidden.shape == expected.shape)
                let difference = relativeDifference(result.hidden, expected)
                #expect(difference < 1e-5, "\(row.name) \(name)")
                print("text \(row.name) \(name): \(difference)")
            }
            guard let norms = prompt["norms"], let l2 = norms["l2"]?.number, let mean = norms["mean"]?.number else {
                continue
            }
            compared += 1
            let values = result.hidden.floats.map(Double.init)
            #expect(result.hidden.shape == norms["shape"]?.array?.compactMap(\.int))
            #expect(abs(values.reduce(0) { $0 + $1 * $1 }.squareRoot() / l2 - 1) < 1e-5, "\(row.name) \(name)")
            #expect(abs(values.reduce(0, +) / Double(values.count) - mean) < 1e-5, "\(row.name) \(name)")
        }
        #expect(compared > 4)
    }
}
