internal import Formats
internal import Nodes
internal import System
internal import Workflow

/// The worker processes of a client, one for each of its workers, and what they are made from.
final class WorkerPool: Sendable {
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

    /// What a worker knows of it: revisions of images, serials of files, classes.
    struct Known: Sendable {
        var images: [String: Int] = [:]
        var files: [Contents.FileKey: Int] = [:]
        var classes: Set<HostClass> = []
    }

    let settings: IsolationSettings
    private let setup: WorkerSetup
    private let path: String
    private let folders: Folders
    private let registry: NodeRegistry
    /// Registrations up to this one are the library's own, which a worker has itself.
    private let builtinCount: Int
    private let links: Monitor<[WorkerLink?]>
    /// Set once the first worker has started or could not.
    private let start = Monitor<Result<Void, EngineError>?>(nil)
    /// Copies of files in memory that processes can share, by the files' serials.
    private let copies = Monitor<[Int: SharedMemory]>([:])

    init(
        _ options: ClientOptions, folders: Folders, registry: NodeRegistry, builtinCount: Int
    ) throws(EngineError) {
        settings = IsolationSettings(options.configuration)
        path = try WorkerLocation.find(settings.workerPath)
        setup = WorkerSetup(options, hasBuiltinNodes: builtinCount > 0)
        self.folders = folders
        self.registry = registry
        self.builtinCount = builtinCount
        links = Monitor(Array(repeating: nil, count: options.maxWorkers))
    }

    // MARK: For the runners

    func makeLink() throws(EngineError) -> WorkerLink {
        try WorkerLink(path, setup, heartbeatTimeout: settings.heartbeatTimeout)
    }

    func link(at index: Int) -> WorkerLink? { links.withLock { $0[index] } }
    func setLink(_ link: WorkerLink?, at index: Int) { links.withLock { $0[index] = link } }

    func report(_ error: EngineError?) { start.update { $0 = error.map { .failure($0) } ?? .success(()) } }

    /// Waits for the first worker.
    func waitForStart() throws(EngineError) {
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

    /// A copy of a file in memory, made once for all workers and kept as long as the file is known.
    func shared(_ file: MemoryFile) throws(EngineError) -> SharedMemory {
        if let known = copies.withLock({ $0[file.serial] }) { return known }
        let copy = try SharedMemory(copying: [UnsafeRawBufferPointer(start: file.pointer, count: file.size)])
        copies.withLock { $0[file.serial] = copy }
        return copy
    }

    // MARK: For everybody

    /// Asks all workers that live; one that is lost meanwhile has no answer.
    func requestAll(_ request: WorkerRequest) throws(EngineError) -> [(process: Int, answer: JSON)] {
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

    /// The workers' reports as one: {"total_bytes", "resident_bytes", "models", "process": the host, "workers": [{"pid", ...}]}.
    func memoryReport(host: JSONObject) throws(EngineError) -> JSONObject {
        let reports = try requestAll(.memory)
        var report = host
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
    var processes: [Int] { links.withLock { $0.compactMap { $0.map { Int($0.process.id) } } } }
}
