internal import Formats
internal import System

/// What a command line changes in a prompt: `--set` and `--seed`.
struct WorkflowChanges {
    private enum Seed {
        case number(UInt64)
        case random
    }
    private struct Setting {
        let place: String
        let text: String
    }

    private let settings: [Setting]
    private let seed: Seed?

    init(_ arguments: Arguments) throws(UsageError) {
        var settings: [Setting] = []
        for word in arguments.all("--set") {
            guard let equals = word.firstIndex(of: "="), word[..<equals].contains(".") else {
                throw UsageError("--set: '\(word)' is not NODE.INPUT=VALUE")
            }
            settings.append(
                Setting(place: String(word[..<equals]), text: String(word[word.index(after: equals)...])))
        }
        self.settings = settings
        switch arguments["--seed"] {
        case nil: seed = nil
        case "random"?: seed = .random
        case let text?:
            guard let number = UInt64(text) else { throw UsageError("--seed: '\(text)' is no number up to 2^64 - 1") }
            seed = .number(number)
        }
    }

    /// The prompt of a run, the first of which is 0: each run counts the seeds on by one, or draws another.
    func apply(to prompt: JSONObject, run: Int) throws(CommandError) -> JSONObject {
        var prompt = prompt
        for setting in settings { try apply(setting, to: &prompt) }
        if seed != nil || run > 0 { try applySeed(to: &prompt, run: run) }
        return prompt
    }

    // MARK: Settings

    private func apply(_ setting: Setting, to prompt: inout JSONObject) throws(CommandError) {
        let parts = setting.place.split(separator: ".", omittingEmptySubsequences: false)
        var found: (id: String, input: String)?
        // Titles and inputs may have dots: what stands before one names a node, what stands behind it an input
        for count in 1..<parts.count where found == nil {
            let name = parts[..<count].joined(separator: ".")
            let input = parts[count...].joined(separator: ".")
            let nodes = nodes(name, in: prompt)
            guard nodes.count <= 1 else {
                throw failure(
                    "--set \(setting.place): several nodes are called '\(name)': \(nodes.joined(separator: ", "))")
            }
            if let id = nodes.first, prompt[id]?["inputs"]?[input] != nil { found = (id, input) }
            if let id = nodes.first, found == nil, count == parts.count - 1 {
                let inputs = prompt[id]?["inputs"]?.object?.keys ?? []
                throw failure(
                    "--set \(setting.place): node \(id) has no input '\(input)'; it has \(inputs.joined(separator: ", "))"
                )
            }
        }
        guard let found else { throw failure("--set \(setting.place): no node has that id, class or title") }
        set(
            found.input, of: found.id, to: Self.value(setting.text, instead: prompt[found.id]?["inputs"]?[found.input]),
            &prompt)
    }

    /// The node of that id, else those of that class, else those of that title.
    private func nodes(_ name: String, in prompt: JSONObject) -> [String] {
        if prompt[name] != nil { return [name] }
        let ofClass = prompt.filter { $0.value["class_type"]?.string == name }.map(\.key)
        return ofClass.isEmpty ? prompt.filter { $0.value["_meta"]?["title"]?.string == name }.map(\.key) : ofClass
    }

    /// A text stays one; other values are JSON, or else texts.
    private static func value(_ text: String, instead old: JSON?) -> JSON {
        if old?.string != nil { return .string(text) }
        return (try? JSON(parsing: text)) ?? .string(text)
    }

    // MARK: Seeds

    private func applySeed(to prompt: inout JSONObject, run: Int) throws(CommandError) {
        // Not above what every node takes
        let drawn = UInt64.random(in: 0..<(1 << 50))
        var isFound = false
        for (id, node) in prompt {
            for name in ["seed", "noise_seed"] {
                guard case .int(let old)? = node["inputs"]?[name] else { continue }
                isFound = true
                let value =
                    switch seed {
                    case .random: Int128(drawn)
                    case .number(let number): Int128(number &+ UInt64(run))
                    case nil: Int128(UInt64(truncatingIfNeeded: old) &+ UInt64(run))
                    }
                set(name, of: id, to: .int(value), &prompt)
            }
        }
        guard isFound || seed == nil else { throw failure("--seed: no node has a seed") }
        if case .random = seed { Terminal.complain("comfy: seed \(drawn)") }
    }

    private func set(_ input: String, of id: String, to value: JSON, _ prompt: inout JSONObject) {
        guard var node = prompt[id]?.object, var inputs = node["inputs"]?.object else { return }
        inputs[input] = value
        node["inputs"] = .object(inputs)
        prompt[id] = .object(node)
    }

    private func failure(_ message: String) -> CommandError { CommandError(status: 2, message: message) }
}
