import Folders
import Formats
import Images
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

@Suite struct DatasetNodesTests {
    private let base = TemporaryFolder()

    private func node(_ name: String) throws -> any Node {
        try #require(BuiltinNodes.all(.test(base.folders, threads: 1)).first { $0.schema.name == name })
    }

    private func picture(_ value: Float, _ height: Int = 16, _ width: Int = 16) -> Value {
        .tensor(
            Tensor((0..<height * width * 3).map { Float(($0 * 13) % 97) / 97 * value }, shape: [1, height, width, 3]))
    }

    /// NumPy's order of the seed 5.
    @Test func listsAreShuffled() throws {
        let images = (0..<10).map { Value.tensor(Tensor(repeating: Float($0), [1, 1, 1, 3])) }
        let shuffled = try node("ShuffleImageTextDataset").run([
            "images": .list(images), "texts": .list((0..<10).map { .string("\($0)") }), "seed": .list([.int(5)]),
        ])
        #expect(shuffled.values[1].list?.compactMap(\.string) == ["9", "5", "2", "4", "7", "1", "0", "8", "6", "3"])
        #expect(shuffled.values[0].list?.map { $0.tensor?.floats[0] } == [9, 5, 2, 4, 7, 1, 0, 8, 6, 3])
        let again = try node("ShuffleDataset").run(["images": .list(images), "seed": .list([.int(4_294_967_294)])])
        #expect(again.values[0].list?.map { $0.tensor?.floats[0] } == [6, 7, 4, 5, 3, 2, 9, 0, 1, 8])
        #expect(try node("MergeImageLists").run(["images": .list(images)]).values[0].list?.count == 10)
    }

    /// randint(0, 5) of NumPy's seed 5 is 3, then randint(0, 4) of what follows.
    @Test func partsAreCutOut() throws {
        let image = Value.tensor(Tensor((0..<300).map { Float($0 % 256) / 255 }, shape: [1, 10, 10, 3]))
        let cropped = try node("RandomCropImages").run([
            "images": image, "width": .int(6), "height": .int(10), "seed": .int(5),
        ]).values[0].tensor
        #expect(cropped?.shape == [1, 10, 6, 3])
        #expect(cropped?.floats[0] == 9 / Float(255))
    }

    @Test func pictureSetsGoToDiskAndBack() throws {
        _ = try node("SaveImageTextDataSetToFolder").run([
            "images": .list([picture(1), picture(0.5)]), "texts": .list([.string("one"), .string("two")]),
            "folder_name": .list([.string("set")]), "filename_prefix": .list([.string("p")]),
        ])
        for name in ["p_00000.png", "p_00000.txt", "p_00001.png", "p_00001.txt"] {
            let bytes = try FileBytes.read(base.path + "/output/set/" + name)
            base.make("input/set/10_x/" + name, bytes)
        }
        base.make("input/set/other.doc", [1])
        let loaded = try node("LoadImageTextDataSetFromFolder").run(["folder": .string("set")])
        #expect(loaded.values[0].list?.count == 20)
        #expect(loaded.values[1].list?.prefix(2).map(\.string) == ["one", "two"])
        #expect(loaded.values[0].list?[0].tensor?.shape == [1, 16, 16, 3])
        let plain = try node("LoadImageDataSetFromFolder").run(["folder": .string("set/10_x")])
        #expect(plain.values[0].list?.count == 2)
        for name in ["../output", "none", "set/other.doc"] {
            #expect(throws: NodeError.self) { try node("LoadImageDataSetFromFolder").run(["folder": .string(name)]) }
        }
        #expect(throws: NodeError.self) {
            try node("SaveImageDataSetToFolder").run([
                "images": .list([picture(1)]), "folder_name": .list([.string("../x")]),
                "filename_prefix": .list([.string("p")]),
            ])
        }
    }

    @Test func likePicturesAreLeftOut() throws {
        let left = Value.tensor(Tensor((0..<768).map { $0 / 3 % 16 < 8 ? 1 : 0 }, shape: [1, 16, 16, 3]))
        let top = Value.tensor(Tensor((0..<768).map { $0 < 384 ? 1 : 0 }, shape: [1, 16, 16, 3]))
        func kept(_ threshold: Double) throws -> Int? {
            try node("ImageDeduplication").run([
                "images": .list([left, top, left]), "similarity_threshold": .list([.float(threshold)]),
            ]).values[0].list?.count
        }
        #expect(try kept(0.95) == 2 && kept(0) == 1)
    }

    @Test func gridsAndBatches() throws {
        let grid = try node("ImageGrid").run([
            "images": .list([picture(1), picture(0), picture(1)]), "columns": .list([.int(2)]),
            "cell_width": .list([.int(32)]), "cell_height": .list([.int(40)]), "padding": .list([.int(4)]),
        ]).values[0].tensor
        #expect(grid?.shape == [1, 84, 68, 3])
        func latent(_ width: Int) -> Value { .dictionary(["samples": .tensor(Tensor(zeros: [1, 4, 2, width]))]) }
        let buckets = try node("ResolutionBucket").run([
            "latents": .list([latent(2), latent(3), latent(2)]),
            "conditioning": .list((0..<3).map { .list([.int(Int128($0))]) }),
        ])
        #expect(
            buckets.values[0].list?.map { $0.dictionary?["samples"]?.tensor?.shape } == [[2, 4, 2, 2], [1, 4, 2, 3]])
        #expect(buckets.values[1].json == [[0, 2], [1]])
    }

    // MARK: Fitting

    @Test func savesDeepPictures() throws {
        let image = Value.tensor(Tensor([0, 0.5, 1, 0.25, 1.5, -1], shape: [1, 1, 2, 3]))
        func saved(_ format: String, _ depth: String, _ space: String) throws -> [UInt8] {
            let output = try node("SaveImageAdvanced").run([
                "images": image, "filename_prefix": .string("deep"), "format": .string(format),
                "format.bit_depth": .string(depth), "format.input_color_space": .string(space),
                "prompt": .dictionary(["1": .dictionary([:])]),
            ])
            let name = try #require(output.ui?["images"]?.array?[0]["filename"]?.string)
            return try FileBytes.read(base.path + "/output/" + name)
        }
        let deep = try saved("png", "16-bit", "sRGB")
        #expect(deep[24] == 16)
        #expect(try PNG().decode(deep).rgba.bytes == [0, 127, 255, 255, 63, 255, 0, 255])
        #expect(PNGTexts.read(deep).map(\.keyword) == ["prompt"])
        #expect(try PNG().decode(saved("png", "8-bit", "sRGB")).rgba.bytes[1] == 127)
        let exr = try saved("exr", "32-bit float", "linear")
        #expect(exr.starts(with: [0x76, 0x2f, 0x31, 0x01]))
        // two pixels of blue, green, red at the end of the file
        let numbers = (0..<6).map { index -> Float in
            let at = exr.count - 24 + 4 * index
            return Float(bitPattern: exr[at..<at + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        #expect(numbers == [1, -1, 0.5, 1.5, 0, 0.25])
        #expect(throws: NodeError.self) { try saved("avif", "auto", "sRGB") }
    }

    @Test func cropsToTheMask() throws {
        let image = Value.tensor(Tensor(repeating: 0.5, [1, 100, 120, 3]))
        let mask = Value.tensor(
            Tensor(
                (0..<12000).map { (40..<60).contains($0 / 120) && (30..<70).contains($0 % 120) ? 1 : 0 },
                shape: [1, 100, 120]))
        let result = try node("ImageCropToMask").run([
            "images": image, "masks": mask, "width": .int(80), "height": .int(80), "pad_factor": .float(1),
            "grow_mask": .int(0), "background": .string("#ff0000"),
        ]).values[0].tensor
        #expect(result?.shape == [1, 80, 80, 3])
        // the middle is the subject, above it is the background
        let middle = (40 * 80 + 40) * 3
        #expect(abs((result?.floats[middle] ?? 0) - 0.5) < 0.02)
        #expect((result?.floats[40 * 3] ?? 0) > 0.9 && (result?.floats[40 * 3 + 1] ?? 1) < 0.1)
    }

    @Test func fitsPictures() throws {
        let image = picture(1, 50, 100)
        func fitted(_ mode: String) throws -> [Int]? {
            try node("ImageResize1").run([
                "image": image, "resize_mode": .string(mode), "width": .int(64), "height": .int(48),
                "interpolation": .string("bilinear"),
            ]).values[0].tensor?.shape
        }
        for mode in ["cover", "contain", "auto"] { #expect(try fitted(mode) == [1, 48, 64, 3]) }
        let mask = Value.tensor(Tensor((0..<5000).map { $0 / 100 > 25 ? 1 : 0 }, shape: [1, 50, 100]))
        let both = try node("ImageAndMaskResizeNode").run([
            "image": image, "mask": mask, "width": .int(64), "height": .int(64), "resize_method": .string("bilinear"),
            "crop": .string("center"), "mask_blur_radius": .int(5),
        ])
        #expect(both.values[0].tensor?.shape == [1, 64, 64, 3] && both.values[1].tensor?.shape == [1, 64, 64])
        let edge = try #require(both.values[1].tensor?.floats)
        #expect(edge[0] == 0 && edge[63 * 64] == 1 && Set(edge).count > 3)
        let hint = try node("PixelPerfectResolution").run([
            "original_image": image, "image_gen_width": .int(512), "image_gen_height": .int(512),
            "resize_mode": .string("Just Resize"),
        ])
        #expect(hint.values[0].int == 512)
    }
}
