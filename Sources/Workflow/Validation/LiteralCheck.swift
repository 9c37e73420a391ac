internal import Formats
internal import System

/// Converts a literal to its input's type and checks it against the input's range and list.
enum LiteralCheck {
    enum Outcome {
        case fine(JSON)
        /// The value as far as it was converted, and what is wrong with it.
        case wrong(JSON, JSON)
    }

    /// Throws what Python would raise out of the check, as for a range around a value that has no order.
    static func check(_ given: JSON, _ input: InputSchema, _ name: String, isCustom: Bool) throws(NodeError) -> Outcome
    {
        // {"__value__": x} is x: how lists are told from links
        var value = given["__value__"] ?? given
        do {
            switch input.kind.name {
            case "INT": value = try PythonConversion.int(value)
            case "FLOAT": value = .double(try PythonConversion.float(value))
            case "STRING": value = .string(PythonText.str(value))
            case "BOOLEAN": value = .bool(PythonConversion.bool(value))
            default: break
            }
        } catch {
            return .wrong(value, ValidationError.invalidInputType(input, name, received: value, error))
        }
        if !isCustom, let error = try outOfRange(value, input, name) { return .wrong(value, error) }
        if input.kind.name == "INT" {
            switch value {
            case .double, .largeInt:
                let error = NodeError("OverflowError", "Python int too large to convert")
                return .wrong(value, ValidationError.invalidInputType(input, name, received: value, error))
            default: break
            }
        }
        if !isCustom, let options = input.choices { return checkChoice(value, options, input, name) }
        return .fine(value)
    }

    private static func outOfRange(_ value: JSON, _ input: InputSchema, _ name: String) throws(NodeError) -> JSON? {
        if let min = input.options?["min"], min != .null, try PythonComparison.less(value, min) {
            return ValidationError.valueSmallerThanMin(input, name, received: value, min: min)
        }
        if let max = input.options?["max"], max != .null, try PythonComparison.less(max, value, symbol: ">") {
            return ValidationError.valueBiggerThanMax(input, name, received: value, max: max)
        }
        return nil
    }

    private static func checkChoice(_ given: JSON, _ choices: [JSON], _ input: InputSchema, _ name: String) -> Outcome {
        let allText = choices.allSatisfy { $0.string != nil }
        let choices = allText ? choices.map(normalized) : choices
        let isMultiple = (input.options?["multiselect"] ?? input.options?["multi_select"]).map(PythonConversion.bool)
        if isMultiple == true, let values = given.array {
            let offending = values.filter { value in !choices.contains { PythonComparison.equal($0, normalized(value)) }
            }
            if offending.isEmpty { return .fine(given) }
            let shown = offending.map(PythonText.repr).joined(separator: ", ")
            return .wrong(
                given,
                ValidationError.valueNotInList(input, name, received: given, offending: shown, options: choices))
        }
        let value = normalized(given)
        if choices.contains(where: { PythonComparison.equal($0, value) }) { return .fine(given) }
        return .wrong(
            given,
            ValidationError.valueNotInList(
                input, name, received: value, offending: "'\(PythonText.str(value))'", options: choices))
    }

    /// Paths compare with slashes, whatever system a workflow comes from.
    private static func normalized(_ value: JSON) -> JSON {
        guard case .string(let text) = value, text.utf8.contains(UInt8(ascii: "\\")) else { return value }
        return .string(
            String(decoding: text.utf8.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }, as: UTF8.self))
    }
}

extension InputSchema {
    /// A combo's admissible values; nil for other inputs.
    var choices: [JSON]? {
        switch kind {
        case .combo(let values): values
        case .named("COMBO"): options?["options"]?.array ?? []
        case .named(DynamicInput.comboType): (options?["options"]?.array ?? []).compactMap { $0["key"] }
        case .named: nil
        }
    }
}
