internal import Formats
internal import System
internal import Workflow

/// ComfyUI's searches with regular expressions, whose dialect is Python's as far as `RegularExpression` has it.
enum RegexNodes {
    static let all: [any Node] = [match, extract, replace]

    private static func flags(_ inputs: NodeInputs) throws -> RegularExpression.Flags {
        func isSet(_ name: String, _ value: Bool) throws -> Bool {
            inputs[name] == nil ? value : try inputs.bool(name)
        }
        var flags: RegularExpression.Flags = []
        if try isSet("case_insensitive", true) { flags.insert(.ignoreCase) }
        if try isSet("multiline", false) { flags.insert(.multiline) }
        if try isSet("dotall", false) { flags.insert(.dotAll) }
        return flags
    }

    private static let match = FunctionNode(
        .v3(
            "RegexMatch", displayName: "Regex Match", category: "utils/string",
            inputs: [
                .string("string", extra: ["multiline": true]), .string("regex_pattern", extra: ["multiline": true]),
                .bool("case_insensitive", default: true), .bool("multiline", default: false),
                .bool("dotall", default: false),
            ],
            outputs: [OutputSchema("BOOLEAN", name: "matches")],
            aliases: ["pattern match", "text contains", "string match"],
            "Whether a regular expression is found in a text.")
    ) { inputs in
        let (text, flags) = (try inputs.string("string"), try flags(inputs))
        let found = try RegexRun.lenient(try inputs.string("regex_pattern"), flags, else: false) {
            (expression) throws(RegularExpression.Failure) in try expression.search(text) != nil
        }
        return [.bool(found)]
    }

    private static let extract = FunctionNode(
        .v3(
            "RegexExtract", displayName: "Regex Extract", category: "utils/string",
            inputs: [
                .string("string", extra: ["multiline": true]), .string("regex_pattern", extra: ["multiline": true]),
                .combo("mode", ["First Match", "All Matches", "First Group", "All Groups"]),
                .bool("case_insensitive", default: true), .bool("multiline", default: false),
                .bool("dotall", default: false), .int("group_index", default: 1, min: 0, max: 100),
            ],
            outputs: [OutputSchema("STRING")], aliases: ["pattern extract", "text parser", "parse text"],
            "What a regular expression finds in a text, or its groups; several are lines.")
    ) { inputs in
        let (text, flags) = (try inputs.string("string"), try flags(inputs))
        let (mode, group) = (try inputs.string("mode"), try inputs.int("group_index"))
        let found: [String?] = try RegexRun.lenient(try inputs.string("regex_pattern"), flags, else: [""]) {
            (expression) throws(RegularExpression.Failure) in
            switch mode {
            case "First Match": return [try expression.search(text)?.groups[0] ?? ""]
            // of a pattern with groups its first one, as Python's findall has it
            case "All Matches":
                return try expression.matches(text).map {
                    expression.groupCount > 0 ? $0.groups[1] ?? "" : $0.groups[0]
                }
            case "First Group":
                guard let match = try expression.search(text), expression.groupCount >= group else { return [""] }
                return [match.groups[group]]
            case "All Groups":
                guard expression.groupCount > 0, expression.groupCount >= group else { return [] }
                return try expression.matches(text).map { $0.groups[group] }
            default: return [""]
            }
        }
        if mode == "First Group" { return [found[0].map(Value.string) ?? .null] }
        let lines = found.compactMap(\.self)
        guard lines.count == found.count else {
            throw NodeError("TypeError", "sequence item: expected str instance, NoneType found")
        }
        return [.string(lines.joined(separator: "\n"))]
    }

    private static let replace = FunctionNode(
        .v3(
            "RegexReplace", displayName: "Regex Replace", category: "utils/string",
            inputs: [
                .string("string", extra: ["multiline": true]), .string("regex_pattern", extra: ["multiline": true]),
                .string("replace", extra: ["multiline": true]),
                InputSchema.bool("case_insensitive", default: true).optional,
                InputSchema.bool("multiline", default: false).optional,
                InputSchema.bool("dotall", default: false).optional,
                InputSchema.int("count", default: 0, min: 0, max: 100).optional,
            ],
            outputs: [OutputSchema("STRING")], aliases: ["pattern replace", "find and replace", "substitution"],
            "Replaces what a regular expression finds in a text.")
    ) { inputs in
        let count = inputs["count"] == nil ? 0 : try inputs.int("count")
        let (text, replacement) = (try inputs.string("string"), try inputs.string("replace"))
        let result = try RegexRun.strict(try inputs.string("regex_pattern"), try flags(inputs)) {
            (expression) throws(RegularExpression.Failure) in
            try expression.replacing(in: text, with: replacement, limit: count)
        }
        return [.string(result)]
    }
}

/// Runs a regular expression, whose errors become a node's.
enum RegexRun {
    static func strict<T>(
        _ pattern: String, _ flags: RegularExpression.Flags,
        _ body: (RegularExpression) throws(RegularExpression.Failure) -> T
    ) throws(NodeError) -> T {
        do throws(RegularExpression.Failure) {
            return try body(try RegularExpression(pattern, flags))
        } catch {
            throw NodeError(error.isAstray ? "RuntimeError" : "re.error", error.message)
        }
    }

    /// `fallback` where the pattern is none.
    static func lenient<T>(
        _ pattern: String, _ flags: RegularExpression.Flags, else fallback: T,
        _ body: (RegularExpression) throws(RegularExpression.Failure) -> T
    ) throws(NodeError) -> T {
        do throws(RegularExpression.Failure) {
            return try body(try RegularExpression(pattern, flags))
        } catch {
            if error.isAstray { throw NodeError("RuntimeError", error.message) }
            return fallback
        }
    }
}
