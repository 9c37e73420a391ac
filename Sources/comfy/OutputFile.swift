internal import Formats
internal import Glibc
internal import System

/// `-o FILE`: what a run saved, once more under names of the user's choice.
struct OutputFile {
    private let path: String
    private var count = 0

    init(_ path: String) { self.path = path }

    /// Finds out whether the file can be written before there is something to write, and makes its folder.
    func check() throws(CommandError) {
        func refusal(_ reason: String) -> CommandError { CommandError(status: 2, message: "-o: \(path): \(reason)") }
        var info = stat()
        if stat(path, &info) != 0 {
            guard errno == ENOENT else { throw refusal(String(cString: strerror(errno))) }
        } else if info.st_mode & S_IFMT != S_IFREG {
            throw refusal(info.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file")
        }
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        do { try AtomicFile.createFolder(folder) } catch { throw refusal(error.message) }
        guard access(folder, W_OK) == 0 else { throw refusal(String(cString: strerror(errno))) }
    }

    /// What a run saved: pictures, sounds, films, bodies.
    static func paths(_ outputs: JSONObject) -> [String] {
        outputs.flatMap { $0.value.object ?? [:] }.flatMap { $0.value.array ?? [] }.compactMap {
            $0["abs_path"]?.string
        }
    }

    /// Whether it is the name of a file of a kind, which its ending tells: ".png".
    func isKind(_ ending: String) -> Bool { Self.split(path).ending.lowercased() == ending.lowercased() }

    /// The first file is called as the user says, the next ones have a number: x.png, x_2.png, ... Files of another kind
    /// are left out.
    ///
    /// - Returns: the files that were written.
    mutating func write(_ outputs: JSONObject) throws -> [String] {
        let files = Self.paths(outputs)
        guard !files.isEmpty else { throw CommandError(status: 1, message: "-o: the workflow saved no file") }
        let (name, ending) = Self.split(path)
        let wanted = files.filter { isKind(Self.split($0).ending) }
        guard !wanted.isEmpty else {
            var kinds: [String] = []
            for kind in files.map({ Self.split($0).ending }) where !kinds.contains(kind) { kinds.append(kind) }
            let names = kinds.joined(separator: ", ")
            throw CommandError(status: 1, message: "-o: \(path): the workflow saves \(names) files")
        }
        var written: [String] = []
        for file in wanted {
            count += 1
            let target = count == 1 ? path : "\(name)_\(count)\(ending)"
            // what a link leads to is written, as shells and cp have it
            _ = try AtomicFile.write(
                try InputFile.read(file, limit: .max), to: FilePath.real(target) ?? target)
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
