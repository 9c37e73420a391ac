internal import System

/// `libcomfy completion`
struct CompletionCommand {
    private let shell: String

    init(_ words: [String]) throws(UsageError) {
        shell = try Arguments(words, of: .completion).positional[0]
        guard Self.scripts[shell] != nil else {
            throw UsageError("no completion for '\(shell)', only bash, zsh and fish")
        }
    }

    func run() throws -> Int32 {
        if let script = Self.scripts[shell] { try Terminal.print(script()) }
        return 0
    }

    private static let scripts: [String: @Sendable () -> String] = ["bash": { bash }, "zsh": { zsh }, "fish": { fish }]

    // MARK: bash

    private static var bash: String {
        let commands = Command.all.map(\.name).joined(separator: " ")
        var lines = [
            "_libcomfy() {",
            "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}",
            "    COMPREPLY=()",
            "    if [ \"$COMP_CWORD\" = 1 ]; then",
            "        COMPREPLY=($(compgen -W '\(commands) --help --version' -- \"$word\"))",
            "        return",
            "    fi",
            "    case $command/$before in",
        ]
        for command in Command.all {
            for option in command.options where option.takesValue {
                let offer = bash(option.completion).map { $0 + "; " } ?? ""
                lines.append("        \(command.name)/\(option.name)) \(offer)return ;;")
            }
        }
        lines += ["    esac", "    case $command/$word in"]
        for command in Command.all {
            let names = (command.options.map(\.name) + ["--help"]).joined(separator: " ")
            lines.append("        \(command.name)/-*) COMPREPLY=($(compgen -W '\(names)' -- \"$word\")) ;;")
            if let offer = bash(command.completion) { lines.append("        \(command.name)/*) \(offer) ;;") }
        }
        lines += ["    esac", "}", "complete -o filenames -F _libcomfy libcomfy"]
        return lines.joined(separator: "\n")
    }

    private static func bash(_ completion: Command.Option.Completion) -> String? {
        switch completion {
        case .nothing: nil
        case .files: "COMPREPLY=($(compgen -f -- \"$word\"))"
        case .folders: "COMPREPLY=($(compgen -d -- \"$word\"))"
        case .words(let words): "COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- \"$word\"))"
        }
    }

    // MARK: zsh

    private static var zsh: String {
        var lines = ["#compdef libcomfy", "local -a commands", "if (( CURRENT == 2 )); then", "    commands=("]
        lines += Command.all.map { "        \(quoted("\($0.name):\(escaped($0.summary))", "'\\''"))" }
        lines += [
            "    )", "    _describe command commands", "    return", "fi", "shift words", "(( CURRENT-- ))",
            "case $words[1] in",
        ]
        for command in Command.all {
            lines.append("\(command.name))")
            lines.append("    _arguments \\")
            for option in command.options {
                let count = if case .one = option.value { "" } else { option.takesValue ? "*" : "" }
                let value = option.takesValue ? ":value:\(zsh(option.completion))" : ""
                let spec = "\(count)\(option.name)[\(escaped(option.summary))]\(value)"
                lines.append("        \(quoted(spec, "'\\''")) \\")
            }
            lines += ["        '--help[help]' \\", "        '*:argument:\(zsh(command.completion))'", "    ;;"]
        }
        return (lines + ["esac"]).joined(separator: "\n")
    }

    private static func zsh(_ completion: Command.Option.Completion) -> String {
        switch completion {
        case .nothing: " "
        case .files: "_files"
        case .folders: "_files -/"
        case .words(let words): "(\(words.joined(separator: " ")))"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.flatMap { "[]:".contains($0) ? ["\\", $0] : [$0] }.reduce(into: "") { $0.append($1) }
    }

    // MARK: fish

    private static var fish: String {
        var lines = ["complete -c libcomfy -f"]
        for command in Command.all {
            lines.append(
                "complete -c libcomfy -n __fish_use_subcommand -a \(command.name) -d \(quoted(command.summary, "\\'"))")
            let condition = "complete -c libcomfy -n '__fish_seen_subcommand_from \(command.name)'"
            if let offer = fish(command.completion) { lines.append("\(condition) \(offer)") }
            for option in command.options {
                let name =
                    option.name.hasPrefix("--") ? "-l \(option.name.dropFirst(2))" : "-s \(option.name.dropFirst())"
                var line = "\(condition) \(name)"
                if option.takesValue {
                    // A file, or only what is offered
                    if case .files = option.completion { line += " -r" } else { line += " -x" }
                }
                if let offer = fish(option.completion) { line += " \(offer)" }
                lines.append("\(line) -d \(quoted(option.summary, "\\'"))")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func fish(_ completion: Command.Option.Completion) -> String? {
        switch completion {
        case .nothing: nil
        case .files: "-F"
        case .folders: "-a '(__fish_complete_directories)'"
        case .words(let words): "-a '\(words.joined(separator: " "))'"
        }
    }

    /// In single quotes, with what a shell has for one in them.
    private static func quoted(_ text: String, _ quote: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: quote) + "'"
    }
}
