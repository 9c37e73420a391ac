package import Formats
internal import System

/// One key of ComfyUI's configuration: its type, its default, and what it means here.
package struct ConfigurationKey: Sendable {
    package enum Kind: Sendable {
        case bool, int, number, string
        case optionalInt, optionalNumber, optionalString
        case strings
        /// One of these words.
        case choice([String])
        /// Some of these words.
        case choices([String])

        package var description: String {
            switch self {
            case .bool: "a boolean"
            case .int: "an integer"
            case .number: "a number"
            case .string: "a string"
            case .optionalInt: "an integer or null"
            case .optionalNumber: "a number or null"
            case .optionalString: "a string or null"
            case .strings: "a list of strings"
            case .choice(let words): "one of " + words.joined(separator: ", ")
            case .choices(let words): "a list of " + words.joined(separator: ", ")
            }
        }

        /// For programs.
        package var name: String {
            switch self {
            case .bool: "bool"
            case .int, .optionalInt: "int"
            case .number, .optionalNumber: "number"
            case .string, .optionalString: "string"
            case .strings: "strings"
            case .choice: "choice"
            case .choices: "choices"
            }
        }

        /// The words that a choice has.
        package var words: [String]? {
            switch self {
            case .choice(let words), .choices(let words): words
            default: nil
            }
        }

        /// Whether a value is of this kind; Python's habits (1 for 1.0) included.
        func admits(_ value: JSON) -> Bool {
            switch (self, value) {
            case (.bool, .bool), (.string, .string): true
            case (.int, .int), (.optionalInt, .int): value.int != nil
            case (.number, .int), (.number, .double), (.optionalNumber, .int), (.optionalNumber, .double):
                value.number?.isFinite == true
            case (.optionalString, .string), (.optionalString, .null): true
            case (.optionalInt, .null), (.optionalNumber, .null): true
            case (.strings, .array(let items)): items.allSatisfy { $0.string != nil }
            case (.choice(let words), .string(let word)): words.contains(word)
            case (.choices(let words), .array(let items)): items.allSatisfy { $0.string.map(words.contains) == true }
            default: false
            }
        }
    }

    /// What becomes of a value other than the default.
    package enum Role: String, Sendable {
        /// It has its effect.
        case honoured
        /// What it asks for is so anyway.
        case inherent = "always so"
        /// It is for another device than the processor.
        case device = "no effect (device)"
        /// It asks for a precision that nothing is computed in.
        case precision = "no effect (precision)"
        /// It is for ComfyUI's server, its front end or its Python nodes.
        case server = "no effect (server)"
        /// There is nothing here that it could change.
        case unused = "no effect"
        /// It is an error.
        case rejected

        /// False where setting it deserves a word.
        var hasEffect: Bool {
            switch self {
            case .honoured, .inherent, .rejected: true
            case .device, .precision, .server, .unused: false
            }
        }

        fileprivate var meaning: String {
            switch self {
            case .honoured, .rejected, .unused: ""
            case .inherent: "what it asks for is so anyway"
            case .device: "it is for another device than the processor"
            case .precision: "computing is done in 32 bits, or in bf16 where that is asked for"
            case .server: "it is for ComfyUI's server, front end or Python nodes"
            }
        }
    }

    package let name: String
    package let kind: Kind
    package let defaultValue: JSON
    package let role: Role
    /// What it does here, or why it does nothing.
    package let meaning: String
    /// Whether the original would isolate for it: one of `MODEL_MANAGEMENT_ARGS`.
    package let isolates: Bool
    /// The smallest admissible number.
    package let least: Double?
    /// Whether its value is not for everybody to see.
    package let isSecret: Bool

    /// - Parameter meaning: what goes for all keys of the role if nil.
    init(
        _ name: String, _ kind: Kind, _ defaultValue: JSON, _ role: Role, _ meaning: String? = nil,
        isolates: Bool = false, least: Double? = nil, isSecret: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.role = role
        self.meaning = meaning ?? role.meaning
        self.isolates = isolates
        self.least = least
        self.isSecret = isSecret
    }

    /// What is shown in place of a secret. As a value it stands for none, so that what was shown may be passed in.
    static let mask: JSON = "********"

    /// A value as it may be shown to anybody.
    func shown(_ value: JSON) -> JSON { isSecret && value != defaultValue ? Self.mask : value }
}
