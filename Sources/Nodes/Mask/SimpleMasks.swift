internal import Tensors
internal import Workflow

struct SolidMask: Node {
    var schema: NodeSchema {
        .v3(
            "SolidMask", category: "mask",
            inputs: [.float("value", default: 1, min: 0, max: 1, step: 0.01), .side("width"), .side("height")],
            outputs: [OutputSchema("MASK")], "A mask of one value.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let shape = [1, try inputs.int("height"), try inputs.int("width")]
        let mask = Tensor(repeating: Float(try inputs.float("value")), try Allocation.checked(shape, "a mask"))
        return .values(.tensor(mask))
    }
}

struct InvertMask: Node {
    var schema: NodeSchema {
        .v3(
            "InvertMask", category: "mask", inputs: [.socket("mask", "MASK")], outputs: [OutputSchema("MASK")],
            aliases: ["reverse mask", "flip mask"], "Swaps what is masked and what is not.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.tensor(Layout.map(try inputs.mask("mask")) { 1 - $0 }))
    }
}

struct ThresholdMask: Node {
    var schema: NodeSchema {
        .v3(
            "ThresholdMask", category: "mask",
            inputs: [.socket("mask", "MASK"), .float("value", default: 0.5, min: 0, max: 1, step: 0.01)],
            outputs: [OutputSchema("MASK")], aliases: ["binary mask"], "1 where the mask is above a value, else 0.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        // PyTorch compares an f32 tensor with an f64 number in f32.
        let threshold = Float(try inputs.float("value"))
        return .values(.tensor(Layout.map(try inputs.mask("mask")) { $0 > threshold ? 1 : 0 }))
    }
}

struct CropMask: Node {
    var schema: NodeSchema {
        .v3(
            "CropMask", category: "mask",
            inputs: [.socket("mask", "MASK"), .place("x"), .place("y"), .side("width"), .side("height")],
            outputs: [OutputSchema("MASK")], aliases: ["cut mask", "extract mask region", "mask slice"],
            "Cuts a part out of a mask.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let mask = try inputs.mask("mask")
        let (height, width) = (mask.shape[1], mask.shape[2])
        let x = try inputs.int("x")
        let y = try inputs.int("y")
        guard x < width, y < height else {
            throw NodeError("ValueError", "(\(x), \(y)) lies outside of the mask of \(width)x\(height)")
        }
        let rows = y..<(y + min(try inputs.int("height"), height - y))
        let columns = x..<(x + min(try inputs.int("width"), width - x))
        let planes = Layout.cropped(mask.reshaped([mask.shape[0], height, width, 1]), y: rows, x: columns)
        return .values(.tensor(planes.reshaped([mask.shape[0], rows.count, columns.count])))
    }
}

struct FeatherMask: Node {
    var schema: NodeSchema {
        .v3(
            "FeatherMask", category: "mask",
            inputs: [.socket("mask", "MASK")] + ["left", "top", "right", "bottom"].map { .place($0) },
            outputs: [OutputSchema("MASK")], aliases: ["soft edge mask", "blur mask edges", "gradient mask edge"],
            "Lets a mask fade out towards its borders.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var mask = try inputs.mask("mask")
        let (height, width) = (mask.shape[1], mask.shape[2])
        let horizontal = Self.rates(
            width, start: try inputs.int("left"), end: try inputs.int("right"))
        let vertical = Self.rates(
            height, start: try inputs.int("top"), end: try inputs.int("bottom"))
        mask.withMutableFloats { values in
            for i in values.indices {
                let (row, column) = (i / width % height, i % width)
                // In ComfyUI's order, one factor after the other.
                for rate in horizontal[column] + vertical[row] { values[i] *= rate }
            }
        }
        return .values(.tensor(mask))
    }

    /// The factors of each place along one axis. ComfyUI counts from the far end by negative indices, of which the
    /// first, -0, is the near end.
    private static func rates(_ length: Int, start: Int, end: Int) -> [[Float]] {
        var result = [[Float]](repeating: [], count: length)
        let start = min(start, length)
        let end = min(end, length)
        for i in 0..<start { result[i].append(Float((Double(i) + 1) / Double(start))) }
        for i in 0..<end { result[i == 0 ? 0 : length - i].append(Float((Double(i) + 1) / Double(end))) }
        return result
    }
}

struct GrowMask: Node {
    var schema: NodeSchema {
        .v3(
            "GrowMask", displayName: "Grow Mask", category: "mask",
            inputs: [
                .socket("mask", "MASK"),
                .int(
                    "expand", default: 0, min: -maximumResolution, max: maximumResolution, step: 1,
                    linked: -(1 << 24)...(1 << 24)),
                .bool("tapered_corners", default: true),
            ],
            outputs: [OutputSchema("MASK")], aliases: ["expand mask", "shrink mask"],
            "Widens a mask by some pixels, or narrows it.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var mask = try inputs.mask("mask")
        let expand = try inputs.int("expand")
        let isTapered = try inputs.bool("tapered_corners")
        let (height, width) = (mask.shape[1], mask.shape[2])
        for _ in 0..<abs(expand) {
            try context.cancellation.check()
            let next = Layout.map(mask.shape, from: mask) { source, target in
                for i in target.indices {
                    let (row, column) = (i / width % height, i % width)
                    // Beyond the border the picture is mirrored, which adds no new values to a 3x3 neighbourhood.
                    var value = source[i]
                    for dy in -1...1 where row + dy >= 0 && row + dy < height {
                        for dx in -1...1 where column + dx >= 0 && column + dx < width {
                            if isTapered && dx != 0 && dy != 0 { continue }
                            let other = source[i + dy * width + dx]
                            value = expand < 0 ? min(value, other) : max(value, other)
                        }
                    }
                    target[i] = value
                }
            }
            // Nothing changes any more once a step changed nothing.
            if next.floats == mask.floats { break }
            mask = next
        }
        return .values(.tensor(mask))
    }
}
