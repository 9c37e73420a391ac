internal import Configuration
internal import Engine
internal import Formats
internal import Runners
internal import System

/// `libcomfy configuration`
struct ConfigurationCommand {
    private let arguments: Arguments

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(words, of: .configuration)
    }

    func run() throws -> Int32 {
        if arguments.has("--markdown") {
            try Terminal.print(ConfigurationTable.markdown)
            return 0
        }
        Terminal.showMessages(from: .warning)
        let shown = try ClientArguments.options(arguments).resources.configuration.shown
        if let key = arguments.positional.first {
            guard let value = shown[key] else {
                throw CommandError(status: 1, message: "there is no configuration key '\(key)'")
            }
            try Terminal.print(value.string.flatMap { arguments.has("--json") ? nil : $0 } ?? value.serialized())
        } else if arguments.has("--json") {
            try Terminal.print(JSON.object(shown).serialized())
        } else {
            for (name, value) in shown { try Terminal.print("\(name): \(value.serialized())") }
        }
        return 0
    }
}
