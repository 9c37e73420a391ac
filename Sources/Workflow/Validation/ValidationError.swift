package import Formats
internal import System

/// The errors of validation, in ComfyUI's structure and words.
enum ValidationError {
    static func make(_ type: String, _ message: String, details: String, extra: JSONObject) -> JSON {
        ["type": .string(type), "message": .string(message), "details": .string(details), "extra_info": .object(extra)]
    }

    static func requiredInputMissing(_ name: String, shown: String) -> JSON {
        make(
            "required_input_missing", "Required input is missing", details: shown,
            extra: ["input_name": .string(name)])
    }

    static func badLinkedInput(_ input: InputSchema, _ name: String, received: JSON) -> JSON {
        make(
            "bad_linked_input", "Bad linked input, must be a length-2 list of [node_id, slot_index]", details: name,
            extra: ["input_name": .string(name), "input_config": input.configuration, "received_value": received])
    }

    static func returnTypeMismatch(_ input: InputSchema, _ name: String, received: JSON, link: JSON) -> JSON {
        make(
            "return_type_mismatch", "Return type mismatch between linked nodes",
            details: "\(name), \(PythonText.str(received)) != \(PythonText.str(input.typeJSON))",
            extra: [
                "input_name": .string(name), "input_config": input.configuration, "received_type": received,
                "linked_node": link,
            ])
    }

    static func invalidInputType(_ input: InputSchema, _ name: String, received: JSON, _ error: NodeError) -> JSON {
        make(
            "invalid_input_type", "Failed to convert an input value to a \(PythonText.str(input.typeJSON)) value",
            details: "\(name), \(PythonText.str(received)), \(error.message)",
            extra: [
                "input_name": .string(name), "input_config": input.configuration, "received_value": received,
                "exception_message": .string(error.message),
            ])
    }

    static func valueSmallerThanMin(_ input: InputSchema, _ name: String, received: JSON, min: JSON) -> JSON {
        make(
            "value_smaller_than_min", "Value \(PythonText.str(received)) smaller than min of \(PythonText.str(min))",
            details: name,
            extra: ["input_name": .string(name), "input_config": input.configuration, "received_value": received])
    }

    static func valueBiggerThanMax(_ input: InputSchema, _ name: String, received: JSON, max: JSON) -> JSON {
        make(
            "value_bigger_than_max", "Value \(PythonText.str(received)) bigger than max of \(PythonText.str(max))",
            details: name,
            extra: ["input_name": .string(name), "input_config": input.configuration, "received_value": received])
    }

    /// `offending` are the values that are not in the list, as they are to be shown. Lists of more than 20 values are
    /// told by their length.
    static func valueNotInList(
        _ input: InputSchema, _ name: String, received: JSON, offending: String, options: [JSON]
    ) -> JSON {
        let isLong = options.count > 20
        let list = isLong ? "(list of length \(options.count))" : PythonText.repr(.array(options))
        return make(
            "value_not_in_list", "Value not in list", details: "\(name): \(offending) not in \(list)",
            extra: [
                "input_name": .string(name), "input_config": isLong ? .null : input.configuration,
                "received_value": received,
            ])
    }

    static func customValidationFailed(_ name: String, _ reason: String) -> JSON {
        make(
            "custom_validation_failed", "Custom validation failed for node",
            details: reason.isEmpty ? name : "\(name) - \(reason)", extra: ["input_name": .string(name)])
    }

    static func exceptionDuringValidation(_ error: NodeError) -> JSON {
        make(
            "exception_during_validation", "Exception when validating node", details: error.message,
            extra: ["exception_type": .string(error.type), "traceback": .array(error.traceback.map { .string($0) })])
    }

    static func exceptionDuringInnerValidation(
        _ input: InputSchema, _ name: String, link: JSON, _ error: NodeError
    ) -> JSON {
        make(
            "exception_during_inner_validation", "Exception when validating inner node", details: error.message,
            extra: [
                "input_name": .string(name), "input_config": input.configuration,
                "exception_message": .string(error.message), "exception_type": .string(error.type),
                "traceback": .array(error.traceback.map { .string($0) }), "linked_node": link,
            ])
    }

    static func dependencyCycle(_ node: String, nodes: [JSON], path: String) -> JSON {
        make(
            "dependency_cycle", "Dependency cycle detected", details: path,
            extra: ["node_id": .string(node), "cycle_nodes": .array(nodes)])
    }
}

extension InputSchema {
    /// The type as `object_info` has it: a name, or the list of a combo. ComfyUI's newer API has the list among the
    /// options instead.
    var typeJSON: JSON {
        switch kind {
        case .named(let name): .string(name)
        case .combo where options?["options"] != nil: "COMBO"
        case .combo(let values): .array(values)
        }
    }

    /// (type, options), as errors show it.
    package var configuration: JSON { [typeJSON, .object(options ?? [:])] }
}
