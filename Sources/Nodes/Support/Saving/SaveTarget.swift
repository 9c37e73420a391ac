internal import Folders
internal import Formats
internal import Glibc
internal import System
internal import Workflow

/// Where a node's results go: a folder and the beginning of their names, from a filename prefix.
struct SaveTarget {
    /// Absolute.
    let folder: String
    /// Relative to the output folder; empty for the folder itself.
    let subfolder: String
    /// The names' beginning; may still hold %batch_num%.
    let stem: String

    /// Bytes of a prefix, placeholders included: many times what the system takes of a path.
    private static let maximumPrefix = 1 << 16

    /// - Throws: a prefix that leads out of `root` is an error, also through links that lie there and lead elsewhere than
    ///   they may.
    init(
        prefix: String, root: String, links: LinkRoots = .anywhere, template: FilenameTemplate
    ) throws(NodeError) {
        guard !prefix.utf8.contains(0) else { throw NodeError("ValueError", "the filename prefix holds a NUL") }
        guard prefix.utf8.count <= Self.maximumPrefix else {
            throw NodeError("OSError", "File name too long: '\(prefix.prefix(80))...'")
        }
        // whatever system the workflow comes from
        let path = Self.normalized(FilePath.slashed(template.expand(prefix)))
        let slash = path.lastIndex(of: "/")
        stem = slash.map { String(path[path.index(after: $0)...]) } ?? path
        subfolder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ""
        let root = try Self.absolute(root)
        folder = try Self.absolute(subfolder.hasPrefix("/") ? subfolder : FilePath.join(root, subfolder))
        guard FilePath.contains(root, folder) else { throw Self.outside(folder, root) }
        try Self.create(root)
        // What exists of the folder may be a link: follow it before anything is made behind it.
        if let refusal = links.refusal(of: folder, below: root) {
            throw NodeError("Exception", "Saving image outside the output folder is not allowed: \(refusal)")
        }
        try Self.create(folder)
    }

    /// The number after the highest that the folder has for this stem, whatever the file's kind.
    func nextCounter() -> Int {
        guard let handle = opendir(folder) else { return 1 }
        defer { closedir(handle) }
        let start = Array(stem.utf8) + [UInt8(ascii: "_")]
        var highest = 0
        while let entry = readdir(handle) {
            withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                let name = bytes.prefix { $0 != 0 }
                guard name.starts(with: start) else { return }
                let digits = name.dropFirst(start.count).prefix { $0 != UInt8(ascii: "_") }
                if let number = Int(String(decoding: digits, as: UTF8.self)) { highest = max(highest, number) }
            }
        }
        return highest == .max ? 1 : highest + 1
    }

    /// Python's `os.path.normpath`: no `.`, no doubled or last slash, `..` taken as far as it goes.
    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !path.hasPrefix("/") {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
    }

    private static func absolute(_ path: String) throws(NodeError) -> String {
        do { return try FilePath.absolute(path) } catch { throw NodeError("OSError", error.message) }
    }

    private static func create(_ folder: String) throws(NodeError) {
        do { try AtomicFile.createFolder(folder) } catch { throw NodeError("OSError", error.message) }
    }

    private static func outside(_ folder: String, _ root: String) -> NodeError {
        var common: [Substring] = []
        for (a, b) in zip(folder.split(separator: "/"), root.split(separator: "/")) {
            guard a == b else { break }
            common.append(a)
        }
        return NodeError(
            "Exception",
            """
            **** ERROR: Saving image outside the output folder is not allowed.
             full_output_folder: \(folder)
                     output_dir: \(root)
                     commonpath: /\(common.joined(separator: "/"))
            """)
    }
}
