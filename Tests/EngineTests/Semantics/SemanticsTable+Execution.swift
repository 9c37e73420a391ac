import Formats
import Tensors

extension SemanticsTable {
    static let execution: [SemanticsRow] = [
        SemanticsRow(
            .execution, "a chain in order",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[6]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[6]}}"#)),
        SemanticsRow(
            .execution, "lazy inputs: one, the other, both",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 10}},
                     "2": {"class_type": "Number", "inputs": {"value": 20}},
                     "4": {"class_type": "Lazy", "inputs": {"which": 0, "a": ["1", 0], "b": ["2", 0]}},
                     "5": {"class_type": "Show", "inputs": {"value": ["4", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 4 running 0.0/1.0",
                    "executing 4",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state again",
                    "executing 4",
                    "state 4 finished 1.0/1.0",
                    "state 5 running 0.0/1.0",
                    "executing 5",
                    #"executed 5 {"shown":[10]}"#,
                    "state 5 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"5":{"shown":[10]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 10}},
                     "2": {"class_type": "Number", "inputs": {"value": 20}},
                     "4": {"class_type": "Lazy", "inputs": {"which": 2, "a": ["1", 0], "b": ["2", 0]}},
                     "5": {"class_type": "Show", "inputs": {"value": ["4", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1",
                    "state 4 running 0.0/1.0",
                    "executing 4",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state again",
                    "executing 4",
                    "state 4 finished 1.0/1.0",
                    "state 5 running 0.0/1.0",
                    "executing 5",
                    #"executed 5 {"shown":[20]}"#,
                    "state 5 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"5":{"shown":[20]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 10}},
                     "2": {"class_type": "Number", "inputs": {"value": 20}},
                     "4": {"class_type": "Lazy", "inputs": {"which": 1, "a": ["1", 0], "b": ["2", 0]}},
                     "5": {"class_type": "Show", "inputs": {"value": ["4", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1,2",
                    "state 4 running 0.0/1.0",
                    "executing 4",
                    "state again",
                    "executing 4",
                    "state 4 finished 1.0/1.0",
                    "state 5 running 0.0/1.0",
                    "executing 5",
                    #"executed 5 {"shown":[30]}"#,
                    "state 5 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"5":{"shown":[30]}}"#)),
        SemanticsRow(
            .execution, "a lazy input that there is not",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1}},
                     "2": {"class_type": "Needy", "inputs": {"a": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"error 2 comfy.component_model.executor_types.NodeInputError: Node 2 says it needs input zz, but there is no input to that node at all\#n"#,
                ],
                error:
                    #"{"executed":[],"current_inputs":{"a":[null]},"current_outputs":["1","2","3"],"node_type":"Needy"}"#
            )),
        SemanticsRow(
            .execution, "an expansion, whose nodes are shown as the one that made them",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Repeated", "inputs": {"value": 5, "count": 3}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1.0.0.1 of 1 running 0.0/1.0",
                    "executing 1.0.0.1 as 1",
                    "state 1.0.0.1 of 1 finished 1.0/1.0",
                    "state 1.0.0.2 of 1 running 0.0/1.0",
                    "executing 1.0.0.2 as 1",
                    "state 1.0.0.2 of 1 finished 1.0/1.0",
                    "state 1.0.0.3 of 1 running 0.0/1.0",
                    "executing 1.0.0.3 as 1",
                    "state 1.0.0.3 of 1 finished 1.0/1.0",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[20]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[20]}}"#)),
        SemanticsRow(
            .execution, "a loop by expansion into itself",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Countdown", "inputs": {"left": 2, "sum": 0}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1.0.0.add of 1 running 0.0/1.0",
                    "executing 1.0.0.add as 1",
                    "state 1.0.0.add of 1 finished 1.0/1.0",
                    "state 1.0.0.next of 1 running 0.0/1.0",
                    "executing 1.0.0.next as 1",
                    "state 1.0.0.next.0.0.add of 1.0.0.next running 0.0/1.0",
                    "executing 1.0.0.next.0.0.add as 1",
                    "state 1.0.0.next.0.0.add of 1.0.0.next finished 1.0/1.0",
                    "state 1.0.0.next.0.0.next of 1.0.0.next running 0.0/1.0",
                    "executing 1.0.0.next.0.0.next as 1",
                    "state 1.0.0.next.0.0.next of 1.0.0.next finished 1.0/1.0",
                    "state 1.0.0.next of 1 finished 1.0/1.0",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[3]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[3]}}"#)),
        SemanticsRow(
            .execution, "a node mapped over the longest list, the others repeat their last value",
            .init(
                workflow: #"""
                    {"1": {"class_type": "List", "inputs": {"v1": 1, "v2": 2, "v3": 3}},
                     "2": {"class_type": "List", "inputs": {"v1": 10, "v2": 20}},
                     "3": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": ["2", 0]}},
                     "4": {"class_type": "Show", "inputs": {"value": ["3", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    "state 3 finished 1.0/1.0",
                    "state 4 running 0.0/1.0",
                    "executing 4",
                    #"executed 4 {"shown":[11,22,23]}"#,
                    "state 4 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"4":{"shown":[11,22,23]}}"#)),
        SemanticsRow(
            .execution, "a node that takes the whole list",
            .init(
                workflow: #"""
                    {"1": {"class_type": "List", "inputs": {"v1": 1, "v2": 2, "v3": 3}},
                     "2": {"class_type": "SumList", "inputs": {"values": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[6]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[6]}}"#)),
        SemanticsRow(
            .execution, "a blocker without a message",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1}},
                     "2": {"class_type": "Block", "inputs": {"value": ["1", 0], "below": 3}},
                     "3": {"class_type": "Add", "inputs": {"a": ["2", 0]}},
                     "4": {"class_type": "Show", "inputs": {"value": ["3", 0]}},
                     "5": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 5 running 0.0/1.0",
                    "executing 5",
                    #"executed 5 {"shown":[1]}"#,
                    "state 5 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    "state 3 finished 1.0/1.0",
                    "state 4 running 0.0/1.0",
                    "executing 4",
                    "state 4 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"5":{"shown":[1]}}"#)),
        SemanticsRow(
            .execution, "a blocker with a message",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1}},
                     "2": {"class_type": "Block", "inputs": {"value": ["1", 0], "below": 3, "message": "stop"}},
                     "3": {"class_type": "Add", "inputs": {"a": ["2", 0]}},
                     "4": {"class_type": "Show", "inputs": {"value": ["3", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    "error 3 ExecutionBlocked: Execution Blocked: stop",
                    "state 3 finished 1.0/1.0",
                    "state 4 running 0.0/1.0",
                    "executing 4",
                    "state 4 finished 1.0/1.0",
                    "success",
                ],
                outputs: "{}")),
        SemanticsRow(
            .execution, "blockers in a list",
            .init(
                workflow: #"""
                    {"1": {"class_type": "List", "inputs": {"v1": 1, "v2": 5, "v3": 6}},
                     "2": {"class_type": "Block", "inputs": {"value": ["1", 0], "below": 3}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[5,6]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[5,6]}}"#)),
        SemanticsRow(
            .execution, "asynchronous nodes run side by side",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Held", "inputs": {"value": 1}},
                     "2": {"class_type": "Later", "inputs": {"value": 2, "ms": 10}},
                     "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}},
                     "4": {"class_type": "Release", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 4 running 0.0/1.0",
                    "executing 4",
                    #"executed 4 {"passed":[2]}"#,
                    "state 4 finished 1.0/1.0",
                    "state 1 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[1]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"4":{"passed":[2]},"3":{"shown":[1]}}"#)),
        SemanticsRow(
            .execution, "an asynchronous node that fails",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Later", "inputs": {"value": "fail", "ms": 20}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    #"error 1 ValueError: late\#n"#,
                ],
                error: #"{"executed":[],"current_inputs":{},"current_outputs":["1","2"],"node_type":"Later"}"#)),
        SemanticsRow(
            .execution, "an output node with a result",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 4}},
                     "2": {"class_type": "Pass", "inputs": {"value": ["1", 0]}},
                     "3": {"class_type": "Add", "inputs": {"a": ["2", 0]}},
                     "4": {"class_type": "Show", "inputs": {"value": ["3", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"passed":[4]}"#,
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    "state 3 finished 1.0/1.0",
                    "state 4 running 0.0/1.0",
                    "executing 4",
                    #"executed 4 {"shown":[4]}"#,
                    "state 4 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"passed":[4]},"4":{"shown":[4]}}"#)),
        SemanticsRow(
            .execution, "a cycle that appears at run time",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Cyclic", "inputs": {}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "error 1 graph.DependencyCycleError: Dependency cycle detected",
                ],
                error: #"{"executed":[],"current_inputs":[],"current_outputs":["1","2"],"node_type":"Cyclic"}"#)),
        SemanticsRow(
            .execution, "a node that fails",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1}},
                     "2": {"class_type": "Fail", "inputs": {"value": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"error 2 ValueError: no good\#n"#,
                ],
                error:
                    #"{"executed":["1"],"current_inputs":{"value":[1]},"current_outputs":["1","2","3"],"node_type":"Fail"}"#
            )),
        SemanticsRow(
            .execution, "a slot counted from the end",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "3": {"class_type": "Show", "inputs": {"value": ["1", -1]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[3]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[3]}}"#)),
        SemanticsRow(
            .execution, "what cannot be written as JSON is shown by its class in errors",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Tensor", "inputs": {}},
                     "2": {"class_type": "Fail", "inputs": {"value": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"error 2 ValueError: no good\#n"#,
                ],
                error:
                    #"{"executed":["1"],"current_inputs":{"value":["<class 'torch.Tensor'>"]},"current_outputs":["1","2","3"],"node_type":"Fail"}"#
            )),
    ]
}
