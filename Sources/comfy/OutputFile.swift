internal import Formats
internal import System

/// `-o FILE`: what a run saved, once more under names of the user's choice.
struct OutputFile {
    private let path: String
    private var count = 0

    init(_ path: String) { self.path = path }

    /// The first file is called as the user says, the next ones have a number: x.png, x_2.png, ...
    ///
    /// - Returns: the files that were written.
    mutating func write(_ outputs: JSONObject) throws -> [String] {
        let files = outputs.flatMap { $0.value["images"]?.array ?? [] }.compactMap { $0["abs_path"]?.string }
        guard !files.isEmpty else { throw CommandError(status: 1, message: "-o: the workflow saved no file") }
        var written: [String] = []
        for file in files {
            let (name, ending) = Self.split(path)
            let wanted = Self.split(file).ending
            guard ending.lowercased() == wanted.lowercased() else {
                throw CommandError(status: 1, message: "-o: \(path): the workflow saves \(wanted) files")
            }
            count += 1
            let target = count == 1 ? path : "\(name)_\(count)\(ending)"
            _ = try AtomicFile.write(try InputFile.read(file), to: target)
            written.append(target)
        }
        return written
    }

    /// "a/b.png" as "a/b" and ".png".
    private static func split(_ path: String) -> (name: String, ending: String) {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return (path, "") }
        return (String(path[..<dot]), String(path[dot...]))
    }
}
