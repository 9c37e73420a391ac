import Formats
import Tensors
import TestSupport
import Testing
import Tokenizers

@testable import Models

/// Networks of which the reference has no golden data against what diffusers makes of the same small files
/// (Fixtures/dit_checks, each beside the script that wrote it).
@Suite struct DiffusersCheckTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    /// A file's weights, and what is to come out of them.
    struct Check {
        var weights = ModelFile()
        private let file: SafetensorsFile

        init(_ name: String) throws {
            file = try SafetensorsFile(path: Fixtures.path("dit_checks/\(name).safetensors"))
            for name in file.names where !name.hasPrefix("check.") { weights.tensors[name] = try file.tensor(name) }
        }

        func callAsFunction(_ name: String) throws -> Tensor { try file.tensor("check.\(name)") }

        func model(_ family: String) throws -> DiffusionModel {
            let loaded = try DiffusionModelLoader().load([weights.file()], compute, WeightBudget())
            #expect(loaded.family.name == family)
            return loaded.model
        }
    }

    @Test func chromaRadiance() throws {
        var check = try Check("radiance")
        let (x, time) = (try check("x"), try check("time").floats)
        let inputs = NetworkInputs(context: try check("context"))
        let result = try check.model("Chroma Radiance").network(x, timesteps: time, inputs, Self.compute)
        let difference = relativeDifference(result, try check("output"))
        #expect(difference < 1e-5, "\(difference)")

        // a network that predicts the picture
        check.weights.tensors["__x0__"] = Tensor(zeros: [1])
        let velocity = try check.model("Chroma Radiance").network(x, timesteps: time, inputs, Self.compute)
        let count = x.count / 2
        for (place, value) in velocity.floats.enumerated() {
            let expected = (x.floats[place] - result.floats[place]) / time[place / count]
            #expect(abs(value - expected) <= 1e-6 * max(1, abs(expected)))
            if abs(value - expected) > 1e-6 * max(1, abs(expected)) { break }
        }

        // of a size that is no multiple of a patch
        let part = try Self.compute.nchw(Self.compute.nhwc(x).cropped(rows: 0..<7, columns: 0..<9))
        let odd = try check.model("Chroma Radiance").network(part, timesteps: time, inputs, Self.compute)
        #expect(odd.shape == [2, 3, 7, 9])
    }

    @Test func ovisImage() throws {
        let check = try Check("ovis")
        let result = try check.model("Ovis Image").network(
            check("x"), timesteps: check("time").floats, NetworkInputs(context: check("context")), Self.compute)
        let difference = relativeDifference(result, try check("output"))
        #expect(difference < 1e-5, "\(difference)")
    }

    /// Of the template the network sees nothing, of the prompt everything: diffusers cuts 28 tokens off (its
    /// pipeline_ovis_image.py), the first of which that stays is the colon.
    @Test func ovisPrompts() throws {
        var style = DecoderStyle(key: "qwen3_2b", template: .ovis)
        style.kept = .fromBackground
        let text = style.text("a fox", template: nil, hasPictures: false)
        var tokenizer = SequenceTokenizer.qwen(minimumLength: 284)
        tokenizer.isWeighted = false
        let tokens = tokenizer.tokenize(text) { (_) throws(Never) in nil }.chunks[0]
        #expect(tokens.count == 284)
        let first = style.firstKept(tokens)
        #expect(tokens[first].value == .token(25) && (27...28).contains(first))
        #expect(style.firstKept(Array(tokens.prefix(5))) == 4)
    }
}
