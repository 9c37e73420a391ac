internal import Formats
internal import System

/// The settings in environment variables: `COMFYUI_` and the key in capitals, or the names of their own that some keys
/// have in the original. What is empty is not set.
struct ConfigurationEnvironment {
    static let prefix = "COMFYUI_"

    struct Setting {
        var key: ConfigurationKey
        var variable: String
        /// Of the key's kind, or the text itself where it cannot be that.
        var value: JSON
    }

    private(set) var settings: [Setting] = []
    /// Variables that look like settings and are none.
    let unknown: [String]

    init(_ environment: [String: String]) {
        for key in ConfigurationKey.all + ConfigurationKey.own {
            // The library's own name before one that others read too.
            for variable in key.variables {
                guard let text = environment[variable], !text.isEmpty else { continue }
                settings.append(Setting(key: key, variable: variable, value: Self.value(of: key, variable, text)))
                break
            }
        }
        let known = Set(Self.variables)
        unknown = environment.keys.filter { $0.hasPrefix(Self.prefix) && !known.contains($0) }.sorted()
    }

    /// Those of all keys.
    static var variables: [String] { (ConfigurationKey.all + ConfigurationKey.own).flatMap(\.variables) }

    private static func value(of key: ConfigurationKey, _ variable: String, _ text: String) -> JSON {
        // Others than we read this one, and what they put there is no error of this client's.
        if variable == "OTEL_SDK_DISABLED" { return .bool(text.lowercased() == "true") }
        return key.kind.read(text) ?? .string(text)
    }

    var values: JSONObject {
        var values = JSONObject()
        for setting in settings { values[setting.key.name] = setting.value }
        return values
    }
}

extension ConfigurationKey {
    /// The variables that set it, the first of them first.
    var variables: [String] { [ConfigurationEnvironment.prefix + name.uppercased()] + ownVariables }

    /// Those beside the prefixed one: the original's, and OpenTelemetry's.
    private var ownVariables: [String] {
        switch name {
        case "otel_service_name", "otel_service_version", "otel_exporter_otlp_endpoint", "otel_sdk_disabled",
            "otel_exporter_otlp_traces_endpoint", "otel_resource_attributes", "openai_api_key", "ideogram_api_key",
            "anthropic_api_key":
            [name.uppercased()]
        // OpenTelemetry's variable for spans alone goes before the one for all signals.
        case "otel_exporter_otlp_headers": ["OTEL_EXPORTER_OTLP_TRACES_HEADERS", name.uppercased()]
        default: []
        }
    }
}

extension ConfigurationKey.Kind {
    /// A value of this kind in a variable's text; nil if it is none.
    func read(_ text: String) -> JSON? {
        let word = text.lowercased()
        switch self {
        case .bool:
            if ["1", "true", "yes", "on"].contains(word) { return true }
            return ["0", "false", "no", "off"].contains(word) ? false : nil
        case .int: return Int(text).map { .int(Int128($0)) }
        case .number: return Double(text).map { .double($0) }
        case .optionalInt: return ["none", "null"].contains(word) ? .null : Int(text).map { .int(Int128($0)) }
        case .optionalNumber: return ["none", "null"].contains(word) ? .null : Double(text).map { .double($0) }
        case .string, .optionalString: return .string(text)
        case .choice(let words): return words.first { $0.lowercased() == word }.map { .string($0) }
        case .strings, .choices: return .array(Self.list(text).map { .string($0) })
        }
    }

    /// `a, b` or `[a, b]`, each in quotes or not.
    private static func list(_ text: String) -> [String] {
        var inner = text[...]
        if inner.hasPrefix("["), inner.hasSuffix("]") { inner = inner.dropFirst().dropLast() }
        return inner.split(separator: ",").compactMap { part in
            var item = part.drop { $0 == " " }
            while item.last == " " { item.removeLast() }
            if item.count >= 2, let quote = item.first, "\"'".contains(quote), item.last == quote {
                item = item.dropFirst().dropLast()
            }
            return item.isEmpty ? nil : String(item)
        }
    }
}
