internal import EditorFormat
internal import Formats
internal import Glibc
internal import System

/// What of other people's files the library's node classes cover.
struct Coverage {
    /// Classes by workflow, or of an object_info.
    private var workflows: [(name: String, classes: Set<String>)] = []
    /// Inputs that an object_info has and the library's class lacks: "Class.input".
    private var missingInputs: [String] = []
    private let schemas: JSONObject

    /// - Parameter path: an object_info, a workflow in any form, a table of workflows' classes, or a folder of these.
    init(of path: String, by schemas: JSONObject) throws {
        self.schemas = schemas
        for file in try Self.files(path) {
            let bytes = try InputFile.read(file)
            if let json = try? JSON(parsing: bytes).object, add(json, file) { continue }
            if let workflow = try? WorkflowFile.read(bytes) {
                workflows.append((file, Self.classes(workflow)))
            } else if file == path {
                throw CommandError(status: 1, message: "\(path): neither a workflow nor an object_info")
            }
        }
        guard !workflows.isEmpty else { throw CommandError(status: 1, message: "\(path): no workflows are there") }
    }

    private static func files(_ path: String) throws -> [String] {
        guard let handle = opendir(path) else { return [path] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if [".json", ".png", ".webp", ".jpg", ".jpeg"].contains(FilePath.suffix(name).lowercased()) {
                names.append(FilePath.join(path, name))
            }
        }
        return names.sorted()
    }

    /// Takes tables; false for what is a workflow, or nothing.
    private mutating func add(_ json: JSONObject, _ file: String) -> Bool {
        let values = json.map(\.value)
        guard let first = values.first else { return false }
        if first["input"]?.object != nil, first["output"]?.array != nil {
            workflows.append((file, Set(json.keys)))
            for (name, schema) in json {
                guard let own = schemas[name] else { continue }
                for section in ["required", "optional"] {
                    for input in schema["input"]?[section]?.object?.keys ?? []
                    where own["input"]?["required"]?[input] == nil && own["input"]?["optional"]?[input] == nil {
                        missingInputs.append("\(name).\(input)")
                    }
                }
            }
            return true
        }
        guard first["classes"]?.array != nil else { return false }
        for (name, row) in json {
            workflows.append((name, Set((row["classes"]?.array ?? []).compactMap(\.string))))
        }
        return true
    }

    /// The classes that a workflow needs: not those of nodes that are muted or bypassed, nor of what only the editor has.
    private static func classes(_ file: JSONObject) -> Set<String> {
        let document = WorkflowDocument(file)
        guard document.form == .editor else {
            return Set(document.workflow.compactMap { $0.value["class_type"]?.string })
        }
        let subgraphs = document.workflow["definitions"]?["subgraphs"]?.array ?? []
        let editors: Set<String> = ["Note", "MarkdownNote", "Reroute", "PrimitiveNode"]
        let inner = Set(subgraphs.compactMap { $0["id"]?.string })
        var found: Set<String> = []
        for graph in [JSON.object(document.workflow)] + subgraphs {
            for node in graph["nodes"]?.array ?? [] {
                guard let type = node["type"]?.string, ![2, 4].contains(node["mode"]?.int ?? 0) else { continue }
                if !editors.contains(type), !VirtualNode.contains(type), !inner.contains(type),
                    !type.hasPrefix("workflow>"), !type.hasPrefix("workflow/")
                {
                    found.insert(type)
                }
            }
        }
        return found
    }

    // MARK: Report

    private func missing(_ classes: Set<String>) -> [String] { classes.filter { schemas[$0] == nil }.sorted() }

    /// Classes that are not there, with how many workflows want them; the most wanted first.
    private var wanted: [(name: String, count: Int)] {
        var counts: [String: Int] = [:]
        for workflow in workflows { for name in missing(workflow.classes) { counts[name, default: 0] += 1 } }
        return counts.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// Classes that alone keep workflows from running.
    private var last: [String: Int] {
        var counts: [String: Int] = [:]
        for workflow in workflows {
            let missing = missing(workflow.classes)
            if missing.count == 1 { counts[missing[0], default: 0] += 1 }
        }
        return counts
    }

    private var covered: Int { workflows.count { missing($0.classes).isEmpty } }
    private var all: Set<String> { workflows.reduce(into: []) { $0.formUnion($1.classes) } }

    var text: String {
        var lines: [String] = []
        if workflows.count > 1 {
            lines.append("workflows whose classes are all there: \(covered) of \(workflows.count)")
        }
        lines.append("classes that are there: \(all.count { schemas[$0] != nil }) of \(all.count)")
        if !wanted.isEmpty {
            lines.append(
                workflows.count > 1
                    ? "missing, with the workflows that want them, and those that want nothing else:" : "missing:")
            let last = last
            for row in wanted {
                let counts = workflows.count > 1 ? " \(row.count) \(last[row.name] ?? 0)" : ""
                lines.append("  \(row.name)\(counts)" + (MissingReasons.reason(of: row.name).map { ": \($0)" } ?? ""))
            }
        }
        if !missingInputs.isEmpty {
            lines.append("inputs that are not there: " + missingInputs.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        var rows: JSONObject = [:]
        for workflow in workflows { rows[workflow.name] = .array(missing(workflow.classes).map(JSON.string)) }
        var (counts, reasons): (JSONObject, JSONObject) = ([:], [:])
        for row in wanted {
            counts[row.name] = .int(Int128(row.count))
            reasons[row.name] = MissingReasons.reason(of: row.name).map(JSON.string)
        }
        return [
            "workflows": .int(Int128(workflows.count)), "covered": .int(Int128(covered)),
            "classes": .int(Int128(all.count)),
            "missing": .object(counts), "missing_reasons": .object(reasons), "missing_by_workflow": .object(rows),
            "missing_inputs": .array(missingInputs.map(JSON.string)),
        ]
    }
}
