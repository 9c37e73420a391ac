package import Configuration
internal import Folders
package import Formats
internal import Models
internal import Nodes
package import Runners
internal import System
internal import Workflow

/// The child processes of a client, one for each of its prompt threads, and what they are made from.
package final class ChildPool: Sendable {
    /// What a client keeps in memory for its prompts.
    struct Contents: Sendable {
        struct FileKey: Hashable, Sendable {
            var folder: String
            var name: String
        }
        var images: [String: (image: PixelImage, revision: Int)] = [:]
        var files: [FileKey: MemoryFile] = [:]
        /// The host's own node classes.
        var nodes: [HostClass: any Node] = [:]
    }

    /// What a child knows of it: revisions of images, serials of files, classes.
    struct Known: Sendable {
        var images: [String: Int] = [:]
        var files: [Contents.FileKey: Int] = [:]
        var classes: Set<HostClass> = []
    }

    let settings: IsolationSettings
    private let setup: ChildSetup
    private let path: String
    private let folders: Folders
    private let registry: NodeRegistry
    /// Registrations up to this one are the library's own, which a child has itself.
    private let builtinCount: Int
    private let links: Monitor<[ChildLink?]>
    /// Set once the first child has started or could not.
    private let start = Monitor<Result<Void, EngineError>?>(nil)
    /// Copies of files in memory that processes can share, by the files' serials.
    private let copies = Monitor<[Int: SharedMemory]>([:])

    /// - Parameters:
    ///   - options: each child's.
    ///   - resources: what this process has; no prompt runs here.
    package init(_ count: Int, _ options: ResourceOptions, _ resources: PromptResources) throws(EngineError) {
        settings = options.configuration.isolation
        path = try ChildProgram.find(settings.workerPath)
        folders = resources.folders
        registry = resources.registry
        builtinCount = resources.builtinCount
        var options = options
        options.configuration = options.configuration.ofChildren
        setup = ChildSetup(
            options: options, workingDirectory: FilePath.workingDirectory ?? "", hasBuiltinNodes: builtinCount > 0,
            logLevel: Log.level.rawValue)
        links = Monitor(Array(repeating: nil, count: count))
    }

    // MARK: For the runners

    func makeLink() throws(EngineError) -> ChildLink {
        try ChildLink(path, setup, heartbeatTimeout: settings.heartbeatTimeout)
    }

    func link(at index: Int) -> ChildLink? { links.withLock { $0[index] } }
    func setLink(_ link: ChildLink?, at index: Int) { links.withLock { $0[index] = link } }

    func report(_ error: EngineError?) { start.update { $0 = error.map { .failure($0) } ?? .success(()) } }

    /// Waits for the first child.
    package func waitForStart() throws(EngineError) {
        if case .failure(let error)? = start.wait(for: { $0 }) { throw error }
    }

    func contents() -> Contents {
        var contents = Contents()
        let memory = folders.contentsInMemory
        contents.images = memory.images
        for (folder, files) in memory.models {
            for (name, file) in files { contents.files[Contents.FileKey(folder: folder, name: name)] = file }
        }
        for (name, node, registration) in registry.entries where registration > builtinCount {
            contents.nodes[HostClass(name: name, registration: registration)] = node
        }
        let live = Set(contents.files.values.map(\.serial))
        copies.withLock { copies in copies = copies.filter { live.contains($0.key) } }
        return contents
    }

    /// A copy of a file in memory, made once for all children and kept as long as the file is known.
    func shared(_ file: MemoryFile) throws(EngineError) -> SharedMemory {
        if let known = copies.withLock({ $0[file.serial] }) { return known }
        let copy = try SharedMemory(copying: [UnsafeRawBufferPointer(start: file.pointer, count: file.size)])
        copies.withLock { $0[file.serial] = copy }
        return copy
    }

    // MARK: For everybody

    /// Asks all children that live; one that is lost meanwhile has no answer.
    private func requestAll(_ request: ChildRequest) throws(EngineError) -> [(process: Int, answer: JSON)] {
        var answers: [(process: Int, answer: JSON)] = []
        for case let link? in links.withLock({ $0 }) where !link.hasEnded {
            do {
                answers.append((Int(link.process.id), try link.request(request)))
            } catch {
                if error.code != .closed { throw error }
            }
        }
        return answers
    }

    package func loadModel(_ folder: String, _ name: String) throws(EngineError) {
        _ = try requestAll(.load(folder: folder, name: name))
    }

    /// False if no child has it loaded.
    package func unloadModel(_ folder: String, _ name: String) throws(EngineError) -> Bool {
        try requestAll(.unload(folder: folder, name: name)).contains { $0.answer == true }
    }

    package func unloadAllModels() throws(EngineError) { _ = try requestAll(.unloadAll) }

    /// The children's reports as one: {"total_bytes", "resident_bytes", "models", "process": this one, "workers": [{"pid", ...}]}.
    package func memoryReport(own: JSONObject) throws(EngineError) -> JSONObject {
        let reports = try requestAll(.memory)
        var report = own
        for key in ["total_bytes", "resident_bytes"] {
            report[key] = .int(reports.reduce(0) { $0 + Int128($1.answer[key]?.int ?? 0) })
        }
        report["models"] = .array(reports.flatMap { $0.answer["models"]?.array ?? [] })
        let workers = reports.map { process, answer in
            var worker: JSONObject = ["pid": .int(Int128(process))]
            for (key, value) in answer["process"]?.object ?? [:] { worker[key] = value }
            return JSON.object(worker)
        }
        report["workers"] = .array(workers)
        return report
    }

    /// The processes' numbers, for tests and reports.
    package var processes: [Int] { links.withLock { $0.compactMap { $0.map { Int($0.process.id) } } } }
}
