internal import Folders
internal import Formats
internal import Glibc
internal import System
internal import Workflow

/// The folders of pictures, and of texts beside them, that a data set is.
enum DatasetFolder {
    private static let suffixes: Set<String> = [".png", ".jpg", ".jpeg", ".webp"]

    /// The folders in the input folder.
    static func names(_ environment: NodeEnvironment) -> [String] {
        let root = environment.folders.path(of: .input)
        return entries(root).filter { isFolder(FilePath.join(root, $0)) }.sorted()
    }

    /// - Throws: for a name that leads out of the folder.
    static func path(
        _ name: String, in folder: Folders.Special = .input, _ environment: NodeEnvironment
    ) throws -> String {
        let root = environment.folders.path(of: folder)
        let path = FilePath.join(root, name)
        guard let real = FilePath.real(path), let realRoot = FilePath.real(root), FilePath.contains(realRoot, real),
            isFolder(real)
        else { throw NodeError("FileNotFoundError", "there is no folder \(name) in the \(folder.rawValue) folder") }
        return real
    }

    /// The files of encoded data in a folder, by name.
    static func shards(_ folder: String) -> [String] {
        entries(folder).filter { $0.hasPrefix("shard_") && $0.hasSuffix(".pkl") }.sorted()
            .map { FilePath.join(folder, $0) }
    }

    /// The pictures in a folder, by name.
    static func pictures(_ folder: String) -> [String] {
        entries(folder).filter { suffixes.contains(FilePath.suffix($0).lowercased()) }.sorted()
            .map { FilePath.join(folder, $0) }
    }

    /// Also those of the folders in it, as kohya's scripts have them: "10_name" counts ten times.
    static func repeatedPictures(_ folder: String) -> [String] {
        entries(folder).sorted().flatMap { name -> [String] in
            let path = FilePath.join(folder, name)
            if suffixes.contains(FilePath.suffix(name).lowercased()) { return [path] }
            guard isFolder(path) else { return [] }
            let count = Int(name.prefix { $0 != "_" }) ?? 1
            let files = pictures(path)
            return (0..<min(max(count, 0), 1000)).flatMap { _ in files }
        }
    }

    /// What stands in the text beside a picture; nothing if there is none.
    static func caption(_ picture: String) throws -> String {
        let path = picture.dropLast(FilePath.suffix(picture).count) + ".txt"
        guard FilePath.isFile(String(path)) else { return "" }
        return PythonString(String(decoding: try FileBytes.read(String(path)), as: UTF8.self)).stripped()
    }

    private static func entries(_ folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
