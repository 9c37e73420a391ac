/// Says in PCRE2's dialect what a pattern means in Python's, and refuses what Python refuses.
struct PythonPattern {
    typealias Flags = RegularExpression.Flags
    typealias Failure = RegularExpression.Failure

    private let pattern: [Unicode.Scalar]
    private var at = 0
    private var flags: Flags
    private var result = String.UnicodeScalarView()
    /// Groups that have been opened.
    private var groups = 0

    init(_ pattern: String, _ flags: Flags) {
        self.pattern = Array(pattern.unicodeScalars)
        self.flags = flags
    }

    func translated() throws(Failure) -> (pattern: String, flags: Flags) {
        var copy = self
        return try copy.translate()
    }

    private mutating func translate() throws(Failure) -> (pattern: String, flags: Flags) {
        guard !flags.contains(.locale) else { throw Failure(message: "cannot use LOCALE flag with a str pattern") }
        guard !flags.isSuperset(of: [.ascii, .unicode]) else {
            throw Failure(message: "ASCII and UNICODE flags are incompatible")
        }
        while let scalar = next() {
            switch scalar {
            case "\\": try escape(inSet: false)
            case "[": try set()
            case "(": try group()
            case "{" where peek == ",":
                // no lower bound
                result.append(contentsOf: "{0".unicodeScalars)
            case "#" where flags.contains(.verbose): skipComment()
            default: result.append(scalar)
            }
        }
        return (String(result), flags)
    }

    private var peek: Unicode.Scalar? { at < pattern.count ? pattern[at] : nil }

    private mutating func next() -> Unicode.Scalar? {
        guard at < pattern.count else { return nil }
        defer { at += 1 }
        return pattern[at]
    }

    private mutating func skipComment() {
        while let scalar = next(), scalar != "\n" {}
        result.append("\n")
    }

    private mutating func append(_ text: String) { result.append(contentsOf: text.unicodeScalars) }

    private mutating func escape(inSet: Bool) throws(Failure) {
        guard let scalar = next() else { throw Failure(message: "bad escape (end of pattern)") }
        switch scalar {
        case "Z" where !inSet: append("\\z")
        case "v": append("\\x{0b}")
        case "u": try code(digits: 4)
        case "U": try code(digits: 8)
        case "x": try code(digits: 2)
        case "A", "B":
            if inSet { throw Failure(message: "bad escape \\\(scalar)") }
            append("\\\(scalar)")
        case "1"..."9" where !inSet: try reference(scalar)
        case "a", "b", "d", "D", "s", "S", "w", "W", "f", "n", "r", "t": append("\\\(scalar)")
        case _ where scalar.isASCII && scalar.properties.isAlphabetic: throw Failure(message: "bad escape \\\(scalar)")
        default: append("\\\(scalar)")
        }
    }

    /// A group that has been opened before; three octal digits are a character.
    private mutating func reference(_ first: Unicode.Scalar) throws(Failure) {
        let digits = [first] + pattern[at...].prefix(2).prefix { ("0"..."9").contains($0) }
        if digits.count == 3, digits.allSatisfy({ ("0"..."7").contains($0) }) {
            at += 2
            append("\\" + digits.map { String(Character($0)) }.joined())
            return
        }
        let number = digits.prefix(2).reduce(0) { $0 * 10 + Int($1.value - 48) }
        guard number <= groups else { throw Failure(message: "invalid group reference \(number)") }
        at += min(digits.count, 2) - 1
        append("\\g{\(number)}")
    }

    private mutating func code(digits: Int) throws(Failure) {
        var number = UInt32(0)
        for _ in 0..<digits {
            guard let digit = next().flatMap({ Character($0).hexDigitValue }) else {
                throw Failure(message: "incomplete escape")
            }
            number = number << 4 | UInt32(digit)
        }
        guard Unicode.Scalar(number) != nil else { throw Failure(message: "bad character code \(number)") }
        append("\\x{\(String(number, radix: 16))}")
    }

    /// What stands between brackets; a bracket that opens is one of its members.
    private mutating func set() throws(Failure) {
        result.append("[")
        if peek == "^" {
            at += 1
            result.append("^")
        }
        var isFirst = true
        while let scalar = next() {
            switch scalar {
            case "]" where !isFirst:
                result.append("]")
                return
            case "\\": try escape(inSet: true)
            case "[", "]": append("\\\(scalar)")
            default: result.append(scalar)
            }
            isFirst = false
        }
        throw Failure(message: "unterminated character set")
    }

    private mutating func group() throws(Failure) {
        // PCRE2's verbs
        if peek == "*" { throw Failure(message: "nothing to repeat") }
        guard peek == "?" else {
            groups += 1
            result.append("(")
            return
        }
        at += 1
        guard let kind = next() else { throw Failure(message: "unexpected end of pattern") }
        switch kind {
        case ":", "=", "!", ">": append("(?\(kind)")
        case "<":
            guard let direction = next(), direction == "=" || direction == "!" else {
                throw Failure(message: "unknown extension ?<\(pattern[at - 1])")
            }
            append("(?<\(direction)")
        case "P":
            guard let form = next(), form == "<" || form == "=" else { throw Failure(message: "unknown extension ?P") }
            if form == "<" { groups += 1 }
            append("(?P\(form)")
        case "#":
            while let scalar = next(), scalar != ")" {}
        case "(":
            let name = pattern[at...].prefix { $0 != ")" }
            guard !name.isEmpty,
                name.allSatisfy({ $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil })
            else { throw Failure(message: "bad character in group name") }
            at += name.count
            let text = String(String.UnicodeScalarView(name))
            append(name.allSatisfy { ("0"..."9").contains($0) } ? "(?(\(text)" : "(?(<\(text)>")
        default:
            at -= 1
            try inlineFlags()
        }
    }

    /// (?im-s:...) or (?im), the latter for all of the pattern.
    private mutating func inlineFlags() throws(Failure) {
        let letters: [Unicode.Scalar: Flags] = [
            "i": .ignoreCase, "m": .multiline, "s": .dotAll, "x": .verbose, "a": .ascii, "u": .unicode,
        ]
        let start = at - 2
        var isOff = false
        var kept = ""
        var named: Flags = []
        while let scalar = next() {
            if scalar == "-", !isOff {
                isOff = true
                kept += "-"
            } else if let flag = letters[scalar] {
                named.insert(flag)
                if flag != .ascii, flag != .unicode { kept.unicodeScalars.append(scalar) }
            } else if scalar == ":" {
                guard !named.contains(.ascii) else { throw Failure(message: "(?a:...) is not supported") }
                append("(?\(kept):")
                return
            } else if scalar == ")", !isOff {
                guard start == 0 else { throw Failure(message: "global flags not at the start of the expression") }
                flags.formUnion(named)
                return
            } else {
                break
            }
        }
        throw Failure(message: "unknown extension ?\(pattern[min(start + 2, pattern.count - 1)])")
    }
}
