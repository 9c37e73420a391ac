import Folders
import Formats
import System
import TestSupport
import Testing
import Workflow

@testable import Configuration

@Suite struct ConfigurationTests {
    private static var reference: JSON {
        get throws { try JSON(parsing: Fixtures.bytes("reference/configuration.json")) }
    }

    @Test func keysAndDefaultsAreTheOriginals() throws {
        let defaults = try #require(try Self.reference["defaults"]?.object)
        #expect(ConfigurationKey.all.map(\.name) == defaults.keys)
        for key in ConfigurationKey.all {
            switch key.name {
            // Written there as Python prints them, or dependent on the machine.
            case "preview_method": #expect(key.defaultValue == "auto")
            case "fast": #expect(key.defaultValue == [])
            case "database_url": break
            default: #expect(key.defaultValue == defaults[key.name], "\(key.name)")
            }
            #expect(key.kind.admits(key.defaultValue), "\(key.name)")
        }
    }

    @Test func isolatingKeysAreTheOriginals() throws {
        let names = try Self.reference["model_management_args"]?.array?.compactMap(\.string)
        #expect(ConfigurationKey.all.filter(\.isolates).map(\.name).sorted() == names)
        let configuration = try Configuration(["novram": true, "cpu": true, "preview_method": "none"])
        #expect(configuration.isolatingKeys == ["cpu", "novram"])
    }

    @Test func problemsNameTheirKeys() throws {
        let bad: JSON = ["lowvram": 1, "no_such_key": true, "cache_lru": -1, "preview_method": "fancy", "directml": 0]
        let error = #expect(throws: EngineError.self) { try Configuration(bad) }
        #expect(error?.code == .invalidConfiguration)
        for key in ["lowvram", "no_such_key", "cache_lru", "preview_method", "directml"] {
            #expect(error?.message.contains("'\(key)'") == true, "\(key)")
        }
        #expect(error?.details?["errors"]?.array?.count == 5)
        #expect(throws: EngineError.self) { try Configuration([]) }
    }

    @Test(
        arguments: [
            ([:], .classic), (["cache_lru": 7], .lru(7)), (["cache_none": true], .none),
            (["cache_ram": 1.5], .ramPressure(headroom: 1.5)), (["cache_classic": true], .classic),
        ] as [(JSON, CachePolicy)]) func cachePolicy(json: JSON, policy: CachePolicy) throws
    {
        #expect(try Configuration(json).cachePolicy == policy)
    }

    @Test func notesTellWhatHasNoEffect() throws {
        let configuration = try Configuration(["fp16_unet": true, "port": 1, "preview_method": "none", "cpu": true])
        #expect(configuration.idleKeys.map(\.name) == ["port", "fp16_unet"])
        #expect(configuration.idleKeys.allSatisfy { !$0.meaning.isEmpty })
    }

    /// What was set in secret is not told, and what is told instead means nothing.
    @Test func secretsAreMasked() throws {
        let configuration = try Configuration(
            options: ["anthropic_api_key": "sk-1", "database_url": "postgres://u:p@h/d"],
            environment: ["OPENAI_API_KEY": "sk-2", "OTEL_EXPORTER_OTLP_HEADERS": "a=sk-3"])
        #expect(configuration["anthropic_api_key"] == "sk-1" && configuration["openai_api_key"] == "sk-2")
        let shown = configuration.shown
        for key in ["anthropic_api_key", "openai_api_key", "database_url", "otel_exporter_otlp_headers"] {
            #expect(shown[key] == "********" && configuration.written[key] == nil, "\(key)")
        }
        #expect(shown["ideogram_api_key"] == .null && shown.keys == configuration.values.keys)
        #expect(Configuration().shown["database_url"] == "sqlite:///:memory:")
        let again = try Configuration(options: .object(shown), environment: ["OPENAI_API_KEY": "sk-4"])
        #expect(again["anthropic_api_key"] == .null && again["openai_api_key"] == "sk-4")
        let error = #expect(throws: EngineError.self) { try Configuration(["openai_api_key": ["sk-5"]]) }
        #expect(error?.message == "configuration: 'openai_api_key': expected a string or null, not \"********\"")
    }

    @Test func theTableIsCurrent() throws {
        let keys = ConfigurationKey.all + ConfigurationKey.own
        #expect(keys.allSatisfy { !$0.meaning.isEmpty && !$0.meaning.contains("|") })
        #expect(keys.allSatisfy { ConfigurationTable.markdown.contains("\n| `\($0.name)`") })
        let folder = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
        let page = try MappedFile(path: folder + "/Sources/Configuration/README.md").withBytes {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(page == ConfigurationTable.markdown + "\n", "run `make documentation`")
    }

    @Test func extraModelPaths() throws {
        let text = """
            # a comment
            comfyui:
                base_path: /srv/models   # where
                is_default: true
                checkpoints: sd/
                clip: |
                    clip
                    text_encoders/

            other:
              loras: "more loras"
              vae: [a, b]
            nothing:
            """
        let folders = try Self.folders(text, folder: "/etc")
        #expect(folders.map(\.category) == ["checkpoints", "clip", "clip", "loras", "vae", "vae"])
        #expect(
            folders.map(\.path) == [
                "/srv/models/sd/", "/srv/models/clip", "/srv/models/text_encoders/", "/etc/more loras",
                "/etc/a", "/etc/b",
            ])
        #expect(folders.map(\.isDefault) == [true, true, true, false, false, false])
    }

    @Test func baseFoldersOfModelPathsNameVariables() throws {
        func base(_ path: String) throws -> String? {
            try ExtraModelPaths.folders(
                ["s": ["base_path": .string(path), "vae": "v"]], name: "extra.yaml", folder: "/etc",
                environment: ["DISK": "/disk", "PART": "part", "HOME": "/home/me"]
            ).first?.path
        }
        #expect(try base("$DISK/${PART}s") == "/disk/parts/v")
        #expect(try base("$PART") == "/etc/part/v" && base("~/x") == "/home/me/x/v")
        #expect(try base("/a$/${x/$NONE/${NONE}") == "/a$/${x/$NONE/${NONE}/v")
    }

    private static func folders(_ text: String, folder: String = "/") throws -> [ExtraModelPaths.Folder] {
        let document = try Array(text.utf8).withUnsafeBytes { try JSON(yaml: $0) }
        return try ExtraModelPaths.folders(document, name: "extra.yaml", folder: folder)
    }

    @Test(arguments: [
        "a", "a: b", " a: b", "s:\n  x: [1, 2]", "s:\n  is_default: 3", "s:\n  base_path: []", "s:\n  x: 'open",
        "s:\n\tx: y", "s:\n  - x",
    ])
    func extraModelPathsRefuseWhatTheyCannotMean(text: String) {
        #expect(throws: (any Error).self) { _ = try Self.folders(text) }
    }
}
