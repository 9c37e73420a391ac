import Formats
import Tensors
import TestSupport
import Testing

@testable import Models

/// Layouts and layers of text encoders, with tiny ones.
@Suite struct TextEncoderTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let open = ModelFile(tinyBelow: "cond_stage_model.model.", of: .sd2Tiny)

    static func encoder(_ kind: SyntheticCheckpoint.Kind) throws -> any TextEncoder {
        try #require(CheckpointLoader.load(SafetensorsFile(path: SyntheticCheckpoint.path(kind)), compute).textEncoder)
    }

    /// OpenCLIP's names are those of Hugging Face, once the one matrix is cut and the other turned.
    @Test func layouts() throws {
        var other = ModelFile()
        for (name, tensor) in Self.open.tensors {
            let renamed = name.replacing("transformer.resblocks", with: "encoder.layers").replacing(
                "ln_1", with: "layer_norm1"
            )
            .replacing("ln_2", with: "layer_norm2").replacing("attn.out_proj", with: "self_attn.out_proj")
            .replacing("c_fc", with: "fc1").replacing("c_proj", with: "fc2").replacing(
                "ln_final", with: "final_layer_norm")
            switch name {
            case "positional_embedding": other.tensors["embeddings.position_embedding.weight"] = tensor
            case "token_embedding.weight": other.tensors["embeddings.\(name)"] = tensor
            case "text_projection":
                let values = try tensor.converted(to: .f32).floats
                other.tensors["text_projection.weight"] = Tensor(
                    (0..<64 * 64).map { values[$0 % 64 * 64 + $0 / 64] }, shape: [64, 64])
            case _ where name.contains("in_proj"):
                for (index, part) in ["q", "k", "v"].enumerated() {
                    let at = renamed.replacing("attn.in_proj_", with: "self_attn.\(part)_proj.")
                    other.tensors[at] = tensor.slice(index * 64..<(index + 1) * 64)
                }
            default: other.tensors[renamed] = tensor
            }
        }
        let a = try CLIPTextEncoder(
            CLIPLayout.openCLIP.reader(Self.open.file(), "", Self.compute, WeightRoom()), .h)
        let b = try CLIPTextEncoder(
            CLIPLayout.huggingFace.reader(other.file(), "", Self.compute, WeightRoom()), .h)
        let prompt = Prompt("a (red:1.3) lake")
        let (one, two) = (try a.encode(prompt, Self.compute), try b.encode(prompt, Self.compute))
        #expect(one.hidden.floats == two.hidden.floats && one.pooled?.floats == two.pooled?.floats)
        #expect(a.byteCount == b.byteCount)
    }

    /// A missing or misshapen tensor is named as the file calls it. A projection may be missing, and of any width.
    @Test func hostileFiles() {
        HostileFileTests().check(
            Self.open, except: ["logit_scale", "text_projection"],
            mayBeLonger: ["token_embedding.weight", "positional_embedding"]
        ) {
            _ = try CLIPTextEncoder(CLIPLayout.openCLIP.reader($0, "", Self.compute, WeightRoom()), .h)
        }
    }

    /// Without a wish each family has its own layer, and the last norm follows where it was trained so.
    @Test func layers() throws {
        let prompt = Prompt("a lake")
        func hidden(_ encoder: any TextEncoder, _ layer: Int?) throws -> [Float] {
            try encoder.encode(prompt, layer: layer, Self.compute).hidden.floats
        }
        let (first, second, xl) = (try Self.encoder(.tiny), try Self.encoder(.sd2Tiny), try Self.encoder(.sdxlTiny))
        #expect(try hidden(first, nil) == hidden(first, -1))
        #expect(try hidden(second, nil) == hidden(second, -2) && hidden(second, -2) != hidden(second, -1))
        #expect(try hidden(xl, nil) == hidden(xl, -2) && hidden(xl, -2) != hidden(xl, -1))
        // before the first layer there is nothing: the last one, normed, which for SDXL the last is not
        #expect(try hidden(second, -9) == hidden(second, -1) && hidden(xl, -9) != hidden(xl, -1))
    }

    /// Each encoder of SDXL reads a text of its own if there is one; the shorter is filled up with empty chunks.
    @Test func textsOfTheirOwn() throws {
        let encoder = try Self.encoder(.sdxlTiny)
        let words = Array(repeating: "word", count: 100).joined(separator: " ")
        let plain = try encoder.encode(Prompt("a lake"), Self.compute)
        let same = try encoder.encode(Prompt("a lake", ownTexts: ["l": "a lake"]), Self.compute)
        #expect(same.hidden.floats == plain.hidden.floats && same.pooled?.floats == plain.pooled?.floats)
        let other = try encoder.encode(Prompt("a lake", ownTexts: ["l": words]), Self.compute)
        #expect(other.hidden.shape == [1, 154, 128] && other.pooled?.floats == plain.pooled?.floats)
        func right(_ encoded: EncodedPrompt) -> [Float] {
            encoded.hidden.floats.prefix(77 * 128).enumerated().filter { $0.offset % 128 >= 64 }.map(\.element)
        }
        #expect(right(other) == right(plain))
    }

    /// Textual inversions are looked up for each encoder; a text is cut to what the other one has.
    @Test func textualInversions() throws {
        let encoder = try Self.encoder(.sdxlTiny)
        let vectors = Array(repeating: [Float](repeating: 0.5, count: 64), count: 80)
        var asked: [String] = []
        let encoded = try encoder.encode(
            Prompt("a embedding:none embedding:one"), layer: nil,
            embedding: { name, key, width in
                asked.append("\(key) \(name) \(width)")
                return name == "one" && key == "clip_l" ? vectors : nil
            }, Self.compute)
        #expect(asked == ["clip_l none 64", "clip_l one 64", "clip_g none 64", "clip_g one 64"])
        #expect(encoded.hidden.shape == [1, 77, 128])
        #expect(encoded.missingEmbeddings == ["none", "one"])
    }
}
