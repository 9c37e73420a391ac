import Formats
import System

extension SemanticsTable {
    static let caching: [SemanticsRow] = [
        SemanticsRow(
            .caching, "a node runs again if an ancestor changed, the rest comes from the cache",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 1}},
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
                    #"executed 3 {"shown":[4]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[4]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 1}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1,2,3",
                    #"executed 3 {"shown":[4]}"#,
                    "state 3 finished 1/1",
                    "success",
                ],
                outputs: #"{"3":{"shown":[4]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 2}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[5]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[5]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 1}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[4]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[4]}}"#)),
        SemanticsRow(
            .caching, "lru: also what an earlier prompt left", configuration: ["cache_lru": 20],
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 1}},
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
                    #"executed 3 {"shown":[4]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[4]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 2}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[5]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[5]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 1}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1,2,3",
                    #"executed 3 {"shown":[4]}"#,
                    "state 3 finished 1/1",
                    "success",
                ],
                outputs: #"{"3":{"shown":[4]}}"#)),
        SemanticsRow(
            .caching, "none", configuration: ["cache_none": true],
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[3]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[3]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[3]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[3]}}"#)),
        SemanticsRow(
            .caching, "ram, with headroom", configuration: ["cache_ram": 0.001],
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 1}},
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
                    #"executed 3 {"shown":[4]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[4]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 2}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[5]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[5]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Plus", "inputs": {"a": ["1", 0], "b": 1}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1,2,3",
                    #"executed 3 {"shown":[4]}"#,
                    "state 3 finished 1/1",
                    "success",
                ],
                outputs: #"{"3":{"shown":[4]}}"#)),
        SemanticsRow(
            .caching, "fingerprints",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Changing", "inputs": {"version": 1}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[5]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[5]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Changing", "inputs": {"version": 1}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1,2",
                    #"executed 2 {"shown":[5]}"#,
                    "state 2 finished 1/1",
                    "success",
                ],
                outputs: #"{"2":{"shown":[5]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Changing", "inputs": {"version": 2}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[5]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[5]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Changing", "inputs": {"version": -1}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[5]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[5]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Changing", "inputs": {"version": -1}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[5]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[5]}}"#)),
        SemanticsRow(
            .caching, "an expansion finds its nodes again",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Repeated", "inputs": {"value": 5, "count": 2}},
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
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[15]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[15]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Repeated", "inputs": {"value": 5, "count": 2}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1,2",
                    #"executed 2 {"shown":[15]}"#,
                    "state 2 finished 1/1",
                    "success",
                ],
                outputs: #"{"2":{"shown":[15]}}"#)),
        SemanticsRow(
            .caching, "renamed nodes are found again",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[3]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[3]}}"#),
            .init(
                workflow: #"""
                    {"7": {"class_type": "Number", "inputs": {"value": 3}},
                     "8": {"class_type": "Show", "inputs": {"value": ["7", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 7,8",
                    #"executed 8 {"shown":[3]}"#,
                    "state 8 finished 1/1",
                    "success",
                ],
                outputs: #"{"8":{"shown":[3]}}"#)),
        SemanticsRow(
            .caching, "what failed is not kept, what was done before is",
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
            ),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1}},
                     "2": {"class_type": "Fail", "inputs": {"value": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"error 2 ValueError: no good\#n"#,
                ],
                error:
                    #"{"executed":[],"current_inputs":{"value":[1]},"current_outputs":["1","2","3"],"node_type":"Fail"}"#
            )),
    ]
}
