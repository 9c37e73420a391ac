internal import Formats
internal import Glibc
internal import System
internal import Workflow

/// ComfyMathExpression, of ComfyUI's newer releases: a formula over up to 26 values.
struct MathExpression: Node {
    private static let letters = (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(UnicodeScalar($0)) }

    var schema: NodeSchema {
        .v3(
            "ComfyMathExpression", displayName: "Math Expression", category: "utilities",
            inputs: [
                .string("expression", default: "a + b", extra: ["multiline": true]),
                InputSchema(
                    "values", .named("COMFY_AUTOGROW_V3"),
                    [
                        "template": [
                            "input": ["required": [:], "optional": ["value": ["FLOAT,INT,BOOLEAN", [:]]]],
                            "names": .array(Self.letters.map(JSON.string)), "min": 1,
                        ]
                    ]),
            ],
            outputs: [OutputSchema("FLOAT"), OutputSchema("INT"), OutputSchema("BOOLEAN", name: "BOOL")],
            aliases: ["math", "expression", "formula", "calculate", "calculator", "eval"],
            "Works out a formula, in which the values are called a, b, c and so on.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let text = try inputs.string("expression")
        guard !text.allSatisfy(\.isWhitespace) else { throw NodeError("ValueError", "Expression cannot be empty.") }
        var names: [String: Value] = [:]
        for letter in Self.letters { names[letter] = inputs["values." + letter] }
        names["values"] = .list(Self.letters.compactMap { names[$0] })
        let result = try PythonExpression.evaluate(text, names: names, call: Self.call)
        guard let number = result.float ?? result.bool.map({ $0 ? 1 : 0 }) else {
            throw NodeError(
                "ValueError",
                "Math Expression '\(text)' must evaluate to a numeric result, got \(result.pythonType): "
                    + result.pythonText)
        }
        guard number.isFinite else {
            throw NodeError(
                "ValueError", "Math Expression '\(text)' produced a non-finite result: \(result.pythonText)")
        }
        guard let whole = PythonOperator.integer(result) ?? Int128(exactly: number.rounded(.towardZero)) else {
            throw NodeError("OverflowError", "Math Expression '\(text)': the result has more than 128 bits")
        }
        return .values(.float(number), .int(whole), .bool(number != 0))
    }

    private static func call(_ name: String, _ arguments: [Value]) throws(NodeError) -> Value {
        func wrong() -> NodeError { NodeError("TypeError", "\(name)() does not take \(arguments.count) arguments") }
        func number(_ index: Int) throws(NodeError) -> Double {
            guard index < arguments.count else { throw wrong() }
            guard let value = PythonOperator.number(arguments[index]) else {
                throw NodeError("TypeError", "must be real number, not \(arguments[index].pythonType)")
            }
            return value
        }
        func real(_ function: (Double) -> Double, where isDefined: (Double) -> Bool = { _ in true }) throws(NodeError)
            -> Value
        {
            guard arguments.count == 1 else { throw wrong() }
            let x = try number(0)
            guard isDefined(x) else { throw NodeError("ValueError", "math domain error") }
            return .float(function(x))
        }
        func whole(_ function: (Double) -> Double) throws(NodeError) -> Value {
            guard arguments.count == 1 else { throw wrong() }
            if let value = PythonOperator.integer(arguments[0]) { return .int(value) }
            let x = try number(0)
            guard let value = Int128(exactly: function(x)) else {
                throw NodeError("OverflowError", "cannot convert float \(PythonText.repr(x)) to integer")
            }
            return .int(value)
        }
        let items = arguments.count == 1 ? arguments[0].list ?? arguments : arguments
        switch name {
        case "sum":
            var sum = Value.int(0)
            for item in items { sum = try PythonOperator.add.apply(sum, item) }
            return sum
        case "min": return try NumberKind.extreme(items, .lt, "min")
        case "max": return try NumberKind.extreme(items, .gt, "max")
        case "abs":
            guard arguments.count == 1 else { throw wrong() }
            return try PythonUnaryOperator.abs.apply(arguments[0])
        case "round": return try rounded(arguments)
        case "pow":
            guard arguments.count == 2 else { throw wrong() }
            try PythonExpression.checkExponent(arguments[1])
            return try PythonOperator.pow.apply(arguments[0], arguments[1])
        case "sqrt": return try real({ $0.squareRoot() }, where: { $0 >= 0 })
        case "ceil": return try whole { $0.rounded(.up) }
        case "floor": return try whole { $0.rounded(.down) }
        case "int": return try whole { $0.rounded(.towardZero) }
        case "float": return try real { $0 }
        case "log":
            guard arguments.count == 2 else { return try real(Glibc.log, where: { $0 > 0 }) }
            let (x, base) = (try number(0), try number(1))
            guard x > 0, base > 0 else { throw NodeError("ValueError", "math domain error") }
            guard base != 1 else { throw NodeError("ZeroDivisionError", "float division by zero") }
            return .float(Glibc.log(x) / Glibc.log(base))
        case "log2": return try real(Glibc.log2, where: { $0 > 0 })
        case "log10": return try real(Glibc.log10, where: { $0 > 0 })
        case "sin": return try real(Glibc.sin, where: \.isFinite)
        case "cos": return try real(Glibc.cos, where: \.isFinite)
        case "tan": return try real(Glibc.tan, where: \.isFinite)
        default: throw NodeError("FunctionNotDefined", "Function '\(name)' not defined, for expression")
        }
    }

    /// Halves to the even number; to so many digits behind the point if that is said.
    private static func rounded(_ arguments: [Value]) throws(NodeError) -> Value {
        guard (1...2).contains(arguments.count), let x = PythonOperator.number(arguments[0]) else {
            throw NodeError("TypeError", "round() takes a number, and how many digits to keep")
        }
        if arguments.count == 1 || arguments[1].json == .null {
            if let value = PythonOperator.integer(arguments[0]) { return .int(value) }
            guard let value = Int128(exactly: x.rounded(.toNearestOrEven)) else {
                throw NodeError("OverflowError", "cannot convert float \(PythonText.repr(x)) to integer")
            }
            return .int(value)
        }
        guard let digits = PythonOperator.integer(arguments[1]), (-400...400).contains(digits) else {
            throw NodeError("TypeError", "round() takes a number, and how many digits to keep")
        }
        if let value = PythonOperator.integer(arguments[0]), digits >= 0 { return .int(value) }
        if digits >= 0 {
            // correctly rounded, as the number is written
            let text = try PythonFormatSpecification(".\(digits)f").apply(to: .float(x))
            return .float(Double(text) ?? x)
        }
        let unit = Glibc.pow(10, Double(-digits))
        let value = (x / unit).rounded(.toNearestOrEven) * unit
        return PythonOperator.integer(arguments[0]) == nil
            ? .float(value) : Int128(exactly: value).map(Value.int) ?? .float(value)
    }
}
