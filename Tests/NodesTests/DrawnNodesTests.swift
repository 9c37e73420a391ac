import Folders
import Formats
import Glibc
import Images
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// Against Pillow and OpenCV (Tests/Fixtures/nodes/make_drawings.py).
@Suite struct DrawnNodesTests {
    private let base = TemporaryFolder()

    private func golden(_ name: String) throws -> PixelImage {
        try PNG().decode(Fixtures.bytes("nodes/\(name).png")).rgba
    }

    private func part(_ image: PixelImage, x: Int, y: Int, width: Int, height: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in y..<y + height {
            let start = 4 * (row * image.width + x)
            bytes += image.bytes[start..<start + 4 * width]
        }
        return bytes
    }

    @Test func lossesAreDrawnAsPillowDraws() throws {
        let losses = (0..<40).map { (step: Int) -> Value in
            let i = Double(step)
            let wave = 1 + 0.3 * sin(i * 1.7)
            return .float(exp(-i / 12) * wave + 0.05)
        }
        let node = LossGraphNode(environment: .test(base.folders, threads: 1))
        let output = try node.run([
            "loss": .dictionary(["loss": .list(losses)]), "filename_prefix": .string("x"),
        ])
        let expected = try golden("loss_graph")
        #expect(output.images[0].rgba == expected)
        #expect(output.ui?["images"]?.array?.first?["type"] == "temp")
        #expect(output.ui?["animated"] == [false])
        for bad: [Value] in [[], [.float(1), .float(1)], [.float(.nan), .float(1)], [.string("x")]] {
            #expect(throws: NodeError.self) {
                try node.run(["loss": .dictionary(["loss": .list(bad)]), "filename_prefix": .string("x")])
            }
        }
    }

    @Test func tracksAreDrawnAsPillowDraws() throws {
        let (frames, points, height, width) = (7, 6, 48, 64)
        var places: [Float] = []
        for t in 0..<frames {
            for n in 0..<points {
                places.append(Float(6 + 9 * Double(n) + 5.7 * Double(t) * (n % 2 == 1 ? 1 : -0.4)))
                places.append(Float(10 + 7 * Double(n) - 2.3 * Double(t * n) + 4 * Double(t)))
            }
        }
        var visibility = [Float](repeating: 1, count: frames * points)
        visibility[2 * points + 1] = 0
        visibility[5 * points + 4] = 0
        let film = (0..<frames * height * width * 3).map { i -> Float in
            let (c, x, y, t) = (i % 3, i / 3 % width, i / 3 / width % height, i / 3 / width / height)
            return Float(Double((x * 3 + y * 5 + t * 11 + c * 40) % 256) / 255)
        }
        let images = Tensor(film, shape: [frames, height, width, 3])
        let tracks = Tracks(
            path: Tensor(places, shape: [frames, points, 2]),
            visibility: Tensor(visibility, shape: [frames, points]))
        let inputs: ValueDictionary = [
            "images": .tensor(images), "tracks": tracks.value, "line_resolution": .int(3), "circle_size": .int(4),
            "opacity": .float(0.75), "line_width": .int(9),
        ]
        let drawn = try #require(try WanMoveVisualizeTracks().run(inputs).values[0].tensor)
        let expected = try golden("tracks").bytes
        let bytes = drawn.floats.map { UInt8(($0 * 255).rounded()) }
        #expect(bytes.indices.allSatisfy { bytes[$0] == expected[$0 / 3 * 4 + $0 % 3] })
        var without = inputs
        without["tracks"] = nil
        #expect(try WanMoveVisualizeTracks().run(without).values[0].tensor?.floats == images.floats)
        var few = inputs
        few["images"] = .tensor(Tensor(zeros: [8, 4, 4, 3]))
        #expect(throws: NodeError.self) { try WanMoveVisualizeTracks().run(few) }
        few["images"] = .tensor(Tensor(zeros: [2, 4, 4, 3]))
        #expect(try WanMoveVisualizeTracks().run(few).values[0].tensor?.shape == [6, 4, 4, 3])
    }

    /// OpenCV's vector code rounds cubic sums otherwise than its plain code: a level.
    @Test(arguments: ["circle", "blocks", "few", "many", "veiled"].enumerated().map { ($0.offset, $0.element) })
    func hintsAreResizedAsOpenCVDoes(_ row: Int, _ name: String) throws {
        let sheet = try golden("hints")
        let channels = name == "veiled" ? 4 : 3
        func values(_ bytes: [UInt8]) -> [Float] {
            bytes.enumerated().compactMap { $0 % 4 < channels ? Float($1) / 255 : nil }
        }
        let hint = Tensor(
            values(part(sheet, x: 0, y: 96 * row, width: 100, height: 80)), shape: [1, 80, 100, channels])
        for (column, size) in [(1, (128, 96)), (2, (64, 64)), (3, (72, 96))] {
            let result = try #require(
                try HintImageEnchance().run([
                    "hint_image": .tensor(hint), "image_gen_width": .int(Int128(size.0)),
                    "image_gen_height": .int(Int128(size.1)), "resize_mode": .string("Just Resize"),
                ]).values[0].tensor)
            #expect(result.shape == [1, size.1, size.0, channels])
            let expected = values(part(sheet, x: 128 * column, y: 96 * row, width: size.0, height: size.1))
            let differences = zip(result.floats, expected).map { abs($0 - $1) }
            let most = differences.enumerated().filter { $0.offset % channels < 3 }.map(\.element).max()!
            #expect(most <= (name == "many" || name == "veiled" ? 1.01 / 255 : 0), "\(name) \(size): \(most * 255)")
            // what is transparent is so wholly: a level more or less in the middle is all or nothing
            let turned = differences.enumerated().count { $0.offset % channels == 3 && $0.element > 0 }
            #expect(turned * 100 <= size.0 * size.1, "\(name) \(size): \(turned)")
        }
    }

    private static func levels(_ image: Tensor, _ places: [Int]) -> [Float] {
        places.map { (image.floats[$0] * 255).rounded() }
    }

    @Test func hintsAreFittedToSizes() throws {
        let values = (0..<40 * 20 * 3).map { (place: Int) -> Float in Float(place / 3 % 40) / 255 }
        let hint = Tensor(values, shape: [1, 20, 40, 3])
        func result(_ mode: String) throws -> Tensor {
            try #require(
                try HintImageEnchance().run([
                    "hint_image": .tensor(hint), "image_gen_width": .int(64), "image_gen_height": .int(64),
                    "resize_mode": .string(mode),
                ]).values[0].tensor)
        }
        let (cropped, filled) = (try result("Crop and Resize"), try result("Resize and Fill"))
        #expect(cropped.shape == [1, 64, 64, 3] && filled.shape == [1, 64, 64, 3])
        // 128 columns of 3.2 times the size, of which those in the middle are left: colours are told from neighbours
        #expect(Self.levels(cropped, [0, 63 * 3]) == [10, 29])
        // 32 rows between two of 16, of the border's median, 19.5
        #expect(Self.levels(filled, [0, 32 * 64 * 3]) == [19, 0])
        #expect(throws: NodeError.self) {
            try HintImageEnchance().run([
                "hint_image": .tensor(Tensor(zeros: [1, 4, 4, 1])), "image_gen_width": .int(64),
                "image_gen_height": .int(64), "resize_mode": .string("Just Resize"),
            ])
        }
    }
}
