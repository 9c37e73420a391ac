internal import Formats
internal import System
internal import Workflow

/// Python's operators on plain values, under the names of its module `operator`.
struct BinaryOperation: Node {
    static let plain = BinaryOperation(name: "BinaryOperation", type: "*")
    /// Gives the truth of the result.
    static let boolean = BinaryOperation(name: "BooleanBinaryOperation", type: "BOOLEAN")

    let name: String
    let type: String

    /// "and" and "or" are the language's own, which may not need their right side; "and_" and "or_" work on bits.
    private static let names = """
        __add__ __and__ __concat__ __contains__ __delitem__ __eq__ __floordiv__ __ge__ __getitem__ __gt__ __iadd__ __iand__
        __iconcat__ __ifloordiv__ __ilshift__ __imatmul__ __imod__ __imul__ __ior__ __ipow__ __irshift__ __isub__
        __itruediv__ __ixor__ __le__ __lshift__ __lt__ __matmul__ __mod__ __mul__ __ne__ __or__ __pow__ __rshift__ __sub__
        __truediv__ __xor__ add and_ concat contains countOf delitem eq floordiv ge getitem gt iadd iand iconcat ifloordiv
        ilshift imatmul imod imul indexOf ior ipow irshift is_ is_not isub itruediv ixor le length_hint lshift lt matmul mod
        mul ne or_ pow rshift sub truediv xor and or
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    var schema: NodeSchema {
        NodeSchema(
            name, category: "logic",
            inputs: [
                InputSchema("lhs", .named("*"), ["lazy": true], section: .optional),
                InputSchema("op", .combo(Self.names.map(JSON.string)), ["default": "eq"], section: .optional),
                InputSchema("rhs", .named("*"), ["lazy": true], section: .optional),
            ],
            outputs: [OutputSchema(type)]
        ).with { $0.description = "Applies an operator to two values: arithmetic, comparison, logic, texts and lists." }
    }

    func neededLazyInputs(_ inputs: NodeInputs, _ context: any NodeContext) throws -> [String] {
        let name = try inputs.string("op")
        guard name == "and" || name == "or", !inputs.missing.contains("lhs") else {
            return inputs.missing.filter { $0 == "lhs" || name != "and" && name != "or" }
        }
        // `False and x` and `True or x` are known without x
        let isKnown = inputs["lhs"]?.bool == (name == "or")
        return isKnown ? [] : inputs.missing
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (left, right) = (inputs["lhs"] ?? .null, inputs["rhs"] ?? .null)
        let result =
            switch try inputs.string("op") {
            case "and": try PythonOperator.isTrue(left) ? right : left
            case "or": try PythonOperator.isTrue(left) ? left : right
            case let name: try PythonOperator(named: name).apply(left, right)
            }
        return .values(type == "BOOLEAN" ? .bool(try PythonOperator.isTrue(result)) : result)
    }
}
