internal import Engine
internal import Formats
internal import System
internal import Workflow

/// What a run shows of itself on standard error: `--progress`, `--quiet` and `--verbose`.
struct ProgressReport {
    enum Form: String { case auto, bar, json, none }

    /// Which of the command line's prompts it is.
    struct Run {
        let file: String
        /// From 1.
        let number: Int
        let count: Int
    }

    private let form: Form
    private let isVerbose: Bool
    private var isLineOpen = false
    private var lastShown: Int64 = 0
    /// The node that runs, and since when.
    private var current: (id: String, since: Int64)?

    /// Between two lines or bars, in nanoseconds.
    private static let pause: Int64 = 100_000_000

    init(_ arguments: Arguments) throws(UsageError) {
        let name = arguments["--progress"] ?? "auto"
        guard var form = Form(rawValue: name) else {
            throw UsageError("--progress: '\(name)' is none of auto, bar, json, none")
        }
        let isQuiet = arguments.has("--quiet")
        if form == .auto { form = Terminal.showsProgress && !isQuiet ? .bar : .none }
        self.form = form
        isVerbose = arguments.has("--verbose")
        guard !isQuiet || !isVerbose else { throw UsageError("--quiet and --verbose contradict each other") }
        Terminal.isQuiet = isQuiet
    }

    /// Has the library's messages shown.
    func showMessages() { Terminal.showMessages(from: isVerbose ? .debug : .warning) }

    /// Something has happened, or some time has passed.
    mutating func show(_ task: PromptTask, _ run: Run, isLast: Bool = false) {
        guard form != .none || isVerbose else { return }
        let now = Clock.monotonic()
        guard isLast || now - lastShown >= Self.pause else { return }
        lastShown = now
        let progress = task.progress
        let className = progress.nodeID.flatMap { task.request.prompt[$0]?["class_type"]?.string }
        switch form {
        case .json: Terminal.complain(Self.json(progress, className, task.promptID, run).serialized())
        case .bar where !isLast:
            Terminal.show("\r" + Self.bar(progress, className, run).prefix(Terminal.columns - 1) + "\u{1b}[K")
            isLineOpen = true
        default: break
        }
    }

    /// Takes the bar away.
    mutating func clear() {
        if isLineOpen { Terminal.show("\r\u{1b}[K") }
        isLineOpen = false
    }

    /// With `--verbose`: how long each node took.
    mutating func note(_ event: EngineEvent, _ prompt: JSONObject) {
        guard isVerbose, event.kind == .executing || event.kind == .executionSuccess else { return }
        let now = Clock.monotonic()
        if let current {
            clear()
            let name = prompt[current.id]?["class_type"]?.string ?? "?"
            Terminal.note("node \(current.id) (\(name)): \(Self.seconds(Double(now - current.since) / 1e9))")
        }
        current = event.kind == .executing ? event.data["node"]?.string.map { ($0, now) } : nil
    }

    // MARK: Texts

    /// {"progress", "state", "file", "run", "runs", "prompt_id", "node_id", "class_type", "step", "steps",
    /// "seconds_per_step", "seconds", "seconds_left", "nodes_done", "nodes_total"}, null where it is not known
    private static func json(_ progress: TaskProgress, _ className: String?, _ id: String, _ run: Run) -> JSON {
        func number(_ value: Double?, _ digits: Double) -> JSON {
            value.map { .double(($0 * digits).rounded() / digits) } ?? .null
        }
        func whole(_ value: Double) -> JSON {
            progress.max > 1 ? Int(exactly: value.rounded()).map { .int(Int128($0)) } ?? .null : .null
        }
        return [
            "progress": number(progress.overall, 1e4), "state": .string("\(progress.state)"),
            "file": .string(run.file), "run": .int(Int128(run.number)), "runs": .int(Int128(run.count)),
            "prompt_id": .string(id), "node_id": progress.nodeID.map { .string($0) } ?? .null,
            "class_type": className.map { .string($0) } ?? .null,
            "step": whole(progress.value), "steps": whole(progress.max),
            "seconds_per_step": number(progress.secondsPerStep, 1e4), "seconds": number(progress.secondsElapsed, 1e3),
            "seconds_left": number(progress.secondsLeft, 1e3), "nodes_done": .int(Int128(progress.nodesDone)),
            "nodes_total": .int(Int128(progress.nodesTotal)),
        ]
    }

    private static func bar(_ progress: TaskProgress, _ className: String?, _ run: Run) -> String {
        let width = 24
        let filled = Int((progress.overall * Double(width)).rounded(.down))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        var text = "[\(bar)] \(Int((progress.overall * 100).rounded(.down)))%"
        if run.count > 1 { text = "\(run.number)/\(run.count) " + text }
        if let className { text += " \(className)" }
        if progress.max > 1 { text += " \(Int(progress.value))/\(Int(progress.max))" }
        if let pace = progress.secondsPerStep, pace > 0 {
            text += pace < 1 ? ", \(rounded(1 / pace)) steps/s" : ", \(rounded(pace)) s/step"
        }
        if let left = progress.secondsLeft { text += ", \(duration(left)) left" }
        return text
    }

    /// "31 s", "2:05", "1:02:03"
    static func duration(_ seconds: Double) -> String {
        let whole = Int(min(max(seconds, 0), 1e9).rounded(.up))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
        return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }

    static func seconds(_ seconds: Double) -> String { "\((seconds * 1e3).rounded() / 1e3) s" }

    /// Two digits behind the point.
    private static func rounded(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
}
