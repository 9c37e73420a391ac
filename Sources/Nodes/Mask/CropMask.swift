internal import Images
internal import Tensors
internal import Workflow

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
