import Formats
import Glibc
import System
import Testing

@testable import Configuration

/// Options over environment over files over defaults.
@Suite struct ConfigurationSourceTests {
    /// A file that is gone when this is.
    private final class File {
        let path: String

        init(_ text: String, ending: String) throws {
            path = "/tmp/comfy-configuration-\(UUID.random())\(ending)"
            _ = try AtomicFile.write(Array(text.utf8), to: path)
        }

        deinit { unlink(path) }
    }

    @Test func precedence() throws {
        let first = try File("port: 1\ncache-lru: 1\n--preview_method: none\nlisten: a\n", ending: ".yaml")
        let second = try File("{\"port\": 2, \"cache_lru\": 2, \"external_address\": \"x\"}", ending: ".json")
        let configuration = try Configuration(
            options: ["config_files": [.string(first.path), .string(second.path)], "port": 4],
            environment: ["COMFYUI_PORT": "3", "COMFYUI_CACHE_LRU": "3", "COMFYUI_DISABLE_METADATA": "", "HOME": "/"])
        #expect(configuration["port"] == 4)
        #expect(configuration["cache_lru"] == 3)
        #expect(configuration["external_address"] == "x" && configuration["preview_method"] == "none")
        #expect(configuration["listen"] == "a" && configuration["disable_metadata"] == false)
        #expect(configuration["max_queue_size"] == 65536)
        let fromEnvironment = try Configuration(options: [:], environment: ["COMFYUI_CONFIG_FILES": first.path])
        #expect(fromEnvironment["port"] == 1)
        #expect(try Configuration(["port": 5])["port"] == 5)
    }

    @Test(
        arguments: [
            ("cpu", "yes", true), ("cpu", "0", false), ("port", "80", 80), ("max_upload_size", "1.5", 1.5),
            ("cuda_device", "none", nil), ("cuda_device", "1", 1), ("base_paths", "/a, /b", ["/a", "/b"]),
            ("base_paths", "['/a,', \"/b\"]", ["'/a", "'", "/b"]), ("base_paths", "/a", ["/a"]),
            ("fast", "[autotune]", ["autotune"]), ("preview_method", "TAESD", "taesd"),
            ("logging_level", "debug", "DEBUG"),
            ("listen", "0.0.0.0", "0.0.0.0"),
        ] as [(String, String, JSON)]) func variables(key: String, text: String, value: JSON) throws
    {
        let configuration = try Configuration(options: [:], environment: ["COMFYUI_" + key.uppercased(): text])
        #expect(configuration[key] == value)
    }

    @Test func variablesOfTheirOwnNames() throws {
        let own = ["OTEL_SERVICE_NAME": "host", "COMFYUI_OTEL_SERVICE_VERSION": "2", "OTEL_SERVICE_VERSION": "1"]
        let configuration = try Configuration(options: [:], environment: own)
        #expect(configuration["otel_service_name"] == "host" && configuration["otel_service_version"] == "2")
    }

    @Test func problemsTellTheirKindAndSource() throws {
        let file = try File("no-such: 1\nlowvram: 3\n", ending: ".yaml")
        let error = #expect(throws: EngineError.self) {
            _ = try Configuration(
                options: ["config_files": [.string(file.path)], "cache_ram": -1, "bad_key": true],
                environment: ["COMFYUI_PORT": "http", "COMFYUI_UNHEARD_OF": "1"])
        }
        #expect(error?.code == .invalidConfiguration)
        let problems = try #require(error?.details?["errors"]?.array)
        let found = problems.map {
            "\($0["key"]?.string ?? "") \($0["code"]?.string ?? "") \($0["source"]?.string ?? "")"
        }
        #expect(
            found == [
                "no_such unknown_key file \(file.path)", "lowvram wrong_type file \(file.path)",
                "port wrong_type environment COMFYUI_PORT", "bad_key unknown_key options",
                "cache_ram out_of_range options",
            ])
        #expect(error?.message.contains("(environment variable COMFYUI_PORT)") == true)
    }

    @Test(arguments: ["- a\n", "a: [", "config_files: [other.yaml]\n", "config-file: x\n"])
    func badFiles(text: String) throws {
        let file = try File(text, ending: ".yaml")
        let error = #expect(throws: EngineError.self) {
            _ = try Configuration(options: ["config_file": .string(file.path)], environment: [:])
        }
        #expect(error?.code == .invalidConfiguration && error?.message.contains(file.path) == true)
    }

    @Test func missingFiles() {
        let error = #expect(throws: EngineError.self) {
            _ = try Configuration(options: ["config_files": ["/no/such/file"]], environment: [:])
        }
        #expect(error?.code == .io)
    }
}
