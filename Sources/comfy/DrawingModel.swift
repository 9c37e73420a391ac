internal import Engine
internal import Folders
internal import Formats
internal import Glibc
internal import Models
internal import System
internal import Tensors

/// The checkpoint that `libcomfy draw` draws with.
struct DrawingModel {
    /// As the client knows it.
    let name: String
    /// The width and height of pictures that it was made for.
    let side: Int

    /// - Parameter wanted: a name below the folder, or a file anywhere; nil: the first one of the folder.
    init(_ wanted: String?, _ client: Client) throws {
        let names = try client.modelFiles(of: "checkpoints")
        guard let name = wanted ?? names.first else {
            let folders = try client.modelFolders(of: "checkpoints").joined(separator: ", ")
            throw CommandError(
                status: 2, message: "there is no model: put one into \(folders), or name one with --model or --models")
        }
        if names.contains(name) {
            self.name = name
            let path = try client.modelFolders(of: "checkpoints").map { FilePath.join($0, name) }.first(
                where: FilePath.isFile)
            side = path.map(Self.side) ?? 512
            return
        }
        guard FilePath.isFile(name) else {
            let found = names.isEmpty ? "there are none" : "there are \(names.joined(separator: ", "))"
            throw CommandError(
                status: 2, message: "--model: '\(name)' is no file and no checkpoint of the models folder; \(found)")
        }
        self.name = name.split(separator: "/").last.map(String.init) ?? name
        side = Self.side(name)
        try client.addModelFile("checkpoints", self.name, { try Self.map(name) })
    }

    private static func side(_ path: String) -> Int {
        guard let file = try? ModelFile.open(path: path),
            let type = ModelDetector(OriginalLayout.of(file)).summary.type
        else { return 512 }
        return type.contains(text: "XL") ? 1024 : 512
    }

    /// The file's memory, as long as the client wants it.
    private static func map(_ path: String) throws -> MemoryFile {
        func failure() -> CommandError {
            CommandError(status: 2, message: "--model: cannot read \(path): \(String(cString: strerror(errno)))")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw failure() }
        let size = Int(info.st_size)
        guard size > 0, let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else {
            throw failure()
        }
        let address = UInt(bitPattern: memory)
        return MemoryFile(pointer: memory, size: size) {
            if let memory = UnsafeMutableRawPointer(bitPattern: address) { munmap(memory, size) }
        }
    }
}
