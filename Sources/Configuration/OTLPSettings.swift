package import Formats
package import Network
internal import System

/// Where spans are posted to, and what goes with them: OpenTelemetry's settings for exporters, as far as they concern
/// HTTP without TLS (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
package struct OTLPSettings: Sendable {
    package var endpoint: HTTPEndpoint
    package var headers: [(name: String, value: String)]
    /// Attributes of what the spans come from.
    package var resource: JSONObject

    /// What a configuration asks for; nil if that is nothing, or cannot be: that is warned of.
    fileprivate init?(_ configuration: Configuration) {
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
        headers = Self.entries("otel_exporter_otlp_headers", configuration).filter(Self.isHeader).map {
            ($0.key, $0.value)
        }
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

extension Configuration {
    /// Where spans are exported to; nil if nowhere.
    package var spanExport: OTLPSettings? { OTLPSettings(self) }
}
