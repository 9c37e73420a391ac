import EditorFormat
import Folders
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

    /// The reference was asked with this folder below its inputs, which the nodes of data sets list.
    private static let base = {
        let base = TemporaryFolder()
        base.make("input/3d/model.txt", [0])
        return base
    }()

    private static func nodes() -> [any Node] { BuiltinNodes.all(.test(base.folders, threads: 1)) }

    private static let names = nodes().map(\.schema.name)
    private static let covered = names.filter { reference[$0] != nil }

    /// Classes that the reference does not have.
    private static let own: Set<String> = [
        "ComfyMathExpression", "ComfyNumberConvert", "ImageCropToMask", "JsonExtractString", "PrimitiveBoundingBox",
        "ResolutionSelector", "SaveAudioAdvanced", "SaveImageAdvanced", "SeedNode", "Video Slice", "CameraAngle",
        "ConditioningLoader", "CreateBoundingBoxes", "MarigoldV2PostProcess",
        "ModelAttentionBackend", "SaveConditioning", "TextGenerate",
        // ComfyUI-GGUF's
        "UnetLoaderGGUF", "UnetLoaderGGUFAdvanced", "CLIPLoaderGGUF", "DualCLIPLoaderGGUF", "TripleCLIPLoaderGGUF",
        "QuadrupleCLIPLoaderGGUF",
    ]

    @Test(arguments: covered) func equalsTheReferences(_ name: String) throws {
        let schema = try #require(Self.nodes().first { $0.schema.name == name }).schema
        let ours = Self.withoutTexts(schema.objectInfo)
        let theirs = Self.withoutTexts(try #require(Self.reference[name]))
        for key in (theirs.object ?? [:]).map(\.key) {
            #expect(ours[key] == theirs[key], "\(name).\(key)")
        }
        #expect(Set(ours.object?.keys ?? []) == Set(theirs.object?.keys ?? []), "\(name)")
    }

    @Test func whatTheReferenceLacksIsNamed() {
        #expect(Set(Self.names).subtracting(Self.covered) == Self.own)
        #expect(Set(Self.names).count == Self.names.count)
        print("classes: \(Self.covered.count) of the reference's \(Self.reference.object?.count ?? 0)")
    }

    @Test func whatIsMissingHasAReason() {
        let missing = (Self.reference.object?.keys ?? []).filter { !Self.covered.contains($0) }
        #expect(MissingReasons.names == Set(missing))
    }

    @Test func everyClassIsDescribed() {
        for schema in Self.nodes().map(\.schema) { #expect(!schema.description.isEmpty, "\(schema.name)") }
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
