internal import Formats
internal import System
internal import Workflow

/// Integers or floats: ComfyUI has each operation of arithmetic once for either.
enum NumberKind: String {
    case int = "Int"
    case float = "Float"

    var type: String { self == .int ? "INT" : "FLOAT" }

    /// An input without a default, or with one. A float of 0 has the options of a slider in the reference.
    func input(_ name: String, default value: Int? = nil, section: InputSchema.Section = .required) -> InputSchema {
        var options: JSONObject = [:]
        if let value {
            options["default"] = self == .int ? .int(Int128(value)) : .double(Double(value))
            if self == .float, value == 0 {
                options["step"] = 0.01
                options["round"] = 1e-6
            }
        }
        return InputSchema(name, .named(type), options, section: section)
    }

    /// A class named for the operation, "IntAdd" or "FloatAdd".
    func node(
        _ name: String, _ inputs: [InputSchema], output: String? = nil, _ description: String,
        _ function: @escaping @Sendable (NodeInputs) throws -> Value
    ) -> FunctionNode {
        let schema = NodeSchema(
            rawValue + name, category: "arithmetic", inputs: inputs, outputs: [OutputSchema(output ?? type)]
        ).with { $0.description = description }
        return FunctionNode(schema) { [try function($0)] }
    }

    /// One of up to five values, of which those left out do not count.
    func fold(
        _ name: String, neutral: Int, _ description: String,
        _ function: @escaping @Sendable ([Value]) throws -> Value
    ) -> FunctionNode {
        let names = (0..<5).map { "value\($0)" }
        let inputs = names.map { input($0, default: $0 == "value0" ? nil : neutral, section: .optional) }
        return node(name, inputs, description) { inputs in
            try function(inputs.values.compactMap { names.contains($0.key) ? $0.value : nil })
        }
    }

    /// One of two values.
    func pair(
        _ name: String, _ first: String = "value0", _ second: String = "value1", default value: Int,
        _ description: String, _ function: @escaping @Sendable (Value, Value) throws -> Value
    ) -> FunctionNode {
        node(name, [input(first), input(second, default: value)], description) { inputs in
            try function(inputs[first] ?? .null, inputs[second] ?? .null)
        }
    }

    /// The operations that are alike for both kinds; `zero` is what sums begin with.
    func common(zero: Value, one: Value) -> [FunctionNode] {
        [
            fold("Add", neutral: 0, "The sum of up to five numbers.") { try $0.reduce(zero, PythonOperator.add.apply) },
            fold("Multiply", neutral: 1, "The product of up to five numbers.") {
                try $0.reduce(one, PythonOperator.mul.apply)
            },
            fold("Min", neutral: 0, "The smallest of up to five numbers.") { try Self.extreme($0, .lt, "min") },
            fold("Max", neutral: 0, "The largest of up to five numbers.") { try Self.extreme($0, .gt, "max") },
            pair("Subtract", default: 0, "The difference of two numbers.", PythonOperator.sub.apply),
            pair(
                "Power", "base", "exponent", default: 1, "A number to the power of another.", PythonOperator.pow.apply),
            node("Abs", [input("value")], "A number without its sign.") { inputs in
                try PythonUnaryOperator.abs.apply(inputs["value"] ?? .null)
            },
            node(
                "Clamp", [input("value"), input("min", default: 0), input("max", default: 1)],
                "A number, or the nearest one within bounds."
            ) { inputs in
                let low = try Self.extreme([inputs["value"] ?? .null, inputs["min"] ?? .null], .gt, "max")
                return try Self.extreme([low, inputs["max"] ?? .null], .lt, "min")
            },
        ]
    }

    /// Python's `min` and `max`: the first of those that none precedes.
    static func extreme(_ values: [Value], _ precedes: PythonOperator, _ name: String) throws(NodeError) -> Value {
        guard var best = values.first else {
            throw NodeError("ValueError", "\(name)() iterable argument is empty")
        }
        for value in values.dropFirst() where try precedes.apply(value, best).bool == true { best = value }
        return best
    }

    /// How far `value` lies between `a` and `b`; 0 where they are equal.
    static func inverseLerp(_ inputs: NodeInputs) throws -> Value {
        let (a, b) = (try inputs.float("a"), try inputs.float("b"))
        if a == b { return .float(0) }
        let t = (try inputs.float("value") - a) / (b - a)
        return .float(try inputs.bool("clamped") ? min(max(t, 0), 1) : t)
    }
}
