internal import Formats
@testable internal import Nodes
internal import System
internal import Workflow

/// Python's operators, formats and formulas: a name or text and two values as JSON, a zero byte between them. Each gives
/// a value or Python's exception.
func fuzzValues(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false).map { Array($0) }
    let text = String(decoding: parts[0], as: UTF8.self)
    let values = (parts.dropFirst() + [Array("7".utf8), Array("\"ab\"".utf8)]).prefix(2).map { part in
        (try? JSON(parsing: part)).map { Value($0) } ?? .string(String(decoding: part, as: UTF8.self))
    }
    if let binary = try? PythonOperator(named: text) {
        _ = try? binary.apply(values[0], values[1])
        _ = try? binary.apply(values[1], values[0])
    }
    if let unary = try? PythonUnaryOperator(named: text) { _ = try? unary.apply(values[0]) }
    _ = try? PythonFormat(format: text).expand(values, [:])
    let names = ["a": values[0], "b": values[1], "values": .list(values)]
    _ = try? PythonExpression.evaluate(text, names: names) { (_, arguments) throws(NodeError) in
        arguments.first ?? .null
    }
}
