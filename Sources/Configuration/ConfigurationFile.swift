internal import Formats
internal import System

/// Files of settings, YAML or JSON: keys as the original's configuration has them, or as its options are spelt.
enum ConfigurationFile {
    /// The keys that name such files.
    static let naming = ["config_files", "config_file"]

    /// The files to read, later ones over earlier ones.
    static func paths(_ options: JSONObject, _ environment: JSONObject) -> [String] {
        naming.flatMap { name -> [String] in
            let value = options[name] ?? environment[name]
            return value?.array?.compactMap(\.string) ?? value?.string.map { [$0] } ?? []
        }
    }

    /// - Throws: `io`, or `invalidConfiguration` for what is no mapping.
    static func read(_ path: String) throws(EngineError) -> JSONObject {
        let document = try YAMLFile.read(path)
        guard document != .null else { return [:] }
        guard let members = document.object else {
            throw EngineError(.invalidConfiguration, "\(path): expected keys and values")
        }
        var settings = JSONObject()
        for (name, value) in members {
            let key = String(String(name.drop { $0 == "-" }).map { $0 == "-" ? "_" : $0 })
            guard !naming.contains(key) else {
                throw EngineError(.invalidConfiguration, "\(path): '\(key)': a configuration file cannot name others")
            }
            settings[key] = adapted(value, to: ConfigurationKey.byName[key]?.kind)
        }
        return settings
    }

    /// A single text stands for a list of one, as on a command line.
    private static func adapted(_ value: JSON, to kind: ConfigurationKey.Kind?) -> JSON {
        switch (kind, value) {
        case (.strings, .string), (.choices, .string): [value]
        default: value
        }
    }
}

/// Text files of at most 1 MiB.
enum YAMLFile {
    static func read(_ path: String) throws(EngineError) -> JSON {
        do {
            return try MappedFile(path: path).withBytes { bytes throws -> JSON in
                guard !bytes.isEmpty else { throw FormatError(.malformed, "the file is empty") }
                guard bytes.count <= 1 << 20 else { throw FormatError(.tooLarge, "over 1 MiB") }
                return try JSON(yaml: bytes)
            }
        } catch let error as SystemError {
            throw EngineError(error)
        } catch let error as FormatError {
            throw EngineError(.invalidConfiguration, "\(path): \(error.message)")
        } catch {
            throw EngineError(.io, "\(path): \(error)")
        }
    }
}
