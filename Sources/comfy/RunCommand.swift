internal import Configuration
internal import Engine
internal import Formats
internal import System
internal import Workflow

/// `comfy run`
struct RunCommand {
    private let arguments: Arguments
    private let changes: WorkflowChanges
    private let repeats: Int
    private var isMachineReadable: Bool { arguments.has("--json") }

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(
            words, valued: ClientArguments.valued.union(WorkflowInput.valued).union(["--seed", "--repeat", "-o"]),
            listed: ["--target", "--set"], flags: ["--json"], positional: 1...1)
        changes = try WorkflowChanges(arguments)
        let repeats = arguments["--repeat"] ?? "1"
        guard let count = Int(repeats), count > 0 else {
            throw UsageError("--repeat: '\(repeats)' is not a number of runs")
        }
        self.repeats = count
    }

    func run() throws -> Int32 {
        let input = try WorkflowInput(arguments)
        let options = try ClientArguments.options(arguments)
        Log.setHandler(.warning) { Terminal.complain("comfy: \($0.level): \($0.message)") }
        Interruption.install()
        let client = try Client(options)
        defer { client.destroy(cancelling: true) }
        let request = try input.request(client)
        var file = arguments["-o"].map(OutputFile.init)
        for run in 0..<repeats {
            var next = request
            next.promptID = UUID.random()
            next.prompt = try changes.apply(to: request.prompt, run: run)
            if !arguments.all("--target").isEmpty { next.targets = arguments.all("--target") }
            let task = try client.queuePrompt(next)
            try follow(task, next.prompt)
            let status = try finish(task, &file)
            if status != 0 { return status }
        }
        return 0
    }

    /// Shows the events until the last one.
    private func follow(_ task: PromptTask, _ workflow: JSONObject) throws(CommandError) {
        var wasCancelled = false
        var line = ProgressLine()
        defer { line.clear() }
        while true {
            if Interruption.isRequested && !wasCancelled {
                wasCancelled = true
                task.cancel()
            }
            switch task.events.next(until: Deadline(milliseconds: 50)) {
            case .end: return
            case .timeout: break
            case .event(let event, _):
                if isMachineReadable {
                    let json: JSON = ["event": .string(event.name), "data": event.data]
                    try Terminal.print(json.serialized())
                }
                if Terminal.showsProgress && event.kind != .preview {
                    let progress = task.progress
                    let className = progress.nodeID.flatMap { workflow[$0]?["class_type"]?.string }
                    line.show(progress, className)
                }
            }
        }
    }

    private func finish(_ task: PromptTask, _ file: inout OutputFile?) throws -> Int32 {
        let outputs: JSONObject
        let leftOut: JSONObject?
        do {
            outputs = try task.result()
            leftOut = try task.failure()
        } catch {
            if isMachineReadable {
                Terminal.complain(
                    JSON.object(["error": .string(error.message), "details": error.details ?? .null]).serialized())
            } else {
                Terminal.complain("comfy: \(error.message)")
            }
            return error.code == .cancelled ? 130 : 1
        }
        if let leftOut {
            Terminal.complain("comfy: left out, because they are invalid: \(JSON.object(leftOut).serialized())")
        }
        try file?.write(outputs)
        if !isMachineReadable {
            for image in outputs.flatMap({ $0.value["images"]?.array ?? [] }) {
                if let path = image["abs_path"]?.string { try Terminal.print(path) }
            }
        }
        try Terminal.print(JSON.object(outputs).serialized())
        return 0
    }
}

/// One line on the terminal that is written over and over.
private struct ProgressLine {
    private var isShown = false

    mutating func show(_ progress: TaskProgress, _ className: String?) {
        let width = 30
        let filled = Int((progress.overall * Double(width)).rounded(.down))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        let percent = Int((progress.overall * 100).rounded(.down))
        let steps = progress.max > 1 ? " \(Int(progress.value))/\(Int(progress.max))" : ""
        Terminal.show("\r[\(bar)] \(percent)% \(className ?? "")\(steps)\u{1b}[K")
        isShown = true
    }

    mutating func clear() {
        if isShown { Terminal.show("\r\u{1b}[K") }
        isShown = false
    }
}
