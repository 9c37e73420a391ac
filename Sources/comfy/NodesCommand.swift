internal import Configuration
internal import Engine
internal import Formats
internal import System

/// `libcomfy nodes`
struct NodesCommand {
    private let arguments: Arguments

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(words, of: .nodes)
    }

    func run() throws -> Int32 {
        let client = try Client(ClientArguments.options(arguments))
        defer { client.destroy(cancelling: true) }
        var schemas = JSONObject()
        if let path = arguments["--coverage"] {
            let report = try Coverage(of: path, by: try client.nodeSchemas())
            try Terminal.print(arguments.has("--json") ? report.json.serialized() : report.text)
            return 0
        }
        if arguments.positional.isEmpty {
            schemas = try client.nodeSchemas()
        } else {
            for name in arguments.positional { schemas[name] = try Self.schema(name, client) }
        }
        if arguments.has("--json") {
            try Terminal.print(JSON.object(schemas).serialized())
        } else {
            for (name, schema) in schemas {
                try Terminal.print(Self.line(name, schema))
                if !arguments.positional.isEmpty { try Terminal.print(ClassDescription.text(schema)) }
            }
        }
        return 0
    }

    private static func schema(_ name: String, _ client: Client) throws -> JSON? {
        do {
            return try client.nodeSchemas(name)[name]
        } catch let error as EngineError where error.code == .notFound {
            let near = NearestName.find(name, among: try client.nodeSchemas().keys)
            throw CommandError(status: 1, message: error.message + (near.map { "; is \($0) meant?" } ?? ""))
        }
    }

    /// KSampler(model, seed, ..., [denoise]) -> LATENT
    private static func line(_ name: String, _ schema: JSON) -> String {
        let required = schema["input"]?["required"]?.object?.keys ?? []
        let optional = schema["input"]?["optional"]?.object?.keys ?? []
        let inputs = (required + optional.map { "[\($0)]" }).joined(separator: ", ")
        let outputs = (schema["output"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
        return "\(name)(\(inputs))" + (outputs.isEmpty ? "" : " -> \(outputs)")
    }
}
