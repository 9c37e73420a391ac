internal import Images
internal import System
internal import Tensors
internal import Workflow

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
                for i in target.indices.halting() {
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
            if next.withFloats({ next in mask.withFloats { next.elementsEqual($0) } }) { break }
            mask = next
        }
        return .values(.tensor(mask))
    }
}
