internal import Formats

/// What a text field of several lines makes of a value that is no text, as JavaScript does.
enum WidgetText {
    static func text(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .string(let text): text
        // A list's empty places are empty texts, as null alone is
        case .array(let items): items.map(text).joined(separator: ",")
        case .object: "[object Object]"
        case .int, .largeInt, .double: number(value).serialized()
        }
    }

    /// A number as JavaScript would write it: without a fraction that is zero.
    static func number(_ value: JSON) -> JSON {
        guard case .double(let number) = value, let whole = Int64(exactly: number) else { return value }
        return .int(Int128(whole))
    }
}
