internal import EditorFormat
internal import Engine
internal import Formats
internal import System

/// What a command line changes in a prompt: `--prompt`, `--negative`, `--set` and `--seed`.
struct WorkflowChanges {
    private let settings: [(place: String, text: String)]
    private let texts: [(option: String, role: PromptParts.Role, text: String)]
    private let seed: Seed?

    init(_ arguments: Arguments) throws(UsageError) {
        var settings: [(place: String, text: String)] = []
        for word in arguments.all("--set") {
            guard let equals = word.firstIndex(of: "="), word[..<equals].contains(".") else {
                throw UsageError("--set: '\(word)' is not NODE.INPUT=VALUE")
            }
            settings.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
        }
        self.settings = settings
        let roles: [(String, PromptParts.Role)] = [("--prompt", .positive), ("--negative", .negative)]
        texts = roles.compactMap { option, role in arguments[option].map { (option, role, $0) } }
        seed = try arguments["--seed"].map { text throws(UsageError) in try Seed(text) }
    }

    /// The prompt of a run, the first of which is 0: each run counts the seeds on by one, or draws another.
    ///
    /// - Parameter isTold: whether the user learns of seeds that are drawn.
    func apply(to workflow: PromptEditor, run: Int, isTold: Bool = true) throws(CommandError) -> JSONObject {
        var editor = workflow
        for change in texts {
            try named(change.option) { () throws(PromptChangeError) in try editor.setText(change.role, to: change.text)
            }
        }
        for setting in settings {
            try named("--set \(setting.place)") { () throws(PromptChangeError) in
                let input = try editor.input(at: setting.place)
                editor.set(input, to: Self.value(setting.text, instead: input.value))
            }
        }
        if let seed {
            let next = seed.number(ofRun: run)
            try named("--seed") { () throws(PromptChangeError) in try editor.setSeeds { _ in next } }
            if seed == .random && isTold { Terminal.note("seed \(next)") }
        } else if run > 0 {
            // Without seeds, each run gives the same
            try? editor.setSeeds { $0 &+ UInt64(run) }
        }
        return editor.prompt
    }

    private func named(
        _ option: String, _ change: () throws(PromptChangeError) -> Void
    ) throws(CommandError) {
        do {
            try change()
        } catch {
            throw CommandError(status: 2, message: "\(option): \(error.message)")
        }
    }

    /// A text stays one; other values are JSON, or else texts.
    private static func value(_ text: String, instead old: JSON?) -> JSON {
        if old?.string != nil { return .string(text) }
        return (try? JSON(parsing: text)) ?? .string(text)
    }
}

/// `--seed N|random`
enum Seed: Equatable {
    case number(UInt64)
    case random

    init(_ text: String) throws(UsageError) {
        if text == "random" {
            self = .random
        } else if let number = UInt64(text) {
            self = .number(number)
        } else {
            throw UsageError("--seed: '\(text)' is no number up to 2^64 - 1")
        }
    }

    func number(ofRun run: Int) -> UInt64 {
        switch self {
        case .number(let number): number &+ UInt64(run)
        // Not above what every node takes
        case .random: UInt64.random(in: 0..<(1 << 50))
        }
    }
}
