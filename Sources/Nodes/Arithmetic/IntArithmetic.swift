internal import Formats
internal import Workflow

/// Arithmetic with integers, as Python has it; a division by 0 gives 0.
enum IntArithmetic {
    private static let kind = NumberKind.int

    static let all: [any Node] =
        kind.common(zero: .int(0), one: .int(1)) + [
            kind.fold("Average", neutral: 0, "The mean of up to five integers, rounded down.") { values in
                let sum = try values.reduce(.int(0), PythonOperator.add.apply)
                return try PythonOperator.floordiv.apply(sum, .int(Int128(values.count)))
            },
            kind.pair("Divide", default: 1, "The quotient of two integers, rounded down.") { a, b in
                try isZero(b) ? .int(0) : PythonOperator.floordiv.apply(a, b)
            },
            kind.pair("Mod", default: 1, "The remainder of a division.") { a, b in
                try isZero(b) ? .int(0) : PythonOperator.mod.apply(a, b)
            },
            kind.node("Lerp", ends + [NumberKind.float.input("t"), clamped], "A number between two others.") { inputs in
                let (a, b) = (try inputs.int("a"), try inputs.int("b"))
                let value = (Double(a) + (Double(b) - Double(a)) * (try inputs.float("t"))).rounded(.toNearestOrEven)
                guard let whole = Int128(exactly: value) else {
                    throw NodeError("OverflowError", "the result has more than 128 bits")
                }
                return .int(try inputs.bool("clamped") ? min(max(whole, Int128(a)), Int128(b)) : whole)
            },
            kind.node(
                "InverseLerp", ends + [kind.input("value"), clamped], output: "FLOAT",
                "How far an integer lies between two others.", NumberKind.inverseLerp),
        ]

    private static let ends = [kind.input("a", default: 0), kind.input("b", default: 10)]
    private static let clamped = InputSchema.bool("clamped", default: true)

    private static func isZero(_ value: Value) throws -> Bool { try !PythonOperator.isTrue(value) }
}
