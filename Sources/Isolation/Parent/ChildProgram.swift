internal import CIsolation
internal import Configuration
internal import Glibc
internal import Nodes
internal import System

/// Where the program lies that child processes run.
enum ChildProgram {
    static let name = "comfy-worker"
    static let variable = "COMFY_WORKER"

    /// A path that was asked for, that of `COMFY_WORKER`, or the program beside the library: `libcomfy/comfy-worker`,
    /// `../bin/comfy-worker` or `./comfy-worker` from the library's folder.
    ///
    /// - Throws: `notFound` that says where it was looked for.
    static func find(_ configured: String?) throws(EngineError) -> String {
        if let configured { return try check(configured, "the path of the configuration") }
        if let value = getenv(variable), value[0] != 0 { return try check(String(cString: value), variable) }
        let candidates = besideTheLibrary
        if let path = candidates.first(where: isProgram) { return path }
        throw EngineError(
            .notFound,
            "the isolated executor needs the program \(name), which is not at "
                + (candidates.isEmpty ? "any known place" : candidates.joined(separator: " nor at "))
                + "; say where it is by worker_path or by the environment variable \(variable)")
    }

    private static func check(_ path: String, _ source: String) throws(EngineError) -> String {
        guard isProgram(path) else {
            throw EngineError(
                .notFound, "the isolated executor needs the program \(name), and there is none at '\(path)' (\(source))"
            )
        }
        // It is needed again, also when the host has gone to another folder.
        do { return try FilePath.anchored(path) } catch { throw EngineError(.io, error.message) }
    }

    private static var besideTheLibrary: [String] {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard ci_own_path(&buffer, buffer.count) != 0 else { return [] }
        let path = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return ["libcomfy", "../bin", "."].map { "\(folder)/\($0)/\(name)" }
    }

    private static func isProgram(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
