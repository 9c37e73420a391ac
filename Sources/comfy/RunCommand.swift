internal import Engine
internal import Formats

/// `comfy run`
struct RunCommand {
    private let arguments: Arguments
    private var isMachineReadable: Bool { arguments.has("--json") }

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(
            words, valued: ClientArguments.valued, listed: ["--target"], flags: ["--json"], positional: 1...1)
    }

    func run() throws -> Int32 {
        let path = arguments.positional[0]
        let bytes = try InputFile.read(path)
        let options = try ClientArguments.options(arguments)
        guard let workflow = try JSON(parsing: bytes).object else {
            throw CommandError(status: 1, message: "\(path) holds no workflow in API format: it is not a JSON object")
        }
        var submission = PromptSubmission(workflow: workflow)
        if !arguments.all("--target").isEmpty { submission.targets = arguments.all("--target") }

        Log.setHandler(.warning) { level, message in Terminal.complain("comfy: \(level): \(message)") }
        Interruption.install()
        let client = try Client(options)
        defer { client.destroy(cancelling: true) }
        let task = try client.queuePrompt(submission)
        follow(task, workflow)
        return finish(task)
    }

    /// Shows the events until the last one.
    private func follow(_ task: PromptTask, _ workflow: JSONObject) {
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
                    Terminal.print(json.serialized())
                }
                if Terminal.showsProgress && event.kind != .preview {
                    let progress = task.progress
                    let className = progress.nodeID.flatMap { workflow[$0]?["class_type"]?.string }
                    line.show(progress, className)
                }
            }
        }
    }

    private func finish(_ task: PromptTask) -> Int32 {
        do {
            let outputs = try task.result()
            if let errors = try task.failure() {
                Terminal.complain("comfy: left out, because they are invalid: \(JSON.object(errors).serialized())")
            }
            if !isMachineReadable {
                for (_, output) in outputs {
                    for image in output["images"]?.array ?? [] {
                        if let path = image["abs_path"]?.string { Terminal.print(path) }
                    }
                }
            }
            Terminal.print(JSON.object(outputs).serialized())
            return 0
        } catch {
            if isMachineReadable {
                Terminal.complain(
                    JSON.object(["error": .string(error.message), "details": error.details ?? .null]).serialized())
            } else {
                Terminal.complain("comfy: \(error.message)")
            }
            return error.code == .cancelled ? 130 : 1
        }
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
