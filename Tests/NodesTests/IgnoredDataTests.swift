import Folders
import Formats
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// What of a file or a value is not used is told.
@Suite struct IgnoredDataTests {
    private let base = TemporaryFolder()

    private var nodes: [any Node] {
        BuiltinNodes.all(Parity.environment(base, models: Parity.models, kinds: [], threads: 1))
    }

    private func warnings(_ name: String, _ inputs: ValueDictionary) throws -> [String] {
        let node = try #require(nodes.first { $0.schema.name == name })
        let heard = Lock<[String]>([])
        _ = try Warnings.heard(by: { message in heard.withLock { $0.append(message) } }) { try node.run(inputs) }
        return heard.withLock { $0 }
    }

    private static let unknown: Tensor = {
        var images = Tensor(repeating: 0.5, [2, 64, 64, 3])
        images.withMutableFloats { $0[7] = .nan }
        return images
    }()

    @Test(
        arguments: [
            ("SaveImage", [:]), ("PreviewImage", [:]),
            ("SaveAnimatedPNG", ["fps": .float(6), "compress_level": .int(1)]),
            (
                "SaveAnimatedWEBP",
                ["fps": .float(6), "lossless": .bool(true), "quality": .int(80), "method": .string("fastest")]
            ),
            ("SaveImageAdvanced", ["format": .string("png"), "format.bit_depth": .string("16-bit")]),
            ("SaveWEBM", ["codec": .string("vp9"), "fps": .float(24), "crf": .float(32)]),
            (
                "ImageScale",
                [
                    "upscale_method": .string("lanczos"), "width": .int(8), "height": .int(8),
                    "crop": .string("disabled"),
                ]
            ),
        ] as [(String, ValueDictionary)])
    func valuesThatAreNoNumbers(_ name: String, _ others: ValueDictionary) throws {
        var inputs = others
        inputs["filename_prefix"] = .string("x")
        inputs[name == "ImageScale" ? "image" : "images"] = .tensor(Self.unknown)
        let told = try warnings(name, inputs)
        #expect(told.count == 1 && told.first?.hasPrefix("1 of 24576 values of the images are NaN") == true, "\(told)")
        inputs[name == "ImageScale" ? "image" : "images"] = .tensor(Tensor(repeating: 0.5, [2, 64, 64, 3]))
        #expect(try warnings(name, inputs) == [])
    }

    @Test(arguments: ["anim.png", "anim.gif", "anim.webp"]) func animationsWhereOnePictureIsTaken(_ name: String) throws
    {
        let told = try warnings("LoadImageMask", ["image": .string(name), "channel": .string("red")])
        #expect(told.count == 1 && told.first?.hasPrefix("\(name) has ") == true, "\(told)")
        #expect(told.first?.hasSuffix("only the first is used") == true)
        #expect(try warnings("LoadImage", ["image": .string(name)]) == [])
        #expect(try warnings("LoadImageMask", ["image": .string("rgba.png"), "channel": .string("red")]) == [])
    }
}
