internal import Formats
internal import System

/// Who set a key.
enum ConfigurationSource: Sendable {
    case options
    /// The variable's name.
    case environment(String)
    /// Its path.
    case file(String)

    /// "" for the options: who passed them knows.
    var suffix: String {
        switch self {
        case .options: ""
        case .environment(let variable): " (environment variable \(variable))"
        case .file(let path): " (\(path))"
        }
    }

    var json: JSON {
        switch self {
        case .options: "options"
        case .environment(let variable): .string("environment \(variable)")
        case .file(let path): .string("file \(path)")
        }
    }
}

/// Puts settings of several sources together, later ones over earlier ones, and keeps what is wrong with them.
struct ConfigurationChecker {
    /// Kinds of problems, as the error's details name them.
    private enum Code: String {
        case unknownKey = "unknown_key"
        case wrongType = "wrong_type"
        case outOfRange = "out_of_range"
        case notSupported = "not_supported"
    }

    private var values = Configuration().values
    private var sources: [String: ConfigurationSource] = [:]
    private var problems: [(code: Code, key: String, reason: String, source: ConfigurationSource)] = []

    mutating func take(_ settings: JSONObject, from source: ConfigurationSource) {
        for (name, value) in settings {
            guard let key = ConfigurationKey.byName[name] else {
                problems.append((.unknownKey, name, "unknown key\(Self.meant(name))", source))
                continue
            }
            take(value, of: key, from: source)
        }
    }

    /// "; is 'lowvram' meant?" of a name that is near.
    private static func meant(_ name: String) -> String {
        NearestName.find(name, among: Array(ConfigurationKey.byName.keys).sorted()).map { "; is '\($0)' meant?" } ?? ""
    }

    mutating func take(_ environment: ConfigurationEnvironment) {
        for setting in environment.settings {
            take(setting.value, of: setting.key, from: .environment(setting.variable))
        }
    }

    private mutating func take(_ value: JSON, of key: ConfigurationKey, from source: ConfigurationSource) {
        // What was shown of a secret says nothing of it.
        if key.isSecret && value == ConfigurationKey.mask { return }
        guard key.kind.admits(value) else {
            let reason = "expected \(key.kind.description), not \(key.shown(value).serialized())"
            problems.append((.wrongType, key.name, reason, source))
            return
        }
        values[key.name] = value
        sources[key.name] = source
    }

    /// The values in force.
    ///
    /// - Throws: `invalidConfiguration` with all problems; its details are {"errors": [{"key", "code", "problem",
    ///   "source"}]}.
    consuming func finish() throws(EngineError) -> JSONObject {
        checkValues()
        guard problems.isEmpty else {
            let list: [JSON] = problems.map {
                [
                    "key": .string($0.key), "code": .string($0.code.rawValue), "problem": .string($0.reason),
                    "source": $0.source.json,
                ]
            }
            throw EngineError(
                .invalidConfiguration,
                "configuration: "
                    + problems.map { "'\($0.key)': \($0.reason)\($0.source.suffix)" }.joined(separator: "; "),
                details: ["errors": .array(list)])
        }
        return values
    }

    /// What types cannot say.
    private mutating func checkValues() {
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            guard let key = ConfigurationKey.byName[name], let value = values[name] else { continue }
            if key.role == .rejected && value != key.defaultValue {
                problems.append((.notSupported, name, "not supported: \(key.meaning)", source))
            }
            if let least = key.least, let number = value.number, number < least {
                problems.append((.outOfRange, name, "smaller than \(JSON.double(least).serialized())", source))
            }
        }
    }
}
