internal import Folders
internal import Formats
internal import Images
internal import Glibc
internal import System
internal import Tensors
internal import Workflow

/// Where the results of a request go: lists of names, one for each picture.
struct RequestURIs: Node {
    let environment: NodeEnvironment
    let schema: NodeSchema
    private let make: @Sendable (NodeInputs, NodeEnvironment) throws -> [Value]

    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            RequestURIs(
                environment: environment,
                schema: NodeSchema(
                    "StringToUri", category: "api/openapi",
                    inputs: [
                        .string("value", default: "", extra: ["forceInput": true, "multiline": true]),
                        InputSchema("batch", .named("INT"), ["default": 1]),
                    ],
                    outputs: [OutputSchema("URIS")]
                ).with { $0.description = "A name, as often as a batch needs it." }
            ) { inputs, _ in
                let count = try inputs.int("batch")
                guard count <= 1 << 20 else { throw NodeError("MemoryError", "a list of \(count) items") }
                let value = Value.string(try inputs.string("value"))
                return [.list([Value](repeating: value, count: max(count, 0)))]
            },
            RequestURIs(
                environment: environment,
                schema: NodeSchema(
                    "DevNullUris", category: "api/openapi",
                    inputs: [.socket("images", "IMAGE")],
                    outputs: [OutputSchema("URIS")]
                ).with { $0.description = "Names under which nothing is kept." }
            ) { inputs, _ in
                [.list([Value](repeating: .string("/dev/null"), count: try inputs.image("images").shape[0]))]
            },
            RequestURIs(
                environment: environment,
                schema: NodeSchema(
                    "LegacyOutputURIs", category: "api/openapi",
                    inputs: [
                        .link("images", "IMAGE"), .string("prefix", default: "ComfyUI_"),
                        .string("suffix", default: "_.png"),
                    ],
                    outputs: [OutputSchema("URIS")]
                ).with { $0.description = "Names in the output folder with the next free numbers." }, make: legacy),
            RequestURIs(
                environment: environment,
                schema: NodeSchema(
                    "UriFormat", category: "api/openapi",
                    inputs: [
                        .string("uri_template", default: "{output}/{uuid4}_{batch_index:05d}.png"),
                        .string("metadata_uri_extension", default: ".json"),
                        .string("image_hash_format_name", default: "image_hash"),
                        .string("uuid_format_name", default: "uuid4"),
                        .string("batch_index_format_name", default: "batch_index"),
                        .string("output_dir_format_name", default: "output"),
                        InputSchema.socket("images", "IMAGE").optional,
                        InputSchema.socket("image_hashes", "IMAGE_HASHES").optional,
                    ] + InputSchema.metadata,
                    outputs: [OutputSchema("URIS", name: "URIS (FILES)"), OutputSchema("URIS", name: "URIS (META)")]
                ).with { $0.description = "Names made by a template, of the files and of what tells about them." },
                make: formatted),
        ]
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .finished(NodeOutput(try make(inputs, environment)))
    }

    func fingerprint(_ inputs: NodeInputs) throws -> JSON? {
        // what is free now may be taken later
        schema.name == "LegacyOutputURIs" || schema.name == "UriFormat" ? .double(.nan) : nil
    }

    private static func legacy(_ inputs: NodeInputs, _ environment: NodeEnvironment) throws -> [Value] {
        let count = try inputs.image("images").shape[0]
        let (prefix, suffix) = (try inputs.string("prefix"), try inputs.string("suffix"))
        let folder = environment.folders.path(of: .output)
        var highest = 0
        if let handle = opendir(folder) {
            defer { closedir(handle) }
            while let entry = readdir(handle) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count else {
                    continue
                }
                if let number = Int(name.dropFirst(prefix.count).dropLast(suffix.count)), number < 1 << 40 {
                    highest = max(highest, number)
                }
            }
        }
        return [
            .list(
                (0..<count).map { index in
                    let start = PythonString(prefix).replacing(
                        PythonString("%batch_num%"), with: PythonString(String(index)))
                    return .string(FilePath.join(folder, start + padded(highest + index + 1, 5) + suffix))
                })
        ]
    }

    private static func formatted(_ inputs: NodeInputs, _ environment: NodeEnvironment) throws -> [Value] {
        let hashes = inputs["image_hashes"]?.list
        let pictures = inputs["images"] == nil ? nil : try inputs.image("images").shape[0]
        let count = max(pictures ?? 1, hashes.map { max($0.count, 1) } ?? 0)
        let template = try inputs.string("uri_template")
        let ending = FilePath.suffix(template)
        let about = template.dropLast(ending.count) + (try inputs.string("metadata_uri_extension"))
        var files: [Value] = []
        var descriptions: [Value] = []
        for index in 0..<min(count, hashes?.count ?? count) {
            var names: ValueDictionary = [:]
            names[try inputs.string("image_hash_format_name")] = hashes?[index] ?? .string("")
            names[try inputs.string("uuid_format_name")] = .string(UUID.random())
            names[try inputs.string("batch_index_format_name")] = .int(Int128(index))
            names[try inputs.string("output_dir_format_name")] = .string(environment.folders.path(of: .output))
            files.append(.string(try PythonFormat(format: template).expand([], names)))
            descriptions.append(.string(try PythonFormat(format: String(about)).expand([], names)))
        }
        return [.list(files), .list(descriptions)]
    }
}
