internal import CBench
internal import Formats
internal import SyntheticModels
internal import System

/// OpenVINO, with diffusers' networks. They are converted once, in a process of its own, and lie beside the models; sizes
/// are fixed when they are compiled.
final class OpenVINOPeer: NetworkPeer {
    let name = "openvino"
    let title = "OpenVINO"
    let version: String
    private let program: PythonProgram
    private let threads: Int

    init(threads: Int) throws {
        program = try PythonProgram(
            cb_openvino_peer, title, modules: ["openvino", "numpy", "PIL", "torch", "diffusers", "safetensors"])
        self.threads = threads
        version = try program.ask(["threads": .int(Int128(threads))])["version"]?.string ?? "?"
    }

    /// In that precision alone: each has its own copy of the weights in memory.
    func prepare(_ request: JSONObject, _ precision: Options.Precision) throws {
        var request = request
        request["paths"] = try converted(request)
        try program.prepare(request, [precision])
    }

    private func converted(_ request: JSONObject) throws -> JSON {
        let converter = try PythonProgram(cb_openvino_converter, title, modules: [])
        _ = try converter.ask(["threads": .int(Int128(threads))])
        var request = request
        request["folder"] = .string(try SyntheticModel.folder)
        request["version"] = .string(version)
        return try converter.ask(request)["paths"] ?? .array([])
    }

    /// Single operations are not what it is for.
    func prepare(_ operation: OperationShape, _ precision: Options.Precision, repetitions: Int) -> Bool { false }

    func round() throws -> [String: Double] { try program.round() }

    func result() throws -> [Float] { try program.result() }
}
