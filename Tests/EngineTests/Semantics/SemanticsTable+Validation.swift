import Formats
import Tensors
import Workflow

extension SemanticsTable {
    static let validation: [SemanticsRow] = [
        SemanticsRow(
            .validation, "prompt_no_outputs",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}}}
                    """#,
                error: #"{"type":"prompt_no_outputs","message":"Prompt has no outputs","details":"","extra_info":{}}"#)),
        SemanticsRow(
            .validation, "prompt_no_outputs: none of the targets",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Show", "inputs": {"value": 3}}}
                    """#,
                targets: [],
                error: #"{"type":"prompt_no_outputs","message":"Prompt has no outputs","details":"","extra_info":{}}"#)),
        SemanticsRow(
            .validation, "missing_node_type",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Nothing", "inputs": {}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                error:
                    #"{"type":"invalid_prompt","message":"Cannot execute because node Nothing does not exist.","details":"Node ID '#1'","extra_info":{}}"#
            )),
        // ComfyUI 0.10.0's execution.py
        SemanticsRow(
            .validation, "a node without class_type",
            .init(
                workflow: #"""
                    {"1": {"inputs": {}, "_meta": {"title": "Nameless"}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                error:
                    #"{"type":"invalid_prompt","message":"Cannot execute because a node is missing the class_type property.","details":"Node ID '#1'","extra_info":{}}"#
            )),
        SemanticsRow(
            .validation, "required_input_missing",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Show", "inputs": {}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"required_input_missing","message":"Required input is missing","details":"value","extra_info":{"input_name":"value"}}],"dependent_outputs":["1"],"class_type":"Show"}}"#
            )),
        SemanticsRow(
            .validation, "bad_linked_input",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Show", "inputs": {"value": ["2", 0, 1]}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"bad_linked_input","message":"Bad linked input, must be a length-2 list of [node_id, slot_index]","details":"value","extra_info":{"input_name":"value","input_config":["*",{}],"received_value":["2",0,1]}}],"dependent_outputs":["1"],"class_type":"Show"}}"#
            )),
        SemanticsRow(
            .validation, "return_type_mismatch",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Typed", "inputs": {"s": ["1", 0]}}}
                    """#,
                error:
                    #"{"2":{"errors":[{"type":"return_type_mismatch","message":"Return type mismatch between linked nodes","details":"s, INT != STRING","extra_info":{"input_name":"s","input_config":["STRING",{}],"received_type":"INT","linked_node":["1",0]}}],"dependent_outputs":["2"],"class_type":"Typed"}}"#
            )),
        SemanticsRow(
            .validation, "invalid_input_type",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Typed", "inputs": {"i": "abc"}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"invalid_input_type","message":"Failed to convert an input value to a INT value","details":"i, abc, invalid literal for int() with base 10: 'abc'","extra_info":{"input_name":"i","input_config":["INT",{"min":-5,"max":10}],"received_value":"abc","exception_message":"invalid literal for int() with base 10: 'abc'"}}],"dependent_outputs":["1"],"class_type":"Typed"}}"#
            )),
        SemanticsRow(
            .validation, "value_smaller_than_min",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Typed", "inputs": {"i": -6}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"value_smaller_than_min","message":"Value -6 smaller than min of -5","details":"i","extra_info":{"input_name":"i","input_config":["INT",{"min":-5,"max":10}],"received_value":-6}}],"dependent_outputs":["1"],"class_type":"Typed"}}"#
            )),
        SemanticsRow(
            .validation, "value_bigger_than_max",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Typed", "inputs": {"f": 1.6}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"value_bigger_than_max","message":"Value 1.6 bigger than max of 1.5","details":"f","extra_info":{"input_name":"f","input_config":["FLOAT",{"min":0.0,"max":1.5}],"received_value":1.6}}],"dependent_outputs":["1"],"class_type":"Typed"}}"#
            )),
        SemanticsRow(
            .validation, "value_not_in_list",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Typed", "inputs": {"c": "d"}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"value_not_in_list","message":"Value not in list","details":"c: 'd' not in ['a', 'b', 'c']","extra_info":{"input_name":"c","input_config":[["a","b","c"],{}],"received_value":"d"}}],"dependent_outputs":["1"],"class_type":"Typed"}}"#
            )),
        SemanticsRow(
            .validation, "value_not_in_list: one of several",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Typed", "inputs": {"m": {"__value__": ["x", "z"]}}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"value_not_in_list","message":"Value not in list","details":"m: 'z' not in ['x', 'y']","extra_info":{"input_name":"m","input_config":["COMBO",{"options":["x","y"],"multiselect":true}],"received_value":["x","z"]}}],"dependent_outputs":["1"],"class_type":"Typed"}}"#
            )),
        SemanticsRow(
            .validation, "custom_validation_failed, which replaces the class's own limits of the inputs it takes",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Checked", "inputs": {"a": 9, "b": 5}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    #"executed 1 {"shown":[{"a":9,"b":5}]}"#,
                    "state 1 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"1":{"shown":[{"a":9,"b":5}]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Checked", "inputs": {"a": 10, "b": 5}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"custom_validation_failed","message":"Custom validation failed for node","details":"a - a is over 9","extra_info":{"input_name":"a"}},{"type":"custom_validation_failed","message":"Custom validation failed for node","details":"input_types - a is over 9","extra_info":{"input_name":"input_types"}}],"dependent_outputs":["1"],"class_type":"Checked"}}"#
            ),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Checked", "inputs": {"a": 12, "b": 6}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"value_bigger_than_max","message":"Value 6 bigger than max of 5","details":"b","extra_info":{"input_name":"b","input_config":["INT",{"max":5}],"received_value":6}},{"type":"custom_validation_failed","message":"Custom validation failed for node","details":"a","extra_info":{"input_name":"a"}},{"type":"custom_validation_failed","message":"Custom validation failed for node","details":"input_types","extra_info":{"input_name":"input_types"}}],"dependent_outputs":["1"],"class_type":"Checked"}}"#
            )),
        SemanticsRow(
            .validation, "custom validation of the types of links",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1}},
                     "2": {"class_type": "Checked", "inputs": {"a": 1, "b": 1, "any": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[{"a":1,"any":1,"b":1}]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[{"a":1,"any":1,"b":1}]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Tensor", "inputs": {}},
                     "2": {"class_type": "Checked", "inputs": {"a": 1, "b": 1, "any": ["1", 0]}}}
                    """#,
                error:
                    #"{"2":{"errors":[{"type":"custom_validation_failed","message":"Custom validation failed for node","details":"a - IMAGE is no INT","extra_info":{"input_name":"a"}},{"type":"custom_validation_failed","message":"Custom validation failed for node","details":"input_types - IMAGE is no INT","extra_info":{"input_name":"input_types"}}],"dependent_outputs":["2"],"class_type":"Checked"}}"#
            )),
        SemanticsRow(
            .validation, "custom validation that takes everything leaves choices to the class, not ranges",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Asked", "inputs": {"c": "y", "n": 5}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    #"executed 1 {"shown":[{"c":"y","n":5}]}"#,
                    "state 1 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"1":{"shown":[{"c":"y","n":5}]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Asked", "inputs": {"c": "y", "n": 6}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"value_bigger_than_max","message":"Value 6 bigger than max of 5","details":"n","extra_info":{"input_name":"n","input_config":["INT",{"max":5}],"received_value":6}}],"dependent_outputs":["1"],"class_type":"Asked"}}"#
            ),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Asked", "inputs": {"c": "never", "n": 5}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"custom_validation_failed","message":"Custom validation failed for node","details":"c - never","extra_info":{"input_name":"c"}},{"type":"custom_validation_failed","message":"Custom validation failed for node","details":"n - never","extra_info":{"input_name":"n"}}],"dependent_outputs":["1"],"class_type":"Asked"}}"#
            )),
        SemanticsRow(
            .validation, "exception_during_validation",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Checked", "inputs": {"a": 13, "b": 5}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"exception_during_validation","message":"Exception when validating node","details":"thirteen","extra_info":{"exception_type":"RuntimeError","traceback":[]}}],"dependent_outputs":["1"],"class_type":"Checked"}}"#
            )),
        SemanticsRow(
            .validation, "exception_during_validation: a link into nowhere",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Show", "inputs": {"value": ["9", 0]}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"exception_during_validation","message":"Exception when validating node","details":"'9'","extra_info":{"exception_type":"KeyError","traceback":[]}}],"dependent_outputs":["1"],"class_type":"Show"}}"#
            )),
        SemanticsRow(
            .validation, "exception_during_inner_validation: the same in a node that is linked to",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Add", "inputs": {"a": ["9", 0]}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"exception_during_inner_validation","message":"Exception when validating inner node","details":"'9'","extra_info":{"input_name":"value","input_config":["*",{}],"exception_message":"'9'","exception_type":"KeyError","traceback":[],"linked_node":["1",0]}}],"dependent_outputs":["2"],"class_type":"Add"}}"#
            )),
        SemanticsRow(
            .validation, "dependency_cycle",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Add", "inputs": {"a": ["2", 0]}},
                     "2": {"class_type": "Add", "inputs": {"a": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                error:
                    #"{"2":{"errors":[{"type":"dependency_cycle","message":"Dependency cycle detected","details":"2 (Add) -> 1 (Add) -> 2 (Add)","extra_info":{"node_id":"2","cycle_nodes":["2","1"]}}],"dependent_outputs":["3"],"class_type":"Add"},"1":{"errors":[{"type":"dependency_cycle","message":"Dependency cycle detected","details":"2 (Add) -> 1 (Add) -> 2 (Add)","extra_info":{"node_id":"1","cycle_nodes":["2","1"]}}],"dependent_outputs":["3"],"class_type":"Add"}}"#
            )),
        SemanticsRow(
            .validation, "errors of several nodes, each with the outputs that depend on it",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1000}},
                     "2": {"class_type": "Number", "inputs": {"value": -1000}},
                     "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}},
                     "4": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": ["2", 0]}},
                     "5": {"class_type": "Show", "inputs": {"value": ["4", 0]}}}
                    """#,
                error:
                    #"{"1":{"errors":[{"type":"value_bigger_than_max","message":"Value 1000 bigger than max of 100","details":"value","extra_info":{"input_name":"value","input_config":["INT",{"default":0,"min":-100,"max":100}],"received_value":1000}}],"dependent_outputs":["3","5"],"class_type":"Number"},"2":{"errors":[{"type":"value_smaller_than_min","message":"Value -1000 smaller than min of -100","details":"value","extra_info":{"input_name":"value","input_config":["INT",{"default":0,"min":-100,"max":100}],"received_value":-1000}}],"dependent_outputs":["5"],"class_type":"Number"}}"#
            )),
        SemanticsRow(
            .validation, "outputs that are fine run without those that are not",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1000}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": 7}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[7]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[7]}}"#,
                error:
                    #"{"1":{"errors":[{"type":"value_bigger_than_max","message":"Value 1000 bigger than max of 100","details":"value","extra_info":{"input_name":"value","input_config":["INT",{"default":0,"min":-100,"max":100}],"received_value":1000}}],"dependent_outputs":["2"],"class_type":"Number"}}"#
            )),
        SemanticsRow(
            .validation, "only the targets are looked at",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1000}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": 7}}}
                    """#,
                targets: ["3"],
                story: [
                    "start",
                    "cached ",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[7]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[7]}}"#)),
    ]
}
