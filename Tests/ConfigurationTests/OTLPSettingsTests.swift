import Formats
import Network
import System
import Testing

@testable import Configuration

@Suite struct OTLPSettingsTests {
    @Test(
        arguments: [
            ("a=b", ["a=b"]), (" a = b , c=d=e,", ["a=b", "c=d=e"]), ("", []), ("a=", ["a="]),
            ("x-key=a%20b%2C%C3%A9", ["x-key=a b,é"]), ("a", nil), ("=b", nil), ("a=%2", nil), ("a=%zz", nil),
            ("a=%FF", nil),
        ] as [(String, [String]?)]) func lists(text: String, entries: [String]?)
    {
        #expect(KeyValueList.parse(text)?.map { "\($0.key)=\($0.value)" } == entries)
    }

    @Test func settingsAreOpenTelemetrys() throws {
        func settings(_ environment: [String: String], _ options: JSON = [:]) throws -> OTLPSettings? {
            try Configuration(options: options, environment: environment).spanExport
        }
        #expect(try settings(["OTEL_SERVICE_NAME": "x"]) == nil)
        var found = try #require(try settings(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/x"]))
        #expect(found.endpoint.path == "/x/v1/traces" && found.headers.isEmpty)
        #expect(found.resource["service.name"] == "comfyui" && found.resource["service.version"] == "0.10.0")
        found = try #require(
            try settings([
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://d:1/y",
                "OTEL_EXPORTER_OTLP_HEADERS": "a=1",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "api-key=s%0d%0aX: y,Host=z,b=2,a b=3",
                "OTEL_RESOURCE_ATTRIBUTES": "service.name=host,service.version=7,team=a%3Db",
                "OTEL_SERVICE_VERSION": "8",
            ]))
        #expect(found.endpoint.host == "d" && found.endpoint.path == "/y")
        #expect(found.headers.map(\.name) == ["b"])
        #expect(found.resource["service.name"] == "host" && found.resource["service.version"] == "8")
        #expect(found.resource["team"] == "a=b")
        found = try #require(
            try settings(
                ["OTEL_SERVICE_NAME": "variable", "OTEL_RESOURCE_ATTRIBUTES": "service.name=list,x"],
                ["otel_exporter_otlp_endpoint": "http://c"]))
        #expect(found.resource["service.name"] == "variable")
        for (text, isDisabled) in [("true", true), ("TRUE", true), ("1", false), ("false", false), ("nonsense", false)]
        {
            let environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": text]
            #expect(try (settings(environment) == nil) == isDisabled)
            #expect(try settings(environment, ["otel_sdk_disabled": false]) != nil)
        }
        #expect(HTTPEndpoint.withoutPassword("https://me:secret@host/x@y") == "https://***@y")
    }
}
