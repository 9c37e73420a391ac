internal import Formats
internal import Models
internal import System
internal import Tensors

/// `libcomfy inspect`
struct InspectCommand {
    private let arguments: Arguments

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(words, of: .inspect)
    }

    func run() throws -> Int32 {
        if let picture = try PictureReport(arguments.positional[0]) {
            if arguments.has("--json") {
                try Terminal.print(JSON.object(picture.json).serialized())
            } else {
                for line in picture.lines { try Terminal.print(line) }
            }
            return 0
        }
        let file = OriginalLayout.of(try ModelFile.open(path: arguments.positional[0]))
        let report = Self.report(file)
        if arguments.has("--json") {
            try Terminal.print(JSON.object(report).serialized())
            return 0
        }
        try Terminal.print("\(file.name): \(report["type"]?.string ?? "")")
        if let reader = report["reader"]?.string { try Terminal.print("  for: \(reader)") }
        for (name, part) in report["parts"]?.object ?? [:] {
            let types = (part["dtypes"]?.object ?? [:]).map { "\($0.key) x \($0.value.int ?? 0)" }.joined(
                separator: ", ")
            let megabytes = ((part["bytes"]?.number ?? 0) / 1e5).rounded() / 10
            try Terminal.print(
                "  \(name): \(part["tensors"]?.int ?? 0) tensors, \(part["parameters"]?.int ?? 0) parameters, "
                    + "\(megabytes) MB (\(types))")
        }
        for (key, value) in report["shape"]?.object ?? [:] { try Terminal.print("  \(key): \(value.serialized())") }
        for (key, value) in report["metadata"]?.object ?? [:] {
            let text = value.string ?? ""
            try Terminal.print("  metadata \(key): \(text.count > 200 ? text.prefix(200) + "..." : text[...])")
        }
        return 0
    }

    /// {"type", "reader", "parts": {part: {"tensors", "parameters", "bytes", "dtypes"}}, "shape", "metadata"}
    static func report(_ file: any WeightSource) -> JSONObject {
        struct Part {
            var tensors = 0
            var parameters = 0
            var bytes = 0
            var types: [String: Int] = [:]
        }
        let summary = ModelDetector(file).summary
        var found: [String: Part] = [:]
        for name in file.names {
            guard let info = file.info(name) else { continue }
            let key = summary.parts.first { !$0.prefix.isEmpty && name.hasPrefix($0.prefix) }?.name ?? "other"
            found[key, default: Part()].tensors += 1
            found[key]?.bytes += info.byteCount
            found[key]?.parameters += info.count
            found[key]?.types[info.format.name, default: 0] += 1
        }
        var members = JSONObject()
        for key in summary.parts.map(\.name) + ["other"] {
            guard let part = found[key] else { continue }
            var types = JSONObject()
            for (type, count) in part.types.sorted(by: { $0.key < $1.key }) { types[type] = .int(Int128(count)) }
            members[key] = [
                "tensors": .int(Int128(part.tensors)), "parameters": .int(Int128(part.parameters)),
                "bytes": .int(Int128(part.bytes)), "dtypes": .object(types),
            ]
        }
        var sizes = JSONObject()
        for (name, value) in summary.sizes { sizes[name] = .int(Int128(value)) }
        var metadata = JSONObject()
        for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) { metadata[key] = .string(value) }
        return [
            "file": .string(file.name), "type": .string(summary.type ?? "not recognised"),
            "reader": summary.reader.map { .string($0) } ?? .null, "parts": .object(members),
            "shape": .object(sizes), "metadata": .object(metadata),
        ]
    }
}
