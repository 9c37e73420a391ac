internal import Formats
internal import System
internal import Workflow

/// A MATCH: what a regular expression found.
final class MatchObject: EngineObject {
    let match: RegularExpression.Match
    var className: String { "re.Match" }

    init(_ match: RegularExpression.Match) { self.match = match }
}

/// Regular expressions whose matches are values of their own.
enum RegexMatchNodes {
    static let all: [any Node] = [flags, find, byIndex, byName, expand]

    private static let names: [(name: String, flag: RegularExpression.Flags)] = [
        ("ASCII", .ascii), ("IGNORECASE", .ignoreCase), ("LOCALE", .locale), ("MULTILINE", .multiline),
        ("DOTALL", .dotAll), ("VERBOSE", .verbose), ("UNICODE", .unicode),
    ]

    private static let flags = FunctionNode(
        NodeSchema(
            "RegexFlags", category: "regular_expressions",
            inputs: [
                .socket("ASCII", "BOOLEAN"), .socket("IGNORECASE", "BOOLEAN"), .socket("LOCALE", "BOOLEAN"),
                .socket("MULTILINE", "BOOLEAN"), .socket("DOTALL", "BOOLEAN"), .socket("VERBOSE", "BOOLEAN"),
                .socket("UNICODE", "BOOLEAN"),
            ],
            outputs: [OutputSchema("INT")]
        ).with { $0.description = "The flags of a regular expression, as Python adds them up." }
    ) { inputs in
        let set = try names.filter { try inputs.bool($0.name) }
        return [.int(Int128(set.reduce(0) { $0 | $1.flag.rawValue }))]
    }

    private static let find = FunctionNode(
        NodeSchema(
            "Regex", category: "regular_expressions",
            inputs: [
                .socket("pattern", "STRING"), .socket("string", "STRING"),
                InputSchema("flags", .named("INT"), ["default": 0, "min": 0]).optional,
            ],
            outputs: [OutputSchema("MATCH", name: "match"), OutputSchema("BOOLEAN", name: "match found")]
        ).with { $0.description = "Whether a text begins as a regular expression says, and the match." }
    ) { inputs in
        let flags = inputs["flags"] == nil ? 0 : try inputs.int("flags")
        let text = try inputs.string("string")
        let match = try RegexRun.strict(try inputs.string("pattern"), .init(rawValue: flags)) {
            (expression) throws(RegularExpression.Failure) in try expression.match(text)
        }
        return [match.map { .object(MatchObject($0)) } ?? .null, .bool(match != nil)]
    }

    private static let byIndex = FunctionNode(
        NodeSchema(
            "RegexMatchGroupByIndex", category: "regular_expressions",
            inputs: [.socket("match", "MATCH"), .socket("index", "INT")],
            outputs: [OutputSchema("STRING")]
        ).with { $0.description = "A group of a match by its number; 0 is the whole." }
    ) { inputs in
        guard let match = try match(inputs) else { return [.string("")] }
        return [try group(match, try inputs.int("index"))]
    }

    private static let byName = FunctionNode(
        NodeSchema(
            "RegexMatchGroupByName", category: "regular_expressions",
            inputs: [.socket("match", "MATCH"), .socket("name", "STRING")],
            outputs: [OutputSchema("STRING")]
        ).with { $0.description = "A group of a match by its name." }
    ) { inputs in
        guard let match = try match(inputs) else { return [.string("")] }
        return [try group(match, match.names[try inputs.string("name")] ?? -1)]
    }

    private static let expand = FunctionNode(
        NodeSchema(
            "RegexMatchExpand", category: "regular_expressions",
            inputs: [.socket("match", "MATCH"), .socket("template", "STRING")],
            outputs: [OutputSchema("STRING")]
        ).with { $0.description = "A template with the groups of a match in it." }
    ) { inputs in
        guard let match = try match(inputs) else { return [.string("")] }
        let text = try inputs.string("template")
        do throws(RegularExpression.Failure) {
            let template = try PythonTemplate(text, groupCount: match.groups.count - 1, names: match.names)
            return [.string(template.expand(match))]
        } catch {
            throw NodeError("re.error", error.message)
        }
    }

    /// Nil where nothing was found.
    private static func match(_ inputs: NodeInputs) throws -> RegularExpression.Match? {
        if case .null? = inputs["match"] { return nil }
        return try inputs.object("match", MatchObject.self, "a MATCH").match
    }

    private static func group(_ match: RegularExpression.Match, _ index: Int) throws -> Value {
        guard match.groups.indices.contains(index) else { throw NodeError("IndexError", "no such group") }
        return match.groups[index].map(Value.string) ?? .null
    }
}
