/// What replaces a match: Python's templates for `re.sub` and `Match.expand`.
package struct PythonTemplate: Sendable {
    private enum Part: Sendable {
        case text(String)
        case group(Int)
    }

    private var parts: [Part] = []

    package init(_ template: String, groupCount: Int, names: [String: Int]) throws(RegularExpression.Failure) {
        let scalars = Array(template.unicodeScalars)
        var at = 0
        var text = String.UnicodeScalarView()
        func digit(_ place: Int, _ range: ClosedRange<Unicode.Scalar>) -> Int? {
            place < scalars.count && range.contains(scalars[place]) ? Int(scalars[place].value - 48) : nil
        }
        func checked(_ group: Int) throws(RegularExpression.Failure) -> Part {
            guard group <= groupCount else { throw .init(message: "invalid group reference \(group)") }
            return .group(group)
        }
        func flush(_ parts: inout [Part]) {
            if !text.isEmpty { parts.append(.text(String(text))) }
            text = String.UnicodeScalarView()
        }
        while at < scalars.count {
            let scalar = scalars[at]
            at += 1
            guard scalar == "\\", at < scalars.count else {
                if scalar == "\\" { throw .init(message: "bad escape (end of pattern)") }
                text.append(scalar)
                continue
            }
            let kind = scalars[at]
            at += 1
            switch kind {
            case "g":
                guard at < scalars.count, scalars[at] == "<", let end = scalars[at...].firstIndex(of: ">") else {
                    throw .init(message: "missing <")
                }
                let name = String(String.UnicodeScalarView(scalars[(at + 1)..<end]))
                at = end + 1
                flush(&parts)
                if let number = Int(name), number >= 0 {
                    parts.append(try checked(number))
                } else if let number = names[name] {
                    parts.append(.group(number))
                } else {
                    throw .init(message: "unknown group name '\(name)'")
                }
            case "0":
                var value = 0
                for _ in 0..<2 {
                    guard let next = digit(at, "0"..."7") else { break }
                    value = value * 8 + next
                    at += 1
                }
                text.append(Unicode.Scalar(UInt8(value)))
            case "1"..."9":
                var value = Int(kind.value - 48)
                if let second = digit(at, "0"..."9") {
                    at += 1
                    // three octal digits are a character
                    if value < 8, second < 8, let third = digit(at, "0"..."7") {
                        at += 1
                        value = (value * 8 + second) * 8 + third
                        guard value <= 255 else { throw .init(message: "octal escape value outside of range 0-0o377") }
                        text.append(Unicode.Scalar(UInt8(value)))
                        continue
                    }
                    value = value * 10 + second
                }
                flush(&parts)
                parts.append(try checked(value))
            default:
                let known: [Unicode.Scalar: Unicode.Scalar] = [
                    "a": "\u{7}", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{b}", "\\": "\\",
                ]
                if let meant = known[kind] {
                    text.append(meant)
                } else if kind.isASCII, kind.properties.isAlphabetic {
                    throw .init(message: "bad escape \\\(kind)")
                } else {
                    text.append(scalar)
                    text.append(kind)
                }
            }
        }
        flush(&parts)
    }

    /// A group that took no part is empty.
    package func expand(_ match: RegularExpression.Match) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .group(let number): match.groups[number] ?? ""
            }
        }.joined()
    }
}
