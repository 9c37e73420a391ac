internal import Formats
internal import Glibc
internal import Configuration
internal import System
internal import Tensors
internal import Tracing
internal import Workflow

/// The parent's end of a child process: the process, the socket and the thread that reads it.
///
/// The reading thread publishes events at once and never waits for anything but the socket, and so never for the
/// child; what takes time (node calls, log messages) goes to the thread that runs the prompt.
final class ChildLink: Sendable {
    /// Something for the thread that runs the prompt.
    enum Item: Sendable {
        case call(UInt64, NodeCall)
        case log(Int, String, fields: String)
        case span(SpanRecord)
        case finished(PromptOutcome)
        /// Somebody called `poke`.
        case poke
        case ended
    }

    /// Why this process has killed the child.
    enum Verdict: Sendable {
        case silent(seconds: Double)
        case overTime(seconds: Double)
        case deafToCancel
        case nonsense(String)
    }

    private struct State {
        var inbox = Deque<Item>()
        var replies: [UInt64: Result<JSON, EngineError>] = [:]
        var lastRequest: UInt64 = 0
        var record: PromptRecord?
        /// Raised when the child is lost.
        var cancellation: Cancellation?
        /// Counts what comes, as a sign of life.
        var heard: UInt64 = 0
        var hasEnded = false
        var verdict: Verdict?
        /// Objects of the host's that the child no longer uses, for a thread that may run the host's code.
        var released: [any EngineObject] = []
    }

    let process: ChildProcess
    let connection: Connection
    private let heartbeatTimeout: Double
    private let state: Monitor<State>
    private let reader: Thread

    /// Starts the process and exchanges greetings. The calling thread has to outlive it.
    ///
    /// - Throws: `unsupported` if the program is of another version, or what keeps it from starting.
    init(_ path: String, _ setup: ChildSetup, heartbeatTimeout: Double) throws(EngineError) {
        let milliseconds = Int(min(max(heartbeatTimeout * 1000, 1), 1e9))
        let sockets = try SocketPair.make(sendTimeoutMilliseconds: milliseconds)
        let connection = Connection(socket: sockets.parent)
        let process = try Self.start(path, sockets.child)
        let state = Monitor(State())
        do {
            try Self.greet(connection, process, path)
            reader = try EngineError.translating { () throws(SystemError) in
                try Thread("comfy-link") { Self.read(connection, process, state) }
            }
        } catch {
            process.kill()
            _ = process.wait(milliseconds: 10_000)
            throw error
        }
        self.connection = connection
        self.process = process
        self.state = state
        self.heartbeatTimeout = heartbeatTimeout
        do {
            try send(.setup(setup))
            // The setup is answered under the number that no request has.
            _ = try reply(to: 0)
        } catch {
            end()
            throw error
        }
    }

    /// The child's end of the socket is the child's alone afterwards, so that the stream ends with it.
    private static func start(_ path: String, _ socket: Int32) throws(EngineError) -> ChildProcess {
        defer { close(socket) }
        return try ChildProcess(path: path, socket: socket)
    }

    private static func greet(_ connection: Connection, _ process: ChildProcess, _ path: String) throws(EngineError) {
        guard let problem = connection.receiveGreeting(timeoutMilliseconds: 10_000) else {
            let ending = process.wait(milliseconds: 100)?.description ?? "does not say that it is one"
            throw EngineError(.unsupported, "\(path) is no \(ChildProgram.name) of this version: it \(ending)")
        }
        guard problem.isEmpty else { throw EngineError(.unsupported, "\(path) \(problem)") }
    }

    // MARK: Reading

    private static func read(_ connection: Connection, _ process: ChildProcess, _ state: Monitor<State>) {
        do {
            while let (message, released) = try connection.receive(ChildMessage.self) {
                let record: PromptRecord? = state.update { state in
                    state.heard &+= 1
                    state.released += released
                    switch message {
                    case .finished(let result): state.inbox.append(.finished(result))
                    case .call(let number, let call): state.inbox.append(.call(number, call))
                    case .log(let level, let text, let fields): state.inbox.append(.log(level, text, fields: fields))
                    case .span(let record): state.inbox.append(.span(record))
                    case .reply(let number, let result): state.replies[number] = result
                    case .validated, .event, .progress, .pong: break
                    }
                    return state.record
                }
                record?.take(message)
            }
        } catch {
            state.withLock { if $0.verdict == nil { $0.verdict = .nonsense("\(error)") } }
            process.kill()
        }
        let cancellation = state.update { state in
            state.hasEnded = true
            state.inbox.append(.ended)
            state.released += connection.objects.releaseAll()
            return state.cancellation
        }
        cancellation?.cancel()
    }

    // MARK: Talking

    /// - Throws: `closed` if the child is gone, or why the message cannot be sent.
    func send(_ message: ParentMessage) throws(EngineError) {
        do {
            try connection.send(message)
        } catch {
            switch error {
            case .refused(let error): throw error
            case .lost: throw EngineError(.closed, "the worker process is gone")
            }
        }
    }

    /// Asks for something and waits for the answer, from any thread but the reading one.
    func request(_ request: ChildRequest) throws(EngineError) -> JSON {
        let number = state.withLock { state in
            state.lastRequest += 1
            return state.lastRequest
        }
        try send(.request(number, request))
        return try reply(to: number)
    }

    private func reply(to number: UInt64) throws(EngineError) -> JSON {
        var silence = Silence(self)
        while true {
            let answer: Result<JSON, EngineError>? = state.wait(until: Deadline(milliseconds: Silence.tick)) { state in
                if let reply = state.replies.removeValue(forKey: number) { return reply }
                return state.hasEnded ? .failure(EngineError(.closed, "the worker process is gone")) : nil
            }
            letGo()
            if let answer { return try answer.get() }
            silence.passed()
        }
    }

    /// Directs the events to a prompt, or with nil away from it. `cancellation` is raised when the child is lost.
    func attach(_ record: PromptRecord?, _ cancellation: Cancellation?) {
        state.withLock { state in
            state.record = record
            state.cancellation = cancellation
        }
    }

    /// The next thing to do; nil if there is none for so long.
    func next(milliseconds: Int64) -> Item? {
        letGo()
        return state.wait(until: Deadline(milliseconds: milliseconds)) { $0.inbox.popFirst() }
    }

    /// Wakes the thread that is in `next`.
    func poke() { state.update { $0.inbox.append(.poke) } }

    /// Lets go of what the child no longer uses, outside the lock: the host's code may run.
    func letGo() {
        let released = state.withLock { state in
            defer { state.released = [] }
            return state.released
        }
        withExtendedLifetime(released) {}
    }

    // MARK: Life

    var hasEnded: Bool { state.withLock { $0.hasEnded } }
    var verdict: Verdict? { state.withLock { $0.verdict } }

    /// Kills the child, for a reason that is told.
    func kill(_ verdict: Verdict) {
        state.withLock { if $0.verdict == nil { $0.verdict = verdict } }
        process.kill()
        connection.shut()
    }

    /// Ends the child, waits until it is gone, and says how it ended. On the thread that started it.
    @discardableResult
    func end() -> ChildProcess.Ending {
        connection.shut()
        var ending = process.wait(milliseconds: 1000)
        while ending == nil {
            process.kill()
            ending = process.wait(milliseconds: 1000)
        }
        reader.join()
        letGo()
        return ending ?? .unknown
    }

    /// Notices that a child no longer answers. Counts stretches of waiting, not the clock: a process that was stopped
    /// itself has heard nothing either.
    struct Silence {
        /// Milliseconds of one stretch.
        static let tick: Int64 = 200

        private let link: ChildLink
        private var heard: UInt64
        private var count = 0

        init(_ link: ChildLink) {
            self.link = link
            heard = link.state.withLock { $0.heard }
        }

        /// A stretch is over in which nothing came for the one who waits.
        mutating func passed() {
            let now = link.state.withLock { $0.heard }
            count = now == heard ? count + 1 : 0
            heard = now
            guard Double(count) * Double(Self.tick) / 1000 < link.heartbeatTimeout else {
                link.kill(.silent(seconds: link.heartbeatTimeout))
                return
            }
            link.connection.sendIfIdle(ParentMessage.ping)
        }
    }
}
