internal import Tensors

/// The layer behind a block of a transformer's ControlNet, which makes what is added to the network.
struct ControlOutput: Sendable {
    private let layer: LinearWeight
    private let activation: Activation

    /// - Parameter path: of the layer; MistoLine's lies deeper and has an activation
    init(_ reader: WeightReader, _ path: String, width: Int) throws {
        let isPlain = reader.has("\(path).weight")
        layer = try reader.linear(isPlain ? path : "\(path).linear", inputs: width, outputs: width)
        activation = isPlain ? .none : .silu
    }

    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        try compute.linear(x, layer, activation: activation)
    }

    var byteCount: Int { layer.byteCount }

    /// Residuals for so many blocks: each for some neighbours, or all again and again.
    static func spread(_ residuals: [Tensor], over count: Int, isByTurns: Bool = false) -> [Tensor?] {
        guard !residuals.isEmpty else { return [] }
        let each = (count + residuals.count - 1) / residuals.count
        return (0..<count).map { residuals[isByTurns ? $0 % residuals.count : $0 / each] }
    }
}
