import Formats
import Sampling
import Tensors
import TestSupport
import Testing

@testable import Models

/// Text encoders and size vectors of SDXL and Stable Diffusion 2 against what ComfyUI gave for the same files.
@Suite(.serialized) struct FamilyReferenceTests {
    static let compute = Compute(pool: ThreadPool())
    static let golden = ReferenceTests.golden
    static let secondGolden = try! SafetensorsFile(path: Fixtures.path("reference/goldens/internals_sd.safetensors"))
    static let xl = Result {
        try CheckpointLoader.load(SafetensorsFile(path: SyntheticCheckpoint.path(.sdxlSmall)), compute)
    }
    static let second = Result {
        try CheckpointLoader.load(SafetensorsFile(path: SyntheticCheckpoint.path(.sd2Small)), compute)
    }
    static let prompts = [
        "empty": "", "pos": "masterpiece best quality girl",
        "weight_words": "a (beautiful:1.4) (ugly:0.3) cat, ((very)) [[small]] eyes",
    ]

    @Test(arguments: ["empty", "pos", "weight_words"])
    func textEncodersOfXL(_ name: String) throws {
        let encoder = try #require(Self.xl.get().textEncoder)
        let encoded = try encoder.encode(Prompt(#require(Self.prompts[name])), Self.compute)
        #expect(encoded.hidden.shape == [1, 77, 2048])
        #expect(relativeDifference(try #require(encoded.pooled), try Self.golden.tensor("sdxl.pooled.\(name)")) < 1e-5)
        if name == "pos" {
            #expect(relativeDifference(encoded.hidden, try Self.golden.tensor("sdxl.cond.pos")) < 1e-5)
        }
    }

    /// The reference keeps the first 16 places.
    @Test(arguments: ["empty", "pos", "weight_words"])
    func textEncoderOfTwo(_ name: String) throws {
        let encoder = try #require(Self.second.get().textEncoder)
        let encoded = try encoder.encode(Prompt(#require(Self.prompts[name])), Self.compute)
        #expect(encoded.hidden.shape == [1, 77, 1024])
        let beginning = encoded.hidden.reshaped([77, 1024]).slice(0..<16).reshaped([1, 16, 1024])
        #expect(relativeDifference(beginning, try Self.secondGolden.tensor("sd2.cond.\(name)")) < 1e-5)
        #expect(
            relativeDifference(try #require(encoded.pooled), try Self.secondGolden.tensor("sd2.pooled.\(name)")) < 1e-5)
    }

    @Test func sizeVector() throws {
        let vector = try #require(Self.xl.get().model.vector)
        let entry = Conditioning.Entry(
            hidden: try Self.golden.tensor("sdxl.cond.pos"), pooled: try Self.golden.tensor("sdxl.pooled.pos"),
            sizes: PictureSizes(
                height: 768, width: 1024, cropTop: 16, cropLeft: 32, targetHeight: 640, targetWidth: 512))
        let sizes = try #require(try vector(entry, 8, 8, false))
        #expect(relativeDifference(sizes, try Self.golden.tensor("sdxl.adm.pos")) < 1e-5)
    }

    /// What the files are taken for, and what their networks are told.
    @Test func families() throws {
        let (xl, second) = (try Self.xl.get(), try Self.second.get())
        #expect(xl.family.name == "Stable Diffusion XL" && second.family.name == "Stable Diffusion 2.x")
        #expect(xl.model.latentFormat.scale == 0.13025 && second.model.latentFormat.scale == 0.18215)
        #expect(xl.unet.vectorWidth == 2816 && second.unet.vectorWidth == nil)
    }
}
