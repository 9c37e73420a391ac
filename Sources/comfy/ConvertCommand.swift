internal import Engine
internal import Formats
internal import System
internal import Workflow

/// `comfy convert`
struct ConvertCommand {
    private let arguments: Arguments

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(
            words, valued: ClientArguments.valued.union(WorkflowInput.valued), positional: 1...1)
    }

    func run() throws -> Int32 {
        let input = try WorkflowInput(arguments)
        let client = try Client(ClientArguments.options(arguments))
        defer { client.destroy(cancelling: true) }
        try Terminal.print(JSON.object(try input.request(client).prompt).serialized())
        return 0
    }
}
