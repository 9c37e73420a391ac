import Formats
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// Every class's schema is the reference's, but for the texts, which are our own.
@Suite struct ObjectInfoTests {
    private static let reference = try! JSON(parsing: Fixtures.bytes("reference/object_info.json"))

    private static func nodes() -> [any Node] {
        BuiltinNodes.all(.test(TemporaryFolder().folders, threads: 1))
    }

    @Test(arguments: nodes().map(\.schema.name)) func equalsTheReferences(_ name: String) throws {
        let schema = try #require(Self.nodes().first { $0.schema.name == name }).schema
        let ours = Self.withoutTexts(schema.objectInfo)
        let theirs = Self.withoutTexts(try #require(Self.reference[name], "the reference has no \(name)"))
        for key in (theirs.object ?? [:]).map(\.key) {
            #expect(ours[key] == theirs[key], "\(name).\(key)")
        }
        #expect(Set(ours.object?.keys ?? []) == Set(theirs.object?.keys ?? []), "\(name)")
        #expect(!schema.description.isEmpty, "\(name) has no description")
    }

    @Test func theJobsNodesAreThere() {
        let names = Set(Self.nodes().map(\.schema.name))
        let wanted = """
            CheckpointLoaderSimple CLIPTextEncode CLIPSetLastLayer EmptyLatentImage KSampler KSamplerAdvanced VAEDecode
            VAEEncode VAELoader SaveImage PreviewImage LoadImage ImageScale ImageInvert LatentUpscale LatentUpscaleBy
            SaveLatent LoadLatent RepeatLatentBatch LatentFromBatch SetLatentNoiseMask PrimitiveInt PrimitiveFloat
            PrimitiveString PrimitiveStringMultiline PrimitiveBoolean PreviewAny SolidMask InvertMask CropMask
            MaskComposite FeatherMask GrowMask ThresholdMask MaskToImage ImageToMask ImageColorToMask LoadImageMask
            JoinImageWithAlpha SplitImageWithAlpha EmptyImage ImageBatch ImageCrop ImagePadForOutpaint ImageScaleBy
            ImageScaleToTotalPixels ImageFlip ImageRotate RepeatImageBatch ImageFromBatch GetImageSize ImageBlend ImageBlur
            ImageQuantize ImageSharpen Canny ImageCompositeMasked RebatchImages RebatchLatents LatentComposite LatentCompositeMasked
            LatentBlend LatentCrop LatentFlip LatentRotate LatentAdd LatentSubtract LatentMultiply LatentInterpolate
            LatentBatch LazySwitch BinaryOperation ImageRequestParameter
            """
        for name in wanted.split(whereSeparator: \.isWhitespace) { #expect(names.contains(String(name)), "\(name)") }
    }

    @Test func combosOfFilesAreFresh() throws {
        let base = TemporaryFolder()
        let nodes = BuiltinNodes.all(.test(base.folders, threads: 1))
        func values(_ name: String, _ input: String) -> JSON? {
            nodes.first { $0.schema.name == name }?.schema.objectInfo["input"]?["required"]?[input]?.array?.first
        }
        #expect(values("CheckpointLoaderSimple", "ckpt_name") == [])
        base.make("models/checkpoints/sub/a.safetensors")
        base.make("models/vae/v.safetensors")
        base.make("input/p.png")
        base.make("input/l.latent")
        #expect(values("CheckpointLoaderSimple", "ckpt_name") == ["sub/a.safetensors"])
        #expect(values("VAELoader", "vae_name") == ["v.safetensors", "pixel_space"])
        #expect(values("LoadImage", "image") == ["p.png"])
        #expect(values("LoadLatent", "latent") == ["l.latent"])
    }

    /// Tooltips and descriptions are left out of the reference.
    private static func withoutTexts(_ json: JSON) -> JSON {
        switch json {
        case .array(let items): return .array(items.map(withoutTexts))
        case .object(let members):
            var result: JSONObject = [:]
            for (key, value) in members where !["tooltip", "description", "output_tooltips"].contains(key) {
                result[key] = withoutTexts(value)
            }
            return .object(result)
        default: return json
        }
    }
}
