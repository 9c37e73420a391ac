internal import Configuration
internal import Engine
internal import Formats
internal import Runners
internal import System

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
        let shown = try ClientArguments.options(arguments).resources.configuration.shown
        if arguments.has("--json") {
            try Terminal.print(JSON.object(shown).serialized())
        } else {
            for (name, value) in shown { try Terminal.print("\(name): \(value.serialized())") }
        }
        return 0
    }
}
