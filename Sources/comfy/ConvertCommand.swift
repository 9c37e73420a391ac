internal import Engine
internal import Formats
internal import System
internal import Workflow

/// `libcomfy convert`
struct ConvertCommand {
    private let arguments: Arguments

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(words, of: .convert)
    }

    func run() throws -> Int32 {
        let input = try WorkflowInput(arguments.positional[0], arguments)
        let client = try Client(ClientArguments.options(arguments))
        defer { client.destroy(cancelling: true) }
        try Terminal.print(JSON.object(try input.request(client).0.prompt).serialized())
        return 0
    }
}
