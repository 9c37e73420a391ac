internal import Folders
internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A model file that a workflow names, on disk or in memory.
struct ModelSource {
    private(set) var file: FoundFile
    private(set) var name: String
    let category: String
    /// Whether a file on disk is mapped, not read.
    private let isMapped: Bool

    init(_ name: String, of category: String, in environment: NodeEnvironment) throws(NodeError) {
        guard let file = environment.folders.file(name, of: category) else {
            throw NodeError("FileNotFoundError", "\(category) does not contain \(name)")
        }
        self.file = file
        self.name = name
        self.category = category
        isMapped = environment.mapsModels
    }

    /// What tells the file from others, and from itself after a change.
    var identity: FileIdentity {
        get throws {
            switch file {
            case .disk(let path): try FileIdentity(path: path)
            case .memory(let file): FileIdentity(location: "memory:\(file.serial)", size: file.size, modified: 0)
            }
        }
    }

    /// For loaders.
    var loadableFile: LoadableFile {
        get throws { LoadableFile(try identity, folder: category, name: name, open: open) }
    }

    /// Another file of the same category.
    func other(_ name: String, _ file: FoundFile) -> ModelSource {
        var other = self
        (other.name, other.file) = (name, file)
        return other
    }

    func open() throws -> any WeightSource {
        switch file {
        case .disk(let path): return try ModelFile.open(path: path, isMapped: isMapped)
        case .memory(let file):
            return try ModelFile.open(
                memory: UnsafeRawBufferPointer(start: file.pointer, count: file.size), name: name,
                release: { withExtendedLifetime(file) {} })
        }
    }
}

extension NodeEnvironment {
    /// What a loader makes of files of these names and categories.
    ///
    /// - Parameter loadable: how they are opened
    func load<Loader: ModelLoader>(
        _ loader: Loader, _ files: [(name: String, category: String)], _ cancellation: Cancellation,
        as loadable: (ModelSource) throws -> LoadableFile = { try $0.loadableFile }
    ) throws -> Loader.Model {
        let sources = try files.map { file throws(NodeError) in try ModelSource(file.name, of: file.category, in: self)
        }
        return try translatingErrors {
            try models.model(loader, sources.map(loadable), compute(cancellation))
        }
    }
}
