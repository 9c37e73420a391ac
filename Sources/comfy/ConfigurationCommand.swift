internal import Engine
internal import Formats

/// `comfy configuration`
struct ConfigurationCommand {
    private let arguments: Arguments

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(
            words, valued: ClientArguments.valued, flags: ["--json", "--markdown"], positional: 0...0)
    }

    func run() throws -> Int32 {
        if arguments.has("--markdown") {
            try Terminal.print(ConfigurationTable.markdown)
            return 0
        }
        let configuration = try ClientArguments.options(arguments).configuration
        if arguments.has("--json") {
            try Terminal.print(JSON.object(configuration.values).serialized())
        } else {
            for (name, value) in configuration.values { try Terminal.print("\(name): \(value.serialized())") }
        }
        return 0
    }
}
