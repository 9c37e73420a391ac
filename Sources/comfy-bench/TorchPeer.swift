internal import CBench
internal import Formats
internal import SyntheticModels
internal import System

/// PyTorch, with diffusers' networks, to be measured in turn with us.
final class TorchPeer: NetworkPeer {
    let name = "torch"
    let title = "PyTorch"
    let version: String
    private let program: PythonProgram

    /// - Parameter modules: that the Python has to have.
    init(threads: Int, modules: [String] = ["torch"]) throws {
        program = try PythonProgram(cb_torch_peer, title, modules: modules)
        version = try program.ask(["threads": .int(Int128(threads))])["version"]?.string ?? "?"
    }

    /// In f32 in any case, but for transformers, which are too large for that.
    func prepare(_ request: JSONObject, _ precision: Options.Precision) throws {
        let isAlone = precision == .f32 || request["op"] == "transformer"
        try program.prepare(request, isAlone ? [precision] : [precision, .f32])
    }

    func prepare(
        _ operation: OperationShape, _ precision: Options.Precision, repetitions: Int
    ) throws -> Bool {
        guard let request = operation.torchRequest else { return false }
        try program.prepare(request, [precision], repetitions: repetitions)
        return true
    }

    func round() throws -> [String: Double] { try program.round() }

    func result() throws -> [Float] { try program.result() }
}
