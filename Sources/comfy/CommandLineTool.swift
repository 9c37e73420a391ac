internal import Configuration
internal import Engine
internal import Formats
internal import System

/// `libcomfy`: a client of the engine like any other.
enum CommandLineTool {
    /// Names and texts are UTF-8, which is what the library takes; in `CommandLine.arguments` other bytes are replaced.
    private static func checkText() throws(UsageError) {
        for index in 0..<Int(CommandLine.argc) {
            guard let word = CommandLine.unsafeArgv[index], String(validatingCString: word) == nil else { continue }
            throw UsageError("'\(String(cString: word))' is not UTF-8")
        }
    }

    /// Runs a command line without the program's name; returns the exit status.
    static func run(_ words: [String]) -> Int32 {
        var command: Command?
        do {
            try checkText()
            guard let name = words.first else { throw UsageError("no command") }
            var rest = Array(words.dropFirst())
            command = .named(name)
            if let command, rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
                try Terminal.print(Help.of(command))
                return 0
            }
            switch name {
            case "run": return try RunCommand(rest).run()
            case "draw": return try DrawCommand(rest).run()
            case "convert": return try ConvertCommand(rest).run()
            case "nodes": return try NodesCommand(rest).run()
            case "configuration": return try ConfigurationCommand(rest).run()
            case "inspect": return try InspectCommand(rest).run()
            case "completion": return try CompletionCommand(rest).run()
            case "--help", "-h", "help":
                rest.removeAll { $0.hasPrefix("-") }
                try Terminal.print(rest.first.flatMap(Command.named).map(Help.of) ?? Help.all)
                return 0
            case "--version":
                try Terminal.print("libcomfy \(BuildInfo.version)")
                return 0
            default: throw UsageError("unknown command '\(name)'")
            }
        } catch let error as UsageError {
            Terminal.complain("libcomfy: \(error.message)")
            let usage = command.map { "usage: libcomfy \($0.name) \($0.arguments)" } ?? "usage: libcomfy COMMAND"
            Terminal.complain("\(usage) [options]; `libcomfy \(command.map { $0.name + " " } ?? "")--help` says more")
            return 2
        } catch let error as CommandError {
            Terminal.complain("libcomfy: \(error.message)")
            return error.status
        } catch let error as EngineError {
            Terminal.complain("libcomfy: \(error.message)")
            return error.code == .invalidConfiguration || error.code == .unsupported ? 2 : 1
        } catch {
            Terminal.complain("libcomfy: \(error)")
            return 1
        }
    }
}

/// The command line makes sense, but something that it names does not.
struct CommandError: Error {
    let status: Int32
    let message: String
}
