import Configuration
import Formats
import Glibc
import Runners
import System
import Testing
import Workflow

@testable import Engine

/// What a client makes of its configuration.
@Suite struct ClientConfigurationTests {
    @Test func executorRule() throws {
        func client(_ json: JSON, _ executor: ClientOptions.Executor) throws -> Client {
            var options = ClientOptions()
            options.resources.configuration = try Configuration(json)
            options.executor = executor
            return try Client(options, registry: NodeRegistry())
        }
        try client([:], .inProcess).destroy(cancelling: true)
        try client(["lowvram": true], .automatic).destroy(cancelling: true)
        let contradiction = #expect(throws: EngineError.self) { _ = try client(["lowvram": true], .inProcess) }
        #expect(
            contradiction?.message
                == "Configuration requires ProcessPoolExecutor but ContextVarExecutor was requested. "
                + "Configuration keys causing this: ['lowvram']")
        let missing = #expect(throws: EngineError.self) { _ = try client(["worker_path": "/nowhere"], .isolated) }
        #expect(missing?.code == .notFound && missing?.message.contains("/nowhere") == true)
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let path = "/tmp/comfy-written-\(UUID.random()).json"
        defer { unlink(path) }
        var options = ClientOptions()
        options.resources.configuration = try Configuration([
            "cache_lru": 9, "write_out_config_file_to_this_path": .string(path),
        ])
        try Client(options).destroy(cancelling: true)
        let again = try Configuration(options: ["config_file": .string(path)], environment: [:])
        #expect(again["cache_lru"] == 9 && again["write_out_config_file_to_this_path"] == JSON.null)
    }

    @Test func modelPathsBesideTheBase() throws {
        let base = "/tmp/comfy-base-\(UUID.random())"
        defer {
            for path in ["/more/m.safetensors", "/more", "/extra_model_paths.yaml", ""] { remove(base + path) }
        }
        _ = try AtomicFile.write([UInt8](), to: base + "/more/m.safetensors")
        _ = try AtomicFile.write(Array("mine:\n  checkpoints: more\n".utf8), to: base + "/extra_model_paths.yaml")
        var options = ClientOptions()
        options.resources.baseDirectory = base
        let client = try Client(options)
        defer { client.destroy(cancelling: true) }
        let schema = try client.nodeSchemas("CheckpointLoaderSimple")
        #expect(JSON.object(schema).serialized().contains("m.safetensors"))
    }
}
