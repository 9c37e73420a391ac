internal import Formats

/// What can be read can be written, and read again as the same.
func fuzzJSON(_ bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes) else { return }
    for style in [JSON.Style.python, .compact] {
        let text = json.serialized(style)
        guard let again = try? JSON(parsing: text) else { fatalError("cannot read what was written: \(text)") }
        precondition(again.serialized(style) == text)
    }
}
