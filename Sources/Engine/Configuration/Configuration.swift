package import Formats
package import Workflow

/// ComfyUI's configuration: every key of the original, checked.
package struct Configuration: Sendable {
    /// All keys, in the original's order.
    package private(set) var values: JSONObject

    /// The defaults.
    package init() {
        values = JSONObject()
        for key in ConfigurationKey.all { values[key.name] = key.defaultValue }
    }

    /// The defaults, overridden by the members of a JSON object.
    ///
    /// - Throws: `invalidConfiguration` naming every unknown key and every value of a wrong type.
    package init(_ json: JSON) throws(EngineError) {
        self.init()
        guard let object = json.object else {
            throw EngineError(.invalidConfiguration, "the configuration is not a JSON object")
        }
        var problems: [(key: String, problem: String)] = []
        for (name, value) in object {
            guard let key = ConfigurationKey.byName[name] else {
                problems.append((name, "unknown key"))
                continue
            }
            guard key.kind.admits(value) else {
                problems.append((name, "expected \(key.kind.description), not \(value.serialized())"))
                continue
            }
            if key.role == .rejected && value != key.defaultValue {
                problems.append((name, "not supported: there is no such device here"))
            }
            values[name] = value
        }
        if let size = self["max_queue_size"].int, size < 1 { problems.append(("max_queue_size", "smaller than 1")) }
        for name in ["cache_lru", "cache_ram"] where (self[name].number ?? 0) < 0 {
            problems.append((name, "negative"))
        }
        guard problems.isEmpty else {
            let list: [JSON] = problems.map { ["key": .string($0.key), "problem": .string($0.problem)] }
            throw EngineError(
                .invalidConfiguration,
                "configuration: " + problems.map { "'\($0.key)': \($0.problem)" }.joined(separator: "; "),
                details: ["errors": .array(list)])
        }
    }

    /// The value of a key of the original.
    package subscript(name: String) -> JSON {
        guard let value = values[name] else { preconditionFailure("no configuration key \(name)") }
        return value
    }

    func string(_ name: String) -> String? { self[name].string }
    func strings(_ name: String) -> [String] { self[name].array?.compactMap(\.string) ?? [] }
    func bool(_ name: String) -> Bool { self[name].bool ?? false }

    /// The keys that differ from their defaults and for which the original would run prompts in another process.
    package var isolatingKeys: [String] {
        ConfigurationKey.all.filter { $0.isolates && values[$0.name] != $0.defaultValue }.map(\.name).sorted()
    }

    package var cachePolicy: CachePolicy {
        if let count = self["cache_lru"].int, count > 0 { return .lru(count) }
        if let headroom = self["cache_ram"].number, headroom > 0 { return .ramPressure(headroom: headroom) }
        return bool("cache_none") ? .none : .classic
    }

    /// One line for each set key that has no effect here.
    package var notes: [String] {
        ConfigurationKey.all.compactMap { key in
            guard values[key.name] != key.defaultValue else { return nil }
            let reason: String? =
                switch key.role {
                case .honoured, .inherent, .rejected: nil
                case .device: "it is for another device than the processor"
                case .precision: "everything is computed in 32 bits"
                case .server: "it is for ComfyUI's server, front end or Python nodes"
                case .unused: "this version does not use it"
                }
            return reason.map { "configuration key '\(key.name)' has no effect: \($0)" }
        }
    }
}
