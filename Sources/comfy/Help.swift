/// The texts of `--help`.
enum Help {
    private static let width = 110

    static var all: String {
        var lines = ["usage: libcomfy COMMAND [options]", ""]
        lines += table(Command.all.map { ("\($0.name) \($0.arguments)", $0.summary) })
        lines += [
            "", "`libcomfy COMMAND --help` tells the options of each, with examples; `libcomfy --version` the version.",
            "",
        ]
        lines += wrapped(
            "A workflow is a file of ComfyUI's editor (\"Save\"), a prompt in API format (\"Export (API)\"), the body of a "
                + "request to its server, or a picture (PNG, WebP, JPEG) or latent that ComfyUI saved with its workflow."
        )
        lines += [""]
        lines += wrapped(exitStatus)
        return lines.joined(separator: "\n")
    }

    static let exitStatus =
        "Exit status: 0 success, 1 the workflow failed or cannot be converted, 2 wrong usage, 130 interrupted (SIGINT), "
        + "143 asked to end (SIGTERM)."

    static func of(_ command: Command) -> String {
        var lines = wrapped(
            "usage: libcomfy \(command.name) \(command.arguments)" + (command.options.isEmpty ? "" : " [options]"))
        lines += ["", command.summary.prefix(1).uppercased() + command.summary.dropFirst() + "."]
        if !command.options.isEmpty {
            lines += ["", "options:"] + table(command.options.map { ($0.title, $0.summary) })
        }
        for paragraph in command.details { lines += [""] + wrapped(paragraph) }
        if !command.examples.isEmpty { lines += ["", "examples:"] + command.examples.map { "  \($0)" } }
        lines += [""] + wrapped(exitStatus)
        return lines.joined(separator: "\n")
    }

    private static func table(_ rows: [(String, String)]) -> [String] {
        let left = 28
        return rows.flatMap { title, text -> [String] in
            let lines = wrapped(text, width - left - 2)
            let first = title.count < left ? title + String(repeating: " ", count: left - title.count) : title
            let rest = lines.map { "  " + String(repeating: " ", count: left) + $0 }
            return title.count < left
                ? ["  \(first)\(lines[0])"] + rest.dropFirst() : ["  \(first)"] + rest
        }
    }

    private static func wrapped(_ text: String, _ width: Int = width) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty && line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }
}
