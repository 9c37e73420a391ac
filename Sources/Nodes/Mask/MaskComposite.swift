internal import Tensors
internal import Workflow

struct MaskComposite: Node {
    private enum Operation: String, CaseIterable {
        case multiply, add, subtract, and, or, xor

        func apply(_ a: Float, _ b: Float) -> Float {
            func isSet(_ value: Float) -> Bool { value.rounded(.toNearestOrEven) != 0 }
            return switch self {
            case .multiply: a * b
            case .add: a + b
            case .subtract: a - b
            case .and: isSet(a) && isSet(b) ? 1 : 0
            case .or: isSet(a) || isSet(b) ? 1 : 0
            case .xor: isSet(a) != isSet(b) ? 1 : 0
            }
        }
    }

    var schema: NodeSchema {
        .v3(
            "MaskComposite", category: "mask",
            inputs: [
                .socket("destination", "MASK"), .socket("source", "MASK"), .place("x"), .place("y"),
                .combo("operation", Operation.allCases.map(\.rawValue)),
            ],
            outputs: [OutputSchema("MASK")], aliases: ["combine masks", "blend masks", "layer masks"],
            "Combines one mask with a part of another.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var result = try inputs.mask("destination")
        let source = try inputs.mask("source")
        let operation = try inputs.choice("operation", Operation.self)
        let x = try inputs.int("x")
        let y = try inputs.int("y")
        let (batch, height, width) = (result.shape[0], result.shape[1], result.shape[2])
        let (items, sourceHeight, sourceWidth) = (source.shape[0], source.shape[1], source.shape[2])
        guard items == 1 || items == batch else {
            throw NodeError("RuntimeError", "cannot combine \(batch) masks with \(items)")
        }
        let rows = y < height ? y..<(y + min(sourceHeight, height - y)) : 0..<0
        let columns = x < width ? x..<(x + min(sourceWidth, width - x)) : 0..<0
        result.withMutableFloats { result in
            source.withFloats { source in
                for b in 0..<batch {
                    for row in rows.halting(each: columns.count) {
                        for column in columns {
                            let at = (b * height + row) * width + column
                            let from = (b % items * sourceHeight + row - y) * sourceWidth + column - x
                            result[at] = operation.apply(result[at], source[from])
                        }
                    }
                }
                for i in result.indices.halting() { result[i] = min(max(result[i], 0), 1) }
            }
        }
        return .values(.tensor(result))
    }
}
