internal import Formats

/// What YAML says can be said in JSON, and JSON is YAML: read again it is the same, but for the numbers that JSON spells
/// otherwise.
func fuzzYAML(_ bytes: [UInt8]) {
    guard let document = try? bytes.withUnsafeBytes({ try JSON(yaml: $0) }) else { return }
    let text = document.serialized(.python)
    guard let again = try? JSON(parsing: text) else { fatalError("cannot read what was written: \(text)") }
    precondition(again.serialized(.python) == text)
}
