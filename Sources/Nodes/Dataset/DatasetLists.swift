internal import Formats
internal import Images
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// Lists of pictures and texts that are taken as a whole.
enum DatasetLists {
    static let all: [any Node] = [
        list(
            .v3(
                "MergeImageLists", displayName: "Merge Image Lists", category: "dataset/image",
                inputs: [.socket("images", "IMAGE")],
                outputs: [OutputSchema("IMAGE", name: "images", isList: true)], "Pictures of several lists as one list."
            ).with { $0.isExperimental = true }
        ) { inputs, _ in [.list(try values(inputs, "images"))] },
        list(
            .v3(
                "MergeTextLists", displayName: "Merge Text Lists", category: "dataset/text",
                inputs: [.string("texts", extra: ["multiline": false])],
                outputs: [OutputSchema("STRING", name: "texts")], "Texts of several lists as one list."
            ).with { $0.isExperimental = true }.leavingListOpen
        ) { inputs, _ in
            [.list(try values(inputs, "texts"))]
        },
        list(
            .v3(
                "ShuffleDataset", displayName: "Shuffle Image Dataset", category: "dataset/image",
                inputs: [.socket("images", "IMAGE"), .int("seed", default: 0, min: 0, max: 18446744073709551615)],
                outputs: [OutputSchema("IMAGE", name: "images", isList: true)], "Puts pictures into another order."
            ).with { $0.isExperimental = true }
        ) { inputs, _ in
            let images = try values(inputs, "images")
            return [.list(try order(images.count, inputs).map { images[$0] })]
        },
        list(
            .v3(
                "ShuffleImageTextDataset", displayName: "Shuffle Image-Text Dataset", category: "dataset/image",
                inputs: [
                    .socket("images", "IMAGE"), .string("texts", extra: ["multiline": false]),
                    .int("seed", default: 0, min: 0, max: 18446744073709551615),
                ],
                outputs: [
                    OutputSchema("IMAGE", name: "images", isList: true),
                    OutputSchema("STRING", name: "texts", isList: true),
                ], "Puts pictures and the texts that belong to them into another order."
            ).with { $0.isExperimental = true }
        ) { inputs, _ in
            let (images, texts) = (try values(inputs, "images"), try values(inputs, "texts"))
            guard texts.count >= images.count else { throw NodeError("IndexError", "list index out of range") }
            let order = try order(images.count, inputs)
            return [.list(order.map { images[$0] }), .list(order.map { texts[$0] })]
        },
        list(
            .v3(
                "ImageDeduplication", displayName: "Image Deduplication", category: "dataset/image",
                inputs: [.socket("images", "IMAGE"), .float("similarity_threshold", default: 0.95, min: 0, max: 1)],
                outputs: [OutputSchema("IMAGE", name: "images", isList: true)],
                "Leaves out pictures that look like one before them."
            ).with { $0.isExperimental = true }
        ) { inputs, context in
            let images = try inputs.all("images").map { try $0.image("images") }
            let threshold = try inputs.first("similarity_threshold").float("similarity_threshold")
            var kept: [(image: Tensor, hash: UInt64)] = []
            for image in images {
                let hash = try hash(image, context.cancellation)
                let isNew = kept.allSatisfy { 1 - Double(($0.hash ^ hash).nonzeroBitCount) / 64 < threshold }
                if isNew { kept.append((image, hash)) }
            }
            return [.list(kept.map { .tensor($0.image) })]
        },
        list(
            .v3(
                "ImageGrid", displayName: "Image Grid", category: "dataset/image",
                inputs: [
                    .socket("images", "IMAGE"), .int("columns", default: 4, min: 1, max: 20),
                    .int("cell_width", default: 256, min: 32, max: 2048),
                    .int("cell_height", default: 256, min: 32, max: 2048), .int("padding", default: 4, min: 0, max: 50),
                ],
                outputs: [OutputSchema("IMAGE", name: "images")], "Pictures in the cells of one."
            ).with { $0.isExperimental = true }, grid),
        list(
            .v3(
                "ResolutionBucket", displayName: "Resolution Bucket", category: "dataset",
                inputs: [.socket("latents", "LATENT"), .socket("conditioning", "CONDITIONING")],
                outputs: [
                    OutputSchema("LATENT", name: "latents", isList: true),
                    OutputSchema("CONDITIONING", name: "conditioning", isList: true),
                ], "Latents and their prompts in batches of one size each."
            ).with { $0.isExperimental = true }, buckets),
    ]

    private static func list(
        _ schema: NodeSchema, _ function: @escaping @Sendable (NodeInputs, any NodeContext) throws -> [Value]
    ) -> any Node { ListNode(schema: schema.with { $0.inputIsList = true }, function: function) }

    private struct ListNode: Node {
        let schema: NodeSchema
        let function: @Sendable (NodeInputs, any NodeContext) throws -> [Value]

        func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
            .finished(NodeOutput(try function(inputs, context)))
        }
    }

    private static func values(_ inputs: NodeInputs, _ name: String) throws -> [Value] {
        try inputs.all(name).compactMap { $0[name] }
    }

    /// NumPy's permutation of a seed.
    private static func order(_ count: Int, _ inputs: NodeInputs) throws -> [Int] {
        var generator = NumPyGenerator(seed: UInt32(try inputs.first("seed").seed("seed") % UInt64(UInt32.max)))
        return generator.permutation(count)
    }

    /// Which of 8x8 greys are above the mean.
    private static func hash(_ image: Tensor, _ cancellation: Cancellation) throws -> UInt64 {
        let small = try Resampling.image(
            image.slice(0..<1), width: 8, height: 8, .lanczos, cancellation: cancellation)
        let channels = small.shape[3]
        let greys = small.withFloats { values in
            (0..<64).map { place -> Int in
                func byte(_ c: Int) -> Int {
                    Int(PixelConversion.byte(values[place * channels + min(c, channels - 1)]))
                }
                // Pillow's luma
                return channels < 3 ? byte(0) : (byte(0) * 19595 + byte(1) * 38470 + byte(2) * 7471 + 0x8000) >> 16
            }
        }
        let mean = Double(greys.reduce(0, +)) / 64
        return greys.reduce(0) { $0 << 1 | (Double($1) > mean ? 1 : 0) }
    }

    private static func grid(_ inputs: NodeInputs, _ context: any NodeContext) throws -> [Value] {
        let images = try inputs.all("images").map { try $0.image("images") }
        guard !images.isEmpty else { throw NodeError("ValueError", "Cannot create grid from empty image list") }
        func number(_ name: String) throws -> Int { try inputs.first(name).int(name) }
        let (columns, padding) = (try number("columns"), try number("padding"))
        let (width, height) = (try number("cell_width"), try number("cell_height"))
        let rows = (images.count + columns - 1) / columns
        let shape = [1, rows * height + (rows - 1) * padding, columns * width + (columns - 1) * padding, 3]
        var result = Tensor(zeros: try Allocation.checked(shape, "an image"))
        for (index, image) in images.enumerated() {
            let cell = Layout.matchingChannels(
                try Resampling.image(
                    image.slice(0..<1), width: width, height: height, .lanczos, cancellation: context.cancellation), 3)
            let (row, column) = index.quotientAndRemainder(dividingBy: columns)
            let (top, left) = (row * (height + padding), column * (width + padding))
            result.withMutableFloats { target in
                cell.withFloats { source in
                    for y in 0..<height {
                        let to = ((top + y) * shape[2] + left) * 3
                        for i in 0..<width * 3 {
                            target[to + i] = Float(PixelConversion.byte(source[y * width * 3 + i])) / 255
                        }
                    }
                }
            }
        }
        return [.tensor(result)]
    }

    private static func buckets(_ inputs: NodeInputs, _ context: any NodeContext) throws -> [Value] {
        let latents = try values(inputs, "latents")
        let conditionings = try values(inputs, "conditioning")
        guard latents.count == conditionings.count else {
            throw NodeError(
                "ValueError",
                "Number of latents (\(latents.count)) does not match number of conditions (\(conditionings.count)).")
        }
        var sizes: [[Int]] = []
        var buckets: [[Int]: (items: [Tensor], conditions: [Value])] = [:]
        for (latent, conditioning) in zip(latents, conditionings) {
            guard let tensor = latent.dictionary?["samples"]?.tensor, tensor.rank >= 3, let entries = conditioning.list
            else { throw NodeError("TypeError", "latents and conditioning are not what their names say") }
            let samples = try floats(tensor)
            guard entries.count >= samples.shape[0] else { throw NodeError("IndexError", "list index out of range") }
            for item in 0..<samples.shape[0] {
                let size = Array(samples.shape.suffix(2))
                if buckets[size] == nil { sizes.append(size) }
                buckets[size, default: ([], [])].items.append(samples.slice(item..<(item + 1)))
                buckets[size, default: ([], [])].conditions.append(entries[item])
            }
        }
        let found = sizes.compactMap { buckets[$0] }
        guard found.allSatisfy({ bucket in bucket.items.allSatisfy { $0.shape == bucket.items[0].shape } }) else {
            throw NodeError("RuntimeError", "stack expects each tensor to be equal size")
        }
        return [
            .list(found.map { .dictionary(["samples": .tensor(Tensor.concatenated($0.items))]) }),
            .list(found.map { .list($0.conditions) }),
        ]
    }
}

extension NodeSchema {
    /// ComfyUI's class does not say whether it gives a list.
    fileprivate var leavingListOpen: NodeSchema {
        with { schema in
            for index in schema.outputs.indices { schema.outputs[index].leavesListOpen = true }
        }
    }
}
