internal import Formats
internal import Workflow

/// Arithmetic with floats, as Python has it; a division by 0 gives infinity.
enum FloatArithmetic {
    private static let kind = NumberKind.float

    static let all: [any Node] =
        kind.common(zero: .float(0), one: .float(1)) + [
            kind.fold("Average", neutral: 0, "The mean of up to five numbers.") { values in
                let sum = try values.reduce(.int(0), PythonOperator.add.apply)
                return try PythonOperator.truediv.apply(sum, .int(Int128(values.count)))
            },
            kind.pair("Divide", default: 1, "The quotient of two numbers.") { a, b in
                try PythonOperator.isTrue(b) ? PythonOperator.truediv.apply(a, b) : .float(.infinity)
            },
            kind.node("Lerp", ends + [kind.input("t"), clamped], "A number between two others.") { inputs in
                let (a, b) = (try inputs.float("a"), try inputs.float("b"))
                let value = a + (b - a) * (try inputs.float("t"))
                return .float(try inputs.bool("clamped") ? min(max(value, a), b) : value)
            },
            kind.node(
                "InverseLerp", ends + [kind.input("value"), clamped], "How far a number lies between two others.",
                NumberKind.inverseLerp),
        ]

    private static let ends = [kind.input("a", default: 0), kind.input("b", default: 1)]
    private static let clamped = InputSchema.bool("clamped", default: true)
}
