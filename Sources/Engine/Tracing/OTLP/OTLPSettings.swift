internal import Formats
internal import System

/// Where spans are posted to, and what goes with them: OpenTelemetry's settings for exporters, as far as they concern
/// HTTP without TLS (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
struct OTLPSettings: Sendable {
    var endpoint: HTTPEndpoint
    var headers: [KeyValueList.Entry]
    /// Attributes of what the spans come from.
    var resource: JSONObject

    /// What a configuration asks for; nil if that is nothing, or cannot be: that is warned of.
    init?(_ configuration: Configuration) {
        let names = ["otel_exporter_otlp_traces_endpoint", "otel_exporter_otlp_endpoint"]
        guard configuration["otel_sdk_disabled"] != true,
            let name = names.first(where: { configuration.string($0)?.isEmpty == false }),
            let url = configuration.string(name)
        else { return nil }
        do {
            endpoint = try HTTPEndpoint(url)
        } catch {
            let reason =
                switch error {
                case .needsTLS: "TLS is not supported; name a collector on this machine, as http://127.0.0.1:4318"
                case .malformed: "it is no http:// URL"
                }
            Log.warning("spans are not exported to '\(HTTPEndpoint.withoutPassword(url))' (\(name)): \(reason)")
            return nil
        }
        // The base address of all signals, unless it is that of traces alone.
        if name == "otel_exporter_otlp_endpoint" { endpoint = endpoint.appending("/v1/traces") }
        headers = Self.entries("otel_exporter_otlp_headers", configuration).filter(Self.isHeader)
        resource = [
            "telemetry.sdk.name": "libcomfy", "telemetry.sdk.language": "swift",
            "telemetry.sdk.version": .string(BuildInfo.version), "service.name": configuration["otel_service_name"],
            "service.version": configuration["otel_service_version"],
        ]
        for (key, value) in Self.entries("otel_resource_attributes", configuration) {
            let own = ["service.name": "otel_service_name", "service.version": "otel_service_version"][key]
            // What was set by its own key goes first.
            if let own, configuration[own] != ConfigurationKey.byName[own]?.defaultValue { continue }
            resource[key] = .string(value)
        }
    }

    /// A list that is not in the form is left out as a whole, as OpenTelemetry has it.
    private static func entries(_ name: String, _ configuration: Configuration) -> [KeyValueList.Entry] {
        guard let text = configuration.string(name) else { return [] }
        guard let entries = KeyValueList.parse(text) else {
            Log.warning("\(name) is left out: it is not of the form key=value,key=value", ["key": .string(name)])
            return []
        }
        return entries
    }

    /// Whether it can go into a request, and says nothing that is ours to say.
    private static func isHeader(_ entry: KeyValueList.Entry) -> Bool {
        let ours = ["host", "content-type", "content-length", "connection", "transfer-encoding", "user-agent"]
        let isToken =
            !entry.key.isEmpty
            && entry.key.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && !#""(),/:;<=>?@[\]{}"#.utf8.contains(byte)
            }
        let isValue = entry.value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
        guard isToken, isValue, !ours.contains(entry.key.lowercased()) else {
            Log.warning("the header '\(entry.key)' of otel_exporter_otlp_headers is left out")
            return false
        }
        return true
    }
}

/// `key=value,key=value`, percent-encoded: W3C's Baggage without its properties.
enum KeyValueList {
    typealias Entry = (key: String, value: String)

    /// nil if it is not in that form.
    static func parse(_ text: String) -> [Entry]? {
        var entries: [Entry] = []
        for part in text.split(separator: ",") {
            let part = trimmed(part)
            guard !part.isEmpty else { continue }
            guard let equals = part.firstIndex(of: "="), let key = decoded(trimmed(part[..<equals])), !key.isEmpty,
                let value = decoded(trimmed(part[part.index(after: equals)...]))
            else { return nil }
            entries.append((key, value))
        }
        return entries
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
