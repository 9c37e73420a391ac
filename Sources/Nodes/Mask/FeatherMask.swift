internal import Tensors
internal import Workflow

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
            for i in values.indices.halting() {
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
