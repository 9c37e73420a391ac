internal import Formats
internal import System
internal import Workflow

/// A formula in Python's grammar: numbers, names, calls, operators, comparisons, and `x if c else y`. What more a Python
/// expression may have (texts, attributes, lists, lambdas) is an error.
struct PythonExpression {
    /// What a call of a function gives; the name is one that the caller knows.
    typealias Call = (_ name: String, _ arguments: [Value]) throws(NodeError) -> Value

    private enum Token: Equatable {
        case number(String)
        case name(String)
        case symbol(String)
    }

    private let tokens: [Token]
    private let names: [String: Value]
    private let call: Call
    private var at = 0
    private var depth = 0
    /// Parts that a condition leaves out are read, but not worked out.
    private var isSkipping = false

    private static let mostTokens = 10_000
    private static let mostDepth = 100
    /// As simpleeval has it: greater powers, and greater shifts, take too long.
    private static let mostExponent = 4000.0

    private init(_ text: String, _ names: [String: Value], _ call: @escaping Call) throws(NodeError) {
        tokens = try Self.tokens(text)
        self.names = names
        self.call = call
    }

    static func evaluate(_ text: String, names: [String: Value], call: @escaping Call) throws(NodeError) -> Value {
        var parser = try PythonExpression(text, names, call)
        let value = try parser.condition()
        guard parser.at == parser.tokens.count else { throw parser.unexpected() }
        return value
    }

    // MARK: Tokens

    private static func tokens(_ text: String) throws(NodeError) -> [Token] {
        let symbols = [
            "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "+", "-", "*", "/", "%", "(", ")", ",", "<", ">", "&", "|",
            "^", "~", "[", "]",
        ]
        var tokens: [Token] = []
        let scalars = Array(text.unicodeScalars)
        var at = 0
        func isDigit(_ place: Int) -> Bool { place < scalars.count && ("0"..."9").contains(scalars[place]) }
        while at < scalars.count {
            guard tokens.count < mostTokens else { throw NodeError("ValueError", "the expression is too long") }
            let scalar = scalars[at]
            if scalar.properties.isWhitespace {
                at += 1
            } else if isDigit(at) || scalar == "." && isDigit(at + 1) {
                let start = at
                while at < scalars.count {
                    let isExponentSign =
                        (scalars[at] == "+" || scalars[at] == "-") && (scalars[at - 1] == "e" || scalars[at - 1] == "E")
                        && !(start + 1 < scalars.count && "xXbBoO".unicodeScalars.contains(scalars[start + 1]))
                    guard
                        scalars[at].properties.isAlphabetic || isDigit(at) || "._".unicodeScalars.contains(scalars[at])
                            || at > start && isExponentSign
                    else { break }
                    at += 1
                }
                tokens.append(.number(String(String.UnicodeScalarView(scalars[start..<at]))))
            } else if scalar.properties.isAlphabetic || scalar == "_" {
                let start = at
                while at < scalars.count, scalars[at].properties.isAlphabetic || scalars[at] == "_" || isDigit(at) {
                    at += 1
                }
                tokens.append(.name(String(String.UnicodeScalarView(scalars[start..<at]))))
            } else {
                let rest = String(String.UnicodeScalarView(scalars[at..<min(at + 2, scalars.count)]))
                guard let symbol = symbols.first(where: { rest.hasPrefix($0) }) else {
                    throw NodeError("SyntaxError", "invalid syntax: '\(scalar)'")
                }
                tokens.append(.symbol(symbol))
                at += symbol.count
            }
        }
        return tokens
    }

    private func unexpected() -> NodeError {
        guard at < tokens.count else { return NodeError("SyntaxError", "the expression ends too early") }
        let text =
            switch tokens[at] {
            case .number(let text), .name(let text), .symbol(let text): text
            }
        return NodeError("SyntaxError", "invalid syntax: '\(text)'")
    }

    private mutating func take(_ symbols: String...) -> String? {
        guard at < tokens.count, case .symbol(let symbol) = tokens[at], symbols.contains(symbol) else { return nil }
        at += 1
        return symbol
    }

    private mutating func take(word: String) -> Bool {
        guard at < tokens.count, tokens[at] == .name(word) else { return false }
        at += 1
        return true
    }

    // MARK: Grammar, from what binds least

    private mutating func nested<T>(_ body: (inout PythonExpression) throws(NodeError) -> T) throws(NodeError) -> T {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.mostDepth else { throw NodeError("RecursionError", "the expression is nested too deep") }
        return try body(&self)
    }

    private mutating func skipping<T>(
        _ skips: Bool, _ body: (inout PythonExpression) throws(NodeError) -> T
    ) throws(NodeError) -> T {
        let before = isSkipping
        isSkipping = before || skips
        defer { isSkipping = before }
        return try body(&self)
    }

    private mutating func condition() throws(NodeError) -> Value {
        try nested { (parser) throws(NodeError) in try parser.ifElse() }
    }

    private mutating func ifElse() throws(NodeError) -> Value {
        // which branch counts is known only behind it: it is read again if it does
        let start = at
        _ = try skipping(true) { (parser) throws(NodeError) in try parser.or() }
        guard take(word: "if") else {
            at = start
            return try or()
        }
        let test = try isTrue(try or())
        guard take(word: "else") else { throw unexpected() }
        let other = try skipping(test) { (parser) throws(NodeError) in try parser.condition() }
        guard test, !isSkipping else { return other }
        let end = at
        at = start
        let value = try or()
        at = end
        return value
    }

    private func isTrue(_ value: Value) throws(NodeError) -> Bool {
        isSkipping ? false : try PythonOperator.isTrue(value)
    }

    private mutating func or() throws(NodeError) -> Value {
        var value = try and()
        while take(word: "or") {
            let isSettled = try isTrue(value)
            let other = try skipping(isSettled) { (parser) throws(NodeError) in try parser.and() }
            if !isSettled { value = other }
        }
        return value
    }

    private mutating func and() throws(NodeError) -> Value {
        var value = try not()
        while take(word: "and") {
            let isOpen = try isTrue(value)
            let other = try skipping(!isOpen) { (parser) throws(NodeError) in try parser.not() }
            if isOpen { value = other }
        }
        return value
    }

    private mutating func not() throws(NodeError) -> Value {
        guard take(word: "not") else { return try comparison() }
        let value = try nested { (parser) throws(NodeError) in try parser.not() }
        return .bool(try !isTrue(value))
    }

    private mutating func comparison() throws(NodeError) -> Value {
        let kinds: [String: PythonOperator] = ["<": .lt, "<=": .le, ">": .gt, ">=": .ge, "==": .eq, "!=": .ne]
        var left = try operation(0)
        var result: Value?
        while let symbol = take("<", "<=", ">", ">=", "==", "!="), let kind = kinds[symbol] {
            let right = try operation(0)
            // a chain holds where each link does
            let holds = try isSkipping ? .bool(false) : kind.apply(left, right)
            if result == nil || result?.bool == true { result = holds }
            left = right
        }
        return result ?? left
    }

    private static let levels: [[String: PythonOperator]] = [
        ["|": .or], ["^": .xor], ["&": .and], ["<<": .lshift, ">>": .rshift], ["+": .add, "-": .sub],
        ["*": .mul, "/": .truediv, "//": .floordiv, "%": .mod],
    ]

    private mutating func operation(_ level: Int) throws(NodeError) -> Value {
        guard level < Self.levels.count else { return try unary() }
        var value = try operation(level + 1)
        while at < tokens.count, case .symbol(let symbol) = tokens[at], let kind = Self.levels[level][symbol] {
            at += 1
            let right = try operation(level + 1)
            value = try apply(kind, value, right)
        }
        return value
    }

    private func apply(_ kind: PythonOperator, _ a: Value, _ b: Value) throws(NodeError) -> Value {
        if isSkipping { return .int(0) }
        if kind == .pow { try Self.checkExponent(b) }
        return try kind.apply(a, b)
    }

    static func checkExponent(_ value: Value) throws(NodeError) {
        guard abs(value.float ?? 0) <= mostExponent else {
            throw NodeError("ValueError", "the exponent is greater than \(Int(mostExponent))")
        }
    }

    private mutating func unary() throws(NodeError) -> Value {
        let kinds: [String: PythonUnaryOperator] = ["-": .neg, "+": .pos, "~": .invert]
        guard let symbol = take("-", "+", "~"), let kind = kinds[symbol] else { return try power() }
        let value = try nested { (parser) throws(NodeError) in try parser.unary() }
        return isSkipping ? value : try kind.apply(value)
    }

    private mutating func power() throws(NodeError) -> Value {
        let base = try subscripted()
        guard take("**") != nil else { return base }
        let exponent = try nested { (parser) throws(NodeError) in try parser.unary() }
        return try apply(.pow, base, exponent)
    }

    private mutating func subscripted() throws(NodeError) -> Value {
        var value = try atom()
        while take("[") != nil {
            let index = try condition()
            guard take("]") != nil else { throw unexpected() }
            if !isSkipping { value = try PythonOperator.getitem.apply(value, index) }
        }
        return value
    }

    private mutating func atom() throws(NodeError) -> Value {
        if take("(") != nil {
            let value = try condition()
            guard take(")") != nil else { throw unexpected() }
            return value
        }
        guard at < tokens.count else { throw unexpected() }
        switch tokens[at] {
        case .number(let text):
            at += 1
            guard let value = Self.number(text) else { throw NodeError("SyntaxError", "invalid number '\(text)'") }
            return value
        case .name(let name):
            guard !["if", "else", "and", "or", "not", "in", "is", "lambda", "for"].contains(name) else {
                throw unexpected()
            }
            at += 1
            if take("(") != nil { return try called(name) }
            if let value = ["True": Value.bool(true), "False": .bool(false), "None": .null][name] { return value }
            if let value = names[name] { return value }
            guard isSkipping else { throw NodeError("NameNotDefined", "'\(name)' is not defined in the expression") }
            return .int(0)
        case .symbol: throw unexpected()
        }
    }

    private mutating func called(_ name: String) throws(NodeError) -> Value {
        var arguments: [Value] = []
        while take(")") == nil {
            arguments.append(try condition())
            if take(",") == nil {
                guard take(")") != nil else { throw unexpected() }
                break
            }
        }
        return isSkipping ? .int(0) : try call(name, arguments)
    }

    private static func number(_ text: String) -> Value? {
        let plain = text.filter { $0 != "_" }
        for (prefix, radix) in [("0x", 16), ("0b", 2), ("0o", 8)] where plain.lowercased().hasPrefix(prefix) {
            return Int128(plain.dropFirst(2), radix: radix).map(Value.int)
        }
        if plain.allSatisfy(\.isNumber) { return Int128(plain).map(Value.int) ?? Double(plain).map(Value.float) }
        return Double(plain.hasSuffix(".") ? plain + "0" : plain.replacing(text: ".e", with: ".0e")).map(Value.float)
    }
}
