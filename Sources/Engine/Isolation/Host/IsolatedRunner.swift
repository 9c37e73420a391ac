internal import Formats
internal import Nodes
internal import System
internal import Tensors
internal import Workflow

/// Runs the prompts of one worker in a process of its own, which is made anew when it is lost.
///
/// The process is a child of the worker's thread: when that ends, so does the process, whatever happens to the host.
final class IsolatedRunner: PromptRunner {
    private let client: Client
    private let pool: WorkerPool
    private let index: Int
    /// What the process knows of the client's things in memory and of its node classes.
    private var known = WorkerPool.Known()
    private let nodes = HostNodes()

    init(_ client: Client, _ pool: WorkerPool, index: Int) {
        self.client = client
        self.pool = pool
        self.index = index
        // The first worker starts with the client, which then knows whether any can.
        guard index == 0 else { return }
        do {
            _ = try start()
            pool.report(nil)
        } catch {
            pool.report(error)
        }
    }

    // MARK: The process

    private func start() throws(EngineError) -> WorkerLink {
        let link = try pool.makeLink()
        known = WorkerPool.Known()
        pool.setLink(link, at: index)
        return link
    }

    /// A process that lives and knows what the client knows.
    private func ready() throws(EngineError) -> WorkerLink {
        if let link = pool.link(at: index) {
            if !link.hasEnded {
                do {
                    try synchronize(link)
                    return link
                } catch {
                    guard error.code == .closed else { throw error }
                }
            }
            _ = drop(link)
        }
        let link = try start()
        try synchronize(link)
        return link
    }

    /// Tells a process what has changed since it was told last.
    private func synchronize(_ link: WorkerLink) throws(EngineError) {
        let contents = pool.contents()
        for name in known.images.keys where contents.images[name] == nil { try link.send(.image(name: name, nil)) }
        for (name, entry) in contents.images where known.images[name] != entry.revision {
            try link.send(.image(name: name, entry.image))
        }
        for key in known.files.keys where contents.files[key] == nil {
            try link.send(.modelFile(folder: key.folder, name: key.name, nil))
        }
        for (key, file) in contents.files where known.files[key] != file.serial {
            try link.send(.modelFile(folder: key.folder, name: key.name, pool.shared(file)))
        }
        let classes = Set(contents.nodes.keys)
        if classes != known.classes { try link.send(.classes(Array(classes))) }
        // Only what tells them apart is kept: images, files and classes are to go when the host removes them.
        known = WorkerPool.Known(
            images: contents.images.mapValues(\.revision), files: contents.files.mapValues(\.serial), classes: classes)
        nodes.begin(contents.nodes)
    }

    /// Takes down a process that was lost, and says why it was.
    private func drop(_ link: WorkerLink) -> String {
        pool.setLink(nil, at: index)
        client.metrics.noteWorkerRestart()
        let reason = Self.reason(link, link.end())
        Log.error("a worker process \(reason)", ["pid": .int(Int128(link.process.id))])
        return reason
    }

    // MARK: Prompts

    func run(_ task: PromptTask) -> PromptResult {
        let client = client
        let previews = nodes.previews
        let record = PromptRecord(task) { event in client.publish(previews.restored(event), task) }
        if task.cancellation.isCancelled { return .cancelled(task.promptID) }
        // Of the host's nodes, which also hear of it when the worker is lost.
        let cancellation = Cancellation()
        let link: WorkerLink
        do {
            link = try begin(task, record, cancellation)
        } catch {
            return record.conclude(.failed(type: "BrokenProcessPool", message: error.message))
        }
        defer {
            link.attach(nil, nil)
            nodes.end()
        }
        task.cancellation.whenCancelled { [weak link] in
            cancellation.cancel()
            link?.poke()
        }
        return follow(task, link, record, cancellation)
    }

    /// Hands a prompt to a process. One that turns out to be gone has not begun, and another one takes its place.
    private func begin(
        _ task: PromptTask, _ record: PromptRecord, _ cancellation: Cancellation, isFirst: Bool = true
    ) throws(EngineError) -> WorkerLink {
        let link = try ready()
        link.attach(record, cancellation)
        do {
            try link.send(.run(PromptJob(task), logLevel: Log.level.rawValue))
        } catch {
            link.attach(nil, nil)
            guard error.code == .closed, isFirst else { throw error }
            _ = drop(link)
            return try begin(task, record, cancellation, isFirst: false)
        }
        return link
    }

    private func follow(
        _ task: PromptTask, _ link: WorkerLink, _ record: PromptRecord, _ cancellation: Cancellation
    ) -> PromptResult {
        var silence = WorkerLink.Silence(link)
        let deadline = pool.settings.timeLimit.map { Clock.monotonic() + Int64(min($0, 1e9) * 1e9) }
        var cancelled: Int64?
        /// When the worker was last told who is alive; nil while the client is not being destroyed.
        var told: Int64?
        while true {
            var patience = WorkerLink.Silence.tick
            if let deadline {
                let left = max(deadline - Clock.monotonic(), 0) / 1_000_000 + 1
                patience = min(patience, left)
            }
            switch link.next(milliseconds: patience) {
            case .call(let number, let call)?: nodes.answer(number, call, of: task, cancellation, link)
            case .log(let level, let message, let fields)?:
                Log.write(Log.Level(rawValue: level) ?? .debug, { message }, fields: { fields })
            case .span(let record)?: SpanRecord(record).map { client.spans.receive($0) }
            case .finished(let result)?:
                link.letGo()
                return result
            case .ended?: return conclude(task, link, record)
            case .poke?: break
            case nil: if patience == WorkerLink.Silence.tick { silence.passed() }
            }
            let now = Clock.monotonic()
            if task.cancellation.isCancelled, cancelled == nil {
                cancelled = now
                try? link.send(.cancel)
            }
            if client.closing.hasBegun {
                if told == nil { try? link.send(.closing) }
                // What they say goes to the worker anyhow; questions whether they are cancelled are answered here.
                for call in nodes.alive(since: told ?? 0) { try? link.send(.alive(call: call)) }
                told = now
            }
            if let cancelled, now - cancelled > Self.cancelGrace { link.kill(.deafToCancel) }
            if let deadline, now > deadline { link.kill(.overTime(seconds: pool.settings.timeLimit ?? 0)) }
        }
    }

    /// Nanoseconds that a prompt may take to end when it is cancelled.
    private static let cancelGrace: Int64 = 5_000_000_000

    /// The worker was lost with the prompt.
    private func conclude(_ task: PromptTask, _ link: WorkerLink, _ record: PromptRecord) -> PromptResult {
        let reason = drop(link)
        if task.cancellation.isCancelled { return record.conclude(.cancelled) }
        let type = if case .overTime = link.verdict { "TimeoutError" } else { "BrokenProcessPool" }
        return record.conclude(.failed(type: type, message: "the worker process \(reason)"))
    }

    private static func reason(_ link: WorkerLink, _ ending: ChildProcess.Ending) -> String {
        switch link.verdict {
        case .silent(let seconds): return "did not answer for \(seconds) s and was killed"
        case .overTime(let seconds): return "took longer than the \(seconds) s of worker_time_limit and was killed"
        case .deafToCancel: return "did not end its prompt when that was cancelled, and was killed"
        case .nonsense(let problem): return "sent \(problem) and was killed"
        case nil:
            let words = link.process.lastWords
            return ending.description + (words.isEmpty ? "" : " (\(words))")
        }
    }

    // MARK: Between prompts

    func clearCache() {
        guard let link = pool.link(at: index), !link.hasEnded else { return }
        // One that is lost has no cache left.
        _ = try? link.request(.clearCache)
    }

    func prepare() {
        do { _ = try ready() } catch { Log.error(error.message) }
        nodes.end()
    }

    func finish() {
        if let link = pool.link(at: index) {
            pool.setLink(nil, at: index)
            link.end()
        }
        nodes.finish()
    }
}
