import Formats
import Images
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// Files and texts of any size, read and written by work that is cancelled.
@Suite(.serialized) struct StoppingFilesTests {
    private static let base = TemporaryFolder()

    /// What is done with an input of that size, of which each is four times the one before.
    private typealias Work = @Sendable (_ size: Int) throws -> @Sendable (Cancellation) throws -> Void

    private static let kinds: KeyValuePairs<String, Work> = [
        "JSON, nested": { size in
            let text =
                "[" + (0..<100 << (2 * size)).map { "{\"k\($0)\": [\($0), -0.5e3, null]}" }.joined(separator: ",")
            let bytes = Array((text + "]").utf8)
            return { _ in _ = try JSON(parsing: bytes) }
        },
        "JSON, a text": { size in
            let bytes = Array(("\"" + String(repeating: "\\u00e9a\\n", count: 400 << (2 * size)) + "\"").utf8)
            return { _ in _ = try JSON(parsing: bytes) }
        },
        "JSON, large numbers": { size in
            let bytes = Array(
                ("[1" + String(repeating: ",12345678901234567890123", count: 100 << (2 * size)) + "]").utf8)
            return { _ in _ = try JSON(parsing: bytes) }
        },
        "safetensors": { size in
            let count = 16 << (2 * size)
            let tensors = (0..<count).map {
                "\"t\($0)\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[\($0),\($0 + 1)]}"
            }
            let header = Array(("{" + tensors.joined(separator: ",") + "}").utf8)
            let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
            base.make("t\(size).safetensors", length + header + [UInt8](repeating: 0, count: count))
            return { _ in _ = try SafetensorsFile(path: "\(base.path)/t\(size).safetensors") }
        },
        "texts of a PNG": { size in
            let one = Array("tEXtkey\u{0}".utf8) + [UInt8](repeating: 0xe9, count: 100)
            let chunk = [0, 0, 0, UInt8(one.count - 4)] + one + [0, 0, 0, 0]
            let file =
                [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
                + [[UInt8]](repeating: chunk, count: 100 << (2 * size)).joined()
            return { _ in _ = PNGTexts.read(file) }
        },
        "PNG": { size in
            let picture = picture(64 << size)
            let file = try PNG().encode(picture, level: 1)
            return { _ in _ = try ImageCodecs.decode(file) }
        },
        "WebP": { size in
            let encoder = AnimatedWebP(lossless: true, quality: 0, method: 0)
            let file = try encoder.encode([picture(32 << size)], milliseconds: 100, exif: [])
            return { _ in _ = try ImageCodecs.decode(file) }
        },
        "BMP": { size in
            let side = 64 << size
            func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
            let data = side * side * 3
            let file: [UInt8] =
                Array("BM".utf8) + number(54 + data) + number(0) + number(54) + number(40) + number(side) + number(side)
                + [1, 0, 24, 0] + number(0) + number(data) + number(0) + number(0) + number(0) + number(0)
                + [UInt8](repeating: 7, count: data)
            return { _ in _ = try ImageCodecs.decode(file) }
        },
        "a PNG that is written": { size in
            let picture = picture(64 << size)
            return { _ in _ = try PNG().encode(picture, level: 6) }
        },
        "a prompt of many nodes": { size in
            var prompt: JSONObject = [:]
            for number in 0..<16 << (2 * size) {
                prompt["n\(number)"] = ["class_type": "PrimitiveInt", "inputs": ["value": .int(Int128(number))]]
                prompt["p\(number)"] = [
                    "class_type": "PreviewAny", "inputs": ["source": [.string("n\(number)"), 0]],
                ]
            }
            let registry = NodeRegistry(BuiltinNodes.all(.test(base.folders, threads: 1)))
            let request = PromptRequest(promptID: "p", prompt: prompt)
            return { cancellation in
                let outcome = PromptExecutor(registry: registry).run(
                    request, in: RunEnvironment(cancellation: cancellation))
                if case .success = outcome.status { return }
                throw CancellationError()
            }
        },
    ]

    private static func picture(_ side: Int) -> PixelImage {
        var state: UInt32 = 1
        let bytes = (0..<side * side * 3).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        return PixelImage(width: side, height: side, channels: 3, bytes: bytes)
    }

    private static let isWhole = ProcessEnvironment.current["COMFY_TEST_ALL"] != nil
    private static let sample: Set = ["safetensors", "texts of a PNG", "JSON, nested"]

    @Test(arguments: kinds.map(\.key).filter { isWhole || sample.contains($0) })
    func cancelledReadersEnd(_ name: String) throws {
        let work = try #require(Self.kinds.first { $0.key == name }?.value)
        let report = StoppingReport(name, sizes: 0...7, longest: Self.isWhole ? 1000 : 600, work)
        if Self.isWhole { print("stopping: \(report)") }
        #expect(report.isFine, "\(report)")
    }
}
