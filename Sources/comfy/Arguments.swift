internal import System

/// The words after a command: options and the rest.
struct Arguments {
    private(set) var positional: [String] = []
    private var values: [String: [String]] = [:]
    private var flags: Set<String> = []

    /// - Parameters:
    ///   - valued: options that take a value; the last one counts.
    ///   - listed: options that take one value or more, up to the next option.
    ///   - flags: options without a value.
    ///   - positional: how many other words there may be. Those after the first `positional` that follow a listed
    ///     option's value are more values of it.
    init(
        _ words: [String], valued: Set<String> = [], listed: Set<String> = [], flags: Set<String> = [],
        positional limit: ClosedRange<Int>
    ) throws(UsageError) {
        var index = 0
        var openList: String?
        var onlyPositional = false
        while index < words.count {
            let word = words[index]
            index += 1
            if word == "--" && !onlyPositional {
                onlyPositional = true
                openList = nil
            } else if word.hasPrefix("-") && word != "-" && !onlyPositional {
                var name = word
                var value: String?
                if let equals = word.firstIndex(of: "="), word.hasPrefix("--") {
                    name = String(word[..<equals])
                    value = String(word[word.index(after: equals)...])
                }
                openList = nil
                if flags.contains(name) {
                    guard value == nil else { throw UsageError("\(name) takes no value") }
                    self.flags.insert(name)
                } else if valued.contains(name) || listed.contains(name) {
                    if value == nil, index < words.count {
                        value = words[index]
                        index += 1
                    }
                    guard let value else { throw UsageError("\(name) needs a value") }
                    if listed.contains(name) {
                        values[name, default: []].append(value)
                        openList = name
                    } else {
                        values[name] = [value]
                    }
                } else {
                    throw UsageError("unknown option '\(name)'")
                }
            } else if let list = openList, positional.count >= limit.lowerBound {
                values[list]?.append(word)
            } else {
                positional.append(word)
                openList = nil
            }
        }
        guard positional.count >= limit.lowerBound else { throw UsageError("a file is missing") }
        guard positional.count <= limit.upperBound else {
            throw UsageError("unexpected '\(positional[limit.upperBound])'")
        }
    }

    subscript(name: String) -> String? { values[name]?.last }
    func all(_ name: String) -> [String] { values[name] ?? [] }
    func has(_ flag: String) -> Bool { flags.contains(flag) }
}
