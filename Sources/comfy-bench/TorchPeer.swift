internal import CBench
internal import Formats
internal import Glibc
internal import SyntheticModels
internal import System

/// PyTorch in a process of its own (torch_peer.py), to be measured in turn with us.
final class TorchPeer: Peer {
    let name = "torch"
    private let process: AnsweringProgram
    let version: String

    static var python: String { getenv("COMFY_BENCH_PYTHON").map { String(cString: $0) } ?? "python3" }

    /// - Parameter modules: that the Python has to have.
    init(threads: Int, modules: [String]) throws {
        try Self.check(modules)
        process = try AnsweringProgram([Self.python, "-c", String(cString: cb_torch_peer)])
        var answer: JSON = nil
        answer = try Self.ask(process, ["threads": .int(Int128(threads))])
        version = answer["torch"]?.string ?? "?"
    }

    private static func check(_ modules: [String]) throws(BenchError) {
        let missing =
            "import importlib.util as u; print(*[m for m in '\(modules.joined(separator: " "))'.split() if not u.find_spec(m)])"
        let hint = "set COMFY_BENCH_PYTHON to a Python that has \(modules.joined(separator: ", "))"
        let process: AnsweringProgram
        do {
            process = try AnsweringProgram([python, "-c", missing])
        } catch {
            throw BenchError("nothing to compare with: \(error); \(hint)")
        }
        guard let line = process.readLine() else {
            throw BenchError("nothing to compare with: \(python) fails; \(hint)")
        }
        let names = line.split(whereSeparator: \.isWhitespace)
        guard names.isEmpty else {
            throw BenchError("nothing to compare with: \(python) has no \(names.joined(separator: ", ")); \(hint)")
        }
    }

    private static func ask(_ process: AnsweringProgram, _ request: JSONObject) throws -> JSON {
        guard let line = process.ask(JSON.object(request).serialized()) else {
            throw BenchError("\(python) ended while it was measured")
        }
        let answer = try JSON(parsing: line)
        if let error = answer["error"]?.string { throw BenchError("PyTorch: \(error)") }
        return answer
    }

    /// Makes an operation ready and runs it once.
    func prepare(_ request: JSONObject, _ precisions: [Options.Precision], repetitions: Int = 1) throws {
        var request = request
        request["dtypes"] = .array(precisions.map { .string($0.rawValue) })
        request["repetitions"] = .int(Int128(repetitions))
        _ = try Self.ask(process, request)
    }

    func prepare(
        _ operation: OperationShape, _ precision: Options.Precision, repetitions: Int
    ) throws -> Bool {
        guard let request = operation.torchRequest else { return false }
        try prepare(request, [precision], repetitions: repetitions)
        return true
    }

    /// In each memory layout ("f32 nchw").
    func round() throws -> [String: Double] {
        let answer = try Self.ask(process, ["run": true])
        var result: [String: Double] = [:]
        for (name, time) in answer["seconds"]?.object ?? [:] { result[name] = time.number }
        return result
    }

    /// The latest result in the first of the precisions, its elements one behind the other.
    func result() throws -> [Float] {
        let answer = try Self.ask(process, ["result": true])
        return answer["result"]?.array?.map { Float($0.number ?? .nan) } ?? []
    }
}
