import Formats
import System
import Tensors
import TestSupport
import Testing

@testable import Models

/// Names and shapes of real models, whose numbers nobody has here: what they are taken for.
@Suite struct RealShapesTests {
    /// A file of which names and shapes are known.
    struct Shapes: WeightSource {
        let name = "real.safetensors"
        let metadata: [String: String] = [:]
        let shapes: [String: [Int]]
        var names: [String] { Array(shapes.keys) }
        func info(_ name: String) -> WeightInfo? {
            shapes[name].map { WeightInfo(shape: $0, format: .dense(.bf16), byteCount: $0.reduce(2, *)) }
        }
        func weight(_ name: String) throws -> StoredWeight { throw ModelError(.missingTensor, name) }

        /// Numbered names are folded: `a.{0-2}.b` stands for a.0.b, a.1.b and a.2.b.
        init(_ folded: JSONObject, prefix: String = "") throws {
            var shapes: [String: [Int]] = [:]
            func add(_ name: Substring, _ done: String, _ shape: [Int]) throws {
                guard let open = name.firstIndex(of: "{"), let close = name.firstIndex(of: "}") else {
                    shapes[prefix + done + name] = shape
                    return
                }
                for part in name[name.index(after: open)..<close].split(separator: ",") {
                    let ends = part.split(separator: "-").compactMap { Int($0) }
                    for number in try #require(ends.first)...(try #require(ends.last)) {
                        try add(name[name.index(after: close)...], done + name[..<open] + String(number), shape)
                    }
                }
            }
            for (name, shape) in folded { try add(name[...], "", try #require(shape.array).compactMap(\.int)) }
            self.shapes = shapes
        }
    }

    static let all = try! JSON(parsing: Fixtures.text("reference/dit/full_shapes.json"))

    @Test(arguments: [
        ("sd3_medium", "Stable Diffusion 3"), ("sd35_medium", "Stable Diffusion 3"),
        ("sd35_large", "Stable Diffusion 3"),
        ("flux_dev", "Flux.1"), ("flux_schnell", "Flux.1"), ("flux_fill", "Flux.1"), ("flux2_klein_4b", "Flux.2"),
        ("z_image", "Z-Image"), ("lumina2", "Lumina 2"), ("qwen_image", "Qwen-Image"), ("chroma", "Chroma"),
        ("auraflow", "AuraFlow"), ("pixart_sigma", "PixArt Sigma"), ("omnigen2", "OmniGen2"),
    ])
    func families(_ model: String, _ family: String) throws {
        let facts = try #require(Self.all[model])
        for prefix in ["", "model.diffusion_model."] {
            let file = try Shapes(try #require(facts["keys"]?.object), prefix: prefix)
            #expect(file.shapes.count == facts["tensors"]?.int)
            let found = try ModelDetector(file).checkpoint()
            #expect(found.family.name == family && found.prefix == prefix)
            #expect(ModelDetector(file).summary.type == "\(family) diffusion model")
        }
    }

    @Test(arguments: [
        ("vae16", AutoencoderLayout.original(prefix: "")), ("vae_flux2", .original(prefix: "")),
        ("wan21_vae", .wan(prefix: "")),
    ])
    func autoencoders(_ model: String, _ layout: AutoencoderLayout) throws {
        let file = try Shapes(try #require(Self.all[model]?["keys"]?.object))
        #expect(ModelDetector(file).autoencoder(alone: true) == layout)
    }

    @Test(arguments: [
        ("t5xxl", TextEncoderKind.t5XXL), ("umt5xxl", .umt5XXL), ("t5old_xxl", .t5OldXXL), ("t5base", .t5Base),
        ("pile_t5xl", .t5XL), ("qwen3_4b", .qwen3Medium), ("qwen3_8b", .qwen3Large), ("qwen25_7b_vl", .qwen25Large),
        ("qwen25_3b", .qwen25Small), ("gemma2_2b", .gemma2), ("llama3_8b", .llama3),
    ])
    func textEncoders(_ model: String, _ kind: TextEncoderKind) throws {
        #expect(FoundTextEncoder(try Shapes(try #require(Self.all[model]?["keys"]?.object)))?.kind == kind)
    }

    /// Of every file at hand people are told what it is.
    @Test func all() throws {
        let models = try #require(Self.all.object)
        #expect(models.count == 34)
        for (model, facts) in models {
            let file = try Shapes(try #require(facts["keys"]?.object))
            #expect(ModelDetector(file).summary.type != nil, "\(model)")
        }
    }

    /// What is no image model of these families is not taken for one.
    @Test(arguments: [
        "wan21_t2v_1.3b", "hunyuan_video", "ltxv_2b", "wan22_vae", "t5xxl", "umt5xxl", "qwen3_4b", "gemma2_2b",
        "llama3_8b",
    ])
    func others(_ model: String) throws {
        let file = try Shapes(try #require(Self.all[model]?["keys"]?.object))
        #expect(throws: ModelError.self) { _ = try ModelDetector(file).checkpoint() }
        #expect(ModelDetector(file).autoencoder(alone: true) == nil || model == "hunyuan_vae")
    }
}
