internal import Formats
internal import Glibc
internal import System

/// A program of CBench/peers in a process of its own, which answers JSON objects.
final class PythonProgram {
    private let process: AnsweringProgram
    private let name: String

    static var python: String { getenv("COMFY_BENCH_PYTHON").map { String(cString: $0) } ?? "python3" }

    /// - Parameters:
    ///   - text: of the program
    ///   - name: what errors are told of
    ///   - modules: that the Python has to have.
    init(_ text: UnsafePointer<CChar>, _ name: String, modules: [String]) throws {
        try Self.check(modules)
        self.name = name
        process = try AnsweringProgram([Self.python, "-c", String(cString: text)])
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

    func ask(_ request: JSONObject) throws -> JSON {
        guard let line = process.ask(JSON.object(request).serialized()) else {
            throw BenchError("\(Self.python) ended while it was measured")
        }
        let answer = try JSON(parsing: line)
        if let error = answer["error"]?.string { throw BenchError("\(name): \(error)") }
        return answer
    }

    /// Makes an operation or a network ready and runs it once.
    func prepare(_ request: JSONObject, _ precisions: [Options.Precision], repetitions: Int = 1) throws {
        var request = request
        request["dtypes"] = .array(precisions.map { .string($0.rawValue) })
        request["repetitions"] = .int(Int128(repetitions))
        _ = try ask(request)
    }

    /// Seconds of one run of what is ready, by precision and way ("f32 nchw").
    func round() throws -> [String: Double] {
        let answer = try ask(["run": true])
        var result: [String: Double] = [:]
        for (name, time) in answer["seconds"]?.object ?? [:] { result[name] = time.number }
        return result
    }

    /// The latest result in the first of the precisions, its elements one behind the other.
    func result() throws -> [Float] {
        let answer = try ask(["result": true])
        return answer["result"]?.array?.map { Float($0.number ?? .nan) } ?? []
    }
}
