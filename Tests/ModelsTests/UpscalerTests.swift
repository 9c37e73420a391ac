import Formats
import TestSupport
import Tensors
import Testing

@testable import Models

/// Networks that enlarge pictures, against spandrel's.
@Suite struct UpscalerTests {
    private static let compute = Compute(pool: ThreadPool(threads: 2))

    /// SPAN of four channels that enlarges twice. The i-th element of the n-th tensor in the order of names is
    /// ((7 i + 13 n) mod 23 / 23 - 0.45) 0.4.
    private static let span: ModelFile = {
        var shapes: [String: [Int]] = [
            "conv_cat.weight": [4, 16, 1, 1], "conv_cat.bias": [4], "upsampler.0.weight": [12, 4, 3, 3],
            "upsampler.0.bias": [12],
        ]
        let blocks = (1...6).flatMap { block in (1...3).map { "block_\(block).c\($0)_r" } }
        for path in ["conv_1", "conv_2"] + blocks {
            let inputs = path == "conv_1" ? 3 : 4
            for (name, shape) in [
                ("sk", [4, inputs, 1, 1]), ("conv.0", [2 * inputs, inputs, 1, 1]), ("conv.1", [8, 2 * inputs, 3, 3]),
                ("conv.2", [4, 8, 1, 1]),
            ] {
                shapes["\(path).\(name).weight"] = shape
                shapes["\(path).\(name).bias"] = [shape[0]]
            }
        }
        return file(shapes)
    }()

    private static func file(_ shapes: [String: [Int]]) -> ModelFile {
        var file = ModelFile()
        for (n, item) in shapes.sorted(by: { $0.key < $1.key }).enumerated() {
            let values = (0..<item.value.reduce(1, *)).map { i -> Float in
                let place = (7 * i + 13 * n) % 23
                return Float((Double(place) / 23 - 0.45) * 0.4)
            }
            file.tensors[item.key] = Tensor(values, shape: item.value)
        }
        return file
    }

    /// Every 17th element of what a network makes of a picture of 5x4 pixels.
    private static func enlarged(_ file: ModelFile) throws -> [Float] {
        let network = try UpscalerLoader().load([file.file()], compute, WeightBudget()).network
        #expect(network.scale == 2 && network.channels == 3)
        let values = (0..<60).map { i -> Float in Float(i * 5 % 17) / 17 }
        let enlarged = try network(Tensor(values, shape: [1, 4, 5, 3]), compute)
        #expect(enlarged.shape == [1, 8, 10, 3])
        let floats = enlarged.floats
        return stride(from: 0, to: floats.count, by: 17).map { floats[$0] }
    }

    /// What spandrel 0.4's SPAN gives in inference, every 17th element.
    @Test func spanInOneConvolutionEach() throws {
        #expect(Self.span.tensors.count == 164)
        let expected: [Float] = [
            0.2681664, 0.6863029, -0.5753471, -0.4657276, -1.1291287, 1.1551101, -0.6589785, -1.6903545, 1.8266438,
            0.7939082, 2.0328016, -0.0785542, 0.3985137, 0.8716728, 0.5804861,
        ]
        for (a, b) in zip(try Self.enlarged(Self.span), expected) { #expect(abs(a - b) < 2e-3) }
    }

    /// RealPLKSR of eight channels in two blocks, with either norm: spandrel's, every 17th element.
    @Test(
        arguments: [
            (
                "norm",
                [
                    -0.086081, 0.419006, 0.544449, 0.999867, 0.491143, 0.810442, 0.071504, 0.666396, 0.86141, 0.956861,
                    -0.012333, 0.794569, 0.867269, 0.758516, 0.28684,
                ]
            ),
            (
                "layer_norm",
                [
                    0.211897, 0.541095, 0.351609, 0.781524, 0.3863, 0.42513, 0.207957, 0.911281, 0.817423, 1.221979,
                    -0.001608, 0.580764, 0.986041, 0.636487, 0.094286,
                ]
            ),
        ] as [(String, [Float])])
    func wideConvolutions(_ norm: String, _ expected: [Float]) throws {
        var shapes: [String: [Int]] = [
            "feats.0.weight": [8, 3, 3, 3], "feats.0.bias": [8], "feats.4.weight": [12, 8, 3, 3], "feats.4.bias": [12],
        ]
        for block in 1...2 {
            for (name, shape) in [
                ("attn.f.0", [8, 8, 3, 3]), ("channel_mixer.0", [16, 8, 3, 3]), ("channel_mixer.2", [8, 16, 3, 3]),
                ("lk.conv", [2, 2, 5, 5]), (norm, [8]), ("refine", [8, 8, 1, 1]),
            ] {
                shapes["feats.\(block).\(name).weight"] = shape
                shapes["feats.\(block).\(name).bias"] = [shape[0]]
            }
        }
        for (a, b) in zip(try Self.enlarged(Self.file(shapes)), expected) { #expect(abs(a - b) < 1e-4) }
    }

    /// A part of it that is missing, or fits nothing, is named.
    @Test(arguments: ["block_4.c2_r.conv.1.weight", "block_1.c1_r.conv.0.weight", "conv_1.sk.bias"])
    func spanWithoutAPart(_ name: String) {
        for replacement in [nil, Tensor(zeros: [3, 3])] {
            var file = Self.span
            file.tensors[name] = replacement
            let error = #expect(throws: ModelError.self) {
                try UpscalerLoader().load([file.file()], Self.compute, WeightBudget())
            }
            #expect(error?.message.contains(name) == true)
        }
    }
}
