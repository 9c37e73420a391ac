package import Formats
internal import System
internal import Tensors
internal import Workflow

/// ComfyUI's configuration: every key of the original, checked.
package struct Configuration: Sendable {
    /// All keys, in the original's order.
    package private(set) var values: JSONObject

    /// The defaults.
    package init() {
        values = JSONObject()
        for key in ConfigurationKey.all + ConfigurationKey.own { values[key.name] = key.defaultValue }
    }

    /// The defaults, overridden by the members of a JSON object and by nothing else.
    ///
    /// - Throws: `invalidConfiguration` naming every unknown key and every value of a wrong type.
    package init(_ json: JSON) throws(EngineError) {
        var checker = ConfigurationChecker()
        checker.take(try Self.object(json), from: .options)
        values = try checker.finish()
    }

    /// The configuration in force: the options', else the environment's, else the configuration files', else the
    /// defaults.
    ///
    /// - Throws: `invalidConfiguration` naming every unknown key and every value of a wrong type, with its source; `io`
    ///   for a file that cannot be read.
    package init(options: JSON, environment: [String: String]) throws(EngineError) {
        let options = try Self.object(options)
        let variables = ConfigurationEnvironment(environment)
        for name in variables.unknown {
            let near = NearestName.find(name, among: ConfigurationEnvironment.variables)
            Log.warning(
                "the environment variable \(name) names no configuration key"
                    + (near.map { "; is \($0) meant?" } ?? ""), ["variable": .string(name)])
        }
        var checker = ConfigurationChecker()
        for path in ConfigurationFile.paths(options, variables.values) {
            checker.take(try ConfigurationFile.read(path), from: .file(path))
        }
        checker.take(variables)
        checker.take(options, from: .options)
        values = try checker.finish()
    }

    private static func object(_ json: JSON) throws(EngineError) -> JSONObject {
        guard let object = json.object else {
            throw EngineError(.invalidConfiguration, "the configuration is not a JSON object")
        }
        return object
    }

    /// The value of a key of the original.
    package subscript(name: String) -> JSON {
        guard let value = values[name] else { preconditionFailure("no configuration key \(name)") }
        return value
    }

    package func string(_ name: String) -> String? { self[name].string }
    package func strings(_ name: String) -> [String] { self[name].array?.compactMap(\.string) ?? [] }
    package func bool(_ name: String) -> Bool { self[name].bool ?? false }

    /// The keys that differ from their defaults and for which the original would run prompts in another process.
    package var isolatingKeys: [String] {
        ConfigurationKey.all.filter { $0.isolates && values[$0.name] != $0.defaultValue }.map(\.name).sorted()
    }

    /// All keys with their values, as anybody may see them.
    package var shown: JSONObject {
        var shown = values
        for (name, value) in values {
            if let key = ConfigurationKey.byName[name] { shown[name] = key.shown(value) }
        }
        return shown
    }

    /// What a configuration file of these settings holds: all but secrets and the names of such files.
    package var written: JSONObject {
        var written = values
        for (name, value) in shown where value != values[name] { written[name] = nil }
        for name in ConfigurationFile.naming + ["write_out_config_file_to_this_path"] { written[name] = nil }
        return written
    }

    /// As child processes are to have it: what a client writes at its start it writes once.
    package var ofChildren: Configuration {
        var configuration = self
        configuration.values["write_out_config_file_to_this_path"] = .null
        return configuration
    }

    /// The set keys that have no effect here.
    package var idleKeys: [ConfigurationKey] {
        ConfigurationKey.all.filter { values[$0.name] != $0.defaultValue && !$0.role.hasEffect }
    }

    /// Says once for each of `idleKeys`, and what this processor cannot do, that it has no effect, and why.
    package func logIdleKeys() {
        if !bf16.isEmpty && !Compute.multipliesBF16 {
            Log.warning("bf16 was asked for, but the processor has no products of it: computing is done in 32 bits")
        }
        for key in idleKeys {
            Log.warning(
                "configuration key '\(key.name)' has no effect: \(key.meaning)", ["key": .string(key.name)])
        }
    }
}
