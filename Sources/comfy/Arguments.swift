internal import System

/// The words after a command: options and the rest.
struct Arguments {
    private(set) var positional: [String] = []
    private var values: [String: [String]] = [:]

    /// Words behind an option with a list are of that list once the command has the other words that it needs.
    init(_ words: [String], of command: Command) throws(UsageError) {
        var rest = words[...]
        var openList: String?
        var onlyPositional = false
        while let word = rest.popFirst() {
            if word == "--" && !onlyPositional {
                onlyPositional = true
                openList = nil
            } else if word.hasPrefix("-") && word != "-" && !onlyPositional {
                openList = try take(word, &rest, command)
            } else if let list = openList, positional.count >= command.positional.lowerBound {
                values[list]?.append(word)
            } else {
                positional.append(word)
                openList = nil
            }
        }
        guard positional.count >= command.positional.lowerBound else {
            throw UsageError("\(command.missing) is missing")
        }
        guard positional.count <= command.positional.upperBound else {
            throw UsageError("unexpected '\(positional[command.positional.upperBound])'")
        }
    }

    /// Takes an option with its value; the option's name if more values may follow.
    private mutating func take(
        _ word: String, _ rest: inout ArraySlice<String>, _ command: Command
    ) throws(UsageError) -> String? {
        var name = word
        var value: String?
        if let equals = word.firstIndex(of: "="), word.hasPrefix("--") {
            name = String(word[..<equals])
            value = String(word[word.index(after: equals)...])
        }
        guard let option = command.option(name) else { throw UsageError("unknown option '\(name)'") }
        guard option.takesValue else {
            guard value == nil else { throw UsageError("\(name) takes no value") }
            values[name] = []
            return nil
        }
        guard let value = value ?? rest.popFirst() else { throw UsageError("\(name) needs a value") }
        switch option.value {
        case .one: values[name] = [value]
        default: values[name, default: []].append(value)
        }
        if case .list = option.value { return name }
        return nil
    }

    subscript(name: String) -> String? { values[name]?.last }
    func all(_ name: String) -> [String] { values[name] ?? [] }
    func has(_ flag: String) -> Bool { values[flag] != nil }

    /// A whole number of at least 1.
    func count(_ name: String) throws(UsageError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), number > 0 else { throw UsageError("\(name): '\(text)' is no number above 0") }
        return number
    }
}
