internal import Formats
internal import System

/// What a node class takes and gives, for somebody who writes a workflow.
enum ClassDescription {
    static func text(_ schema: JSON) -> String {
        var lines: [String] = []
        if let description = schema["description"]?.string, !description.isEmpty { lines.append("  \(description)") }
        for section in ["required", "optional"] {
            let inputs = schema["input"]?[section]?.object ?? [:]
            if !inputs.isEmpty { lines.append(section == "required" ? "takes:" : "may take:") }
            for (input, entry) in inputs { lines.append("  " + line(input, entry)) }
        }
        let outputs = schema["output"]?.array ?? []
        if !outputs.isEmpty { lines.append("gives:") }
        for (index, type) in outputs.enumerated() {
            let label = schema["output_name"]?.array?[index].string
            lines.append(
                "  \(index): \(type.string ?? "COMBO")"
                    + (label == nil || label == type.string ? "" : " \(label ?? "")"))
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ entry: JSON) -> String {
        let options = entry.array?.dropFirst().first
        var line = name + " "
        if let choices = entry.array?.first?.array ?? options?["options"]?.array {
            let texts = choices.compactMap {
                $0.string ?? ($0.object == nil ? $0.serialized(.python) : $0["key"]?.string)
            }
            line += texts.isEmpty ? "one of no choices" : "one of: " + texts.joined(separator: ", ")
        } else {
            line += entry.array?.first?.string ?? "*"
        }
        if let value = options?["default"] {
            line += ", by default \(value.string.map { "\"\($0)\"" } ?? value.serialized(.python))"
        }
        if let low = options?["min"], let high = options?["max"] {
            line += ", \(low.serialized(.python)) to \(high.serialized(.python))"
        }
        if let tooltip = options?["tooltip"]?.string { line += ". \(tooltip)" }
        return line
    }
}
