internal import EditorFormat
internal import Engine
internal import System
internal import Workflow

/// `libcomfy run`
struct RunCommand {
    private let arguments: Arguments
    private let changes: WorkflowChanges
    private let pictures: WorkflowPictures
    private let repeats: Int

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(words, of: .run)
        changes = try WorkflowChanges(arguments)
        pictures = WorkflowPictures(arguments)
        repeats = try arguments.count("--repeat") ?? 1
    }

    func run() throws -> Int32 {
        // All that can be wrong with the files is told before the first one runs
        let inputs = try arguments.positional.map { try WorkflowInput($0, arguments) }
        let files = try pictures.read()
        var session = try PromptSession(arguments)
        defer { session.end() }
        for picture in files { try session.client.addImage(picture.name, picture.pixels) }
        let prompts = try inputs.map { input -> (PromptRequest, PromptEditor) in
            let (request, editor) = try input.request(session.client)
            return (request, try pictures.apply(files, to: editor))
        }
        // The same for what is to be changed
        for (_, editor) in prompts { _ = try changes.apply(to: editor, run: 0, isTold: false) }
        for target in arguments.all("--target") where !prompts.contains(where: { $0.1.prompt[target] != nil }) {
            throw CommandError(status: 2, message: "--target: no node has the id \(target)")
        }
        var status: Int32 = 0
        var number = 0
        for (input, (request, editor)) in zip(inputs, prompts) {
            for run in 0..<repeats where !Interruption.isRequested {
                number += 1
                var request = request
                request.prompt = try changes.apply(to: editor, run: run)
                let outcome = try session.run(
                    request, .init(file: input.path, number: number, count: repeats * inputs.count))
                if outcome != 0 {
                    status = outcome
                    break
                }
            }
        }
        return Interruption.status ?? status
    }
}
