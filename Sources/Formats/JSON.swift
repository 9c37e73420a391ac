package import System

/// A JSON document. Objects keep their order; integers are exact (seeds go up to 2^64-1).
package enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int128)
    /// An integer that 128 bits do not hold: digits without leading zeros, behind a "-" if it is negative.
    case largeInt(String)
    case double(Double)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

package typealias JSONObject = OrderedDictionary<JSON>

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .int(Int128(value)) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        var object = JSONObject(capacity: elements.count)
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}

extension JSON {
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    package var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var int: Int? { if case .int(let value) = self { Int(exactly: value) } else { nil } }
    /// An integer of a text of ASCII digits, with or without a sign; nil for any other text and, as Python has it, for
    /// more than 4300 digits (sys.int_info.default_max_str_digits).
    package init?(integer text: some StringProtocol) {
        if let value = Int128(text) {
            self = .int(value)
            return
        }
        let digits =
            text.utf8.first.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") } == true
            ? text.dropFirst() : text[...]
        guard (1...4300).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self = .largeInt((text.hasPrefix("-") ? "-" : "") + digits.drop { $0 == "0" })
    }

    /// A number, integer or not.
    package var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .largeInt(let digits): Double(digits)
        case .double(let value): value
        default: nil
        }
    }
    package subscript(key: String) -> JSON? { object?[key] }
}
