internal import Configuration
internal import Engine
internal import Formats
internal import Runners
internal import System
internal import Workflow

/// The client of a command that runs prompts, one after another.
struct PromptSession {
    let client: Client
    private let isMachineReadable: Bool
    private let targets: [String]
    /// The outputs go, and only copies of them stay.
    private let isTemporary: Bool
    private var report: ProgressReport
    private var file: OutputFile?

    /// - Parameter temporary: a folder for files that nobody wants to keep; nil: the client's.
    init(_ arguments: Arguments, temporary: String? = nil) throws {
        report = try ProgressReport(arguments)
        report.showMessages()
        isMachineReadable = arguments.has("--json")
        targets = arguments.all("--target")
        file = arguments["-o"].map(OutputFile.init)
        try file?.check()
        var options = try ClientArguments.options(arguments)
        options.resources.tempDirectory = temporary
        isTemporary = temporary != nil
        Interruption.install()
        client = try Client(options)
    }

    func end() { client.destroy(cancelling: true) }

    /// Runs a prompt and prints what came out; the exit status.
    mutating func run(_ request: PromptRequest, _ run: ProgressReport.Run) throws -> Int32 {
        var request = request
        request.promptID = UUID.random()
        if !targets.isEmpty { request.targets = targets }
        let task = try client.queuePrompt(request)
        try follow(task, run)
        return try finish(task)
    }

    /// Shows the events until the last one.
    private mutating func follow(_ task: PromptTask, _ run: ProgressReport.Run) throws(CommandError) {
        var wasCancelled = false
        defer { report.clear() }
        while true {
            if Interruption.isRequested && !wasCancelled {
                wasCancelled = true
                task.cancel()
            }
            switch task.events.next(until: Deadline(milliseconds: 50)) {
            case .end:
                report.show(task, run, isLast: true)
                return
            case .timeout: break
            case .event(let event, _):
                report.note(event, task.request.prompt)
                if isMachineReadable {
                    let json: JSON = ["event": .string(event.name), "data": event.data]
                    try Terminal.print(json.serialized())
                }
            }
            report.show(task, run)
        }
    }

    private mutating func finish(_ task: PromptTask) throws -> Int32 {
        let outputs: JSONObject
        let leftOut: JSONObject?
        do {
            outputs = try task.result()
            leftOut = try task.failure()
        } catch {
            complain(error)
            return error.code == .cancelled ? Interruption.status ?? 130 : 1
        }
        if let leftOut {
            Terminal.note("left out, because they are invalid: \(JSON.object(leftOut).serialized())")
        }
        let written = try file?.write(outputs)
        let files = isTemporary ? written ?? [] : OutputFile.paths(outputs)
        if !isMachineReadable {
            for file in files { try Terminal.print(file) }
        }
        if !isTemporary { try Terminal.print(JSON.object(outputs).serialized()) }
        return 0
    }

    private func complain(_ error: EngineError) {
        if isMachineReadable {
            Terminal.complain(
                JSON.object(["error": .string(error.message), "details": error.details ?? .null]).serialized())
        } else {
            Terminal.complain("libcomfy: \(error.message)")
        }
    }
}
