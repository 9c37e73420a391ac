internal import Formats
internal import System
internal import Workflow

/// Finds JSON in the midst of other text, such as a language model's answer.
enum JSONObjectFinder {
    /// Objects that are looked at; each costs as much as it is long.
    private static let mostTries = 1000

    /// The first part of a text that is a JSON object.
    static func first(in text: [UInt8]) -> JSONObject? {
        var tries = 0
        for start in text.indices where text[start] == UInt8(ascii: "{") {
            tries += 1
            guard tries <= mostTries else { return nil }
            guard let end = end(of: text, from: start) else { continue }
            if let object = (try? JSON(parsing: Array(text[start..<end])))?.object { return object }
        }
        return nil
    }

    /// Behind the bracket that closes the one at `start`.
    private static func end(of text: [UInt8], from start: Int) -> Int? {
        var (depth, isText, isEscaped) = (0, false, false)
        for at in start..<text.count {
            let byte = text[at]
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at + 1 }
            default: break
            }
        }
        return nil
    }
}
