internal import Workflow

/// Sizes as ComfyUI computes them: in f64, halves to the even number, as Python's `round`.
enum Rounding {
    static func scaled(_ size: Int, by factor: Double) throws(NodeError) -> Int { try integer(Double(size) * factor) }

    static func scaled(_ size: Int, by numerator: Int, over denominator: Int) throws(NodeError) -> Int {
        try integer(Double(size) * Double(numerator) / Double(denominator))
    }

    static func integer(_ value: Double) throws(NodeError) -> Int {
        guard let integer = Int(exactly: value.rounded(.toNearestOrEven)) else {
            throw NodeError("ValueError", "the size \(value) is out of range")
        }
        return integer
    }
}
