internal import Configuration
internal import Folders
internal import Formats
internal import Nodes
package import Runners
internal import System
internal import Tensors
package import Tracing
package import Workflow

/// Runs the prompts of one thread in a process of its own, which is made anew when it is lost.
///
/// The process is that thread's child: when the thread ends, so does the process, whatever happens to the host.
package final class IsolatedRunner: PromptRunner {
    private let metrics: Metrics
    private let pool: ChildPool
    private let index: Int
    /// What the process knows of the client's things in memory and of its node classes.
    private var known = ChildPool.Known()
    private let nodes = HostNodes()

    package init(_ pool: ChildPool, _ metrics: Metrics, index: Int) {
        self.pool = pool
        self.metrics = metrics
        self.index = index
        // The first child starts with the client, which then knows whether any can.
        guard index == 0 else { return }
        do {
            _ = try start()
            pool.report(nil)
        } catch {
            pool.report(error)
        }
    }

    // MARK: The process

    private func start() throws(EngineError) -> ChildLink {
        let link = try pool.makeLink()
        known = ChildPool.Known()
        pool.setLink(link, at: index)
        return link
    }

    /// A process that lives and knows what the client knows.
    private func ready() throws(EngineError) -> ChildLink {
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
    private func synchronize(_ link: ChildLink) throws(EngineError) {
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
        known = ChildPool.Known(
            images: contents.images.mapValues(\.revision), files: contents.files.mapValues(\.serial), classes: classes)
        nodes.begin(contents.nodes)
    }

    /// Takes down a process that was lost, and says why it was.
    private func drop(_ link: ChildLink) -> String {
        pool.setLink(nil, at: index)
        metrics.noteWorkerRestart()
        let reason = Self.reason(link, link.end())
        Log.error("a worker process \(reason)", ["pid": .int(Int128(link.process.id))])
        return reason
    }

    // MARK: Prompts

    package func run(_ request: PromptRequest, for host: any PromptHost) -> PromptOutcome {
        let previews = nodes.previews
        let record = PromptRecord(request, host) { event in host.publish(previews.restored(event)) }
        if host.cancellation.isCancelled { return .withdrawn(request.promptID) }
        // Of the host's nodes, which also hear of it when the child is lost.
        let cancellation = Cancellation()
        let link: ChildLink
        do {
            link = try begin(request, host, record, cancellation)
        } catch {
            return record.conclude(.failed(type: "BrokenProcessPool", message: error.message))
        }
        defer {
            link.attach(nil, nil)
            nodes.end()
        }
        host.cancellation.whenCancelled { [weak link] in
            cancellation.cancel()
            link?.poke()
        }
        return follow(request, host, link, record, cancellation)
    }

    /// Hands a prompt to a process. One that turns out to be gone has not begun, and another one takes its place.
    private func begin(
        _ request: PromptRequest, _ host: any PromptHost, _ record: PromptRecord, _ cancellation: Cancellation,
        isFirst: Bool = true
    ) throws(EngineError) -> ChildLink {
        let link = try ready()
        link.attach(record, cancellation)
        do {
            try link.send(.run(request, trace: host.trace, logLevel: Log.level.rawValue))
        } catch {
            link.attach(nil, nil)
            guard error.code == .closed, isFirst else { throw error }
            _ = drop(link)
            return try begin(request, host, record, cancellation, isFirst: false)
        }
        return link
    }

    private func follow(
        _ request: PromptRequest, _ host: any PromptHost, _ link: ChildLink, _ record: PromptRecord,
        _ cancellation: Cancellation
    ) -> PromptOutcome {
        var silence = ChildLink.Silence(link)
        let deadline = pool.settings.timeLimit.map { Clock.monotonic() + Int64(min($0, 1e9) * 1e9) }
        var cancelled: Int64?
        /// When the child was last told who is alive; nil while the client is not being destroyed.
        var told: Int64?
        while true {
            var patience = ChildLink.Silence.tick
            if let deadline {
                let left = max(deadline - Clock.monotonic(), 0) / 1_000_000 + 1
                patience = min(patience, left)
            }
            switch link.next(milliseconds: patience) {
            case .call(let number, let call)?: nodes.answer(number, call, of: request, cancellation, link)
            case .log(let level, let message, let fields)?:
                Log.write(Log.Level(rawValue: level) ?? .debug, { message }, fields: { fields })
            case .span(let span)?: host.tracer.receive(span)
            case .finished(let outcome)?:
                link.letGo()
                return outcome
            case .ended?: return conclude(host, link, record)
            case .poke?: break
            case nil: if patience == ChildLink.Silence.tick { silence.passed() }
            }
            let now = Clock.monotonic()
            if host.cancellation.isCancelled, cancelled == nil {
                cancelled = now
                try? link.send(.cancel)
            }
            if host.closing.hasBegun {
                if told == nil { try? link.send(.closing) }
                // What they say goes to the child anyhow; questions whether they are cancelled are answered here.
                for call in nodes.alive(since: told ?? 0) { try? link.send(.alive(call: call)) }
                told = now
            }
            if let cancelled, now - cancelled > Self.cancelGrace { link.kill(.deafToCancel) }
            if let deadline, now > deadline { link.kill(.overTime(seconds: pool.settings.timeLimit ?? 0)) }
        }
    }

    /// Nanoseconds that a prompt may take to end when it is cancelled.
    private static let cancelGrace: Int64 = 5_000_000_000

    /// The child was lost with the prompt.
    private func conclude(_ host: any PromptHost, _ link: ChildLink, _ record: PromptRecord) -> PromptOutcome {
        let reason = drop(link)
        if host.cancellation.isCancelled { return record.conclude(.cancelled) }
        let type = if case .overTime = link.verdict { "TimeoutError" } else { "BrokenProcessPool" }
        return record.conclude(.failed(type: type, message: "the worker process \(reason)"))
    }

    private static func reason(_ link: ChildLink, _ ending: ChildProcess.Ending) -> String {
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

    package func clearCache() {
        guard let link = pool.link(at: index), !link.hasEnded else { return }
        // One that is lost has no cache left.
        _ = try? link.request(.clearCache)
    }

    package func prepare() {
        do { _ = try ready() } catch { Log.error(error.message) }
        nodes.end()
    }

    package func finish() {
        if let link = pool.link(at: index) {
            pool.setLink(nil, at: index)
            link.end()
        }
        nodes.finish()
    }
}
