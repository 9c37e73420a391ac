import Formats
import System

extension SemanticsTable {
    static let schemas: [SemanticsRow] = [
        SemanticsRow(
            .schemas, "literals become what the schema says",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Typed", "inputs": {"i": "7", "f": 1, "s": 5, "b": "false", "u": "x", "m": {"__value__": ["x", "y"]}}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    #"executed 1 {"shown":[{"b":true,"f":1.0,"i":7,"m":["x","y"],"s":"5","u":"x"}]}"#,
                    "state 1 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"1":{"shown":[{"b":true,"f":1.0,"i":7,"m":["x","y"],"s":"5","u":"x"}]}}"#)),
        SemanticsRow(
            .schemas, "a raw link is passed as it is",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Typed", "inputs": {"r": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[{"r":["1",0]}]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[{"r":["1",0]}]}}"#)),
        SemanticsRow(
            .schemas, "a union takes either of its types, and a wildcard any",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Typed", "inputs": {"u": ["1", 0]}},
                     "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[{"u":3}]}"#,
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[3]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[{"u":3}]},"3":{"shown":[3]}}"#)),
        SemanticsRow(
            .schemas, "hidden inputs",
            .init(
                workflow: #"""
                    {"7": {"class_type": "Hidden", "inputs": {}}}
                    """#,
                extraData: ["extra_pnginfo": ["workflow": ["v": 1]]],
                story: [
                    "start",
                    "cached ",
                    "state 7 running 0.0/1.0",
                    "executing 7",
                    #"executed 7 {"shown":[{"id":"7","info":{"workflow":{"v":1}},"prompt":{"7":{"class_type":"Hidden","inputs":{}}}}]}"#,
                    "state 7 finished 1.0/1.0",
                    "success",
                ],
                outputs:
                    #"{"7":{"shown":[{"id":"7","info":{"workflow":{"v":1}},"prompt":{"7":{"class_type":"Hidden","inputs":{}}}}]}}"#
            )),
        SemanticsRow(
            .schemas, "undeclared inputs of a class that takes any; those that it does not ask for stay uncomputed",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1}},
                     "2": {"class_type": "Number", "inputs": {"value": 2}},
                     "3": {"class_type": "Anything", "inputs": {"one": ["1", 0], "two": 22, "spare": ["2", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state again",
                    "executing 3",
                    #"executed 3 {"shown":[{"one":1,"two":22}]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[{"one":1,"two":22}]}}"#)),
        SemanticsRow(
            .schemas, "undeclared links are passed, undeclared literals are not",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Add", "inputs": {"a": 1, "zz": ["1", 0], "yy": 50}},
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
                    "warning",
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"shown":[4]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"3":{"shown":[4]}}"#)),
        SemanticsRow(
            .schemas, "two equal nodes run once, unless their class is not idempotent",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 3}},
                     "2": {"class_type": "Number", "inputs": {"value": 3}},
                     "3": {"class_type": "Unlike", "inputs": {"value": 3}},
                     "4": {"class_type": "Unlike", "inputs": {"value": 3}},
                     "5": {"class_type": "List", "inputs": {"v1": ["1", 0], "v2": ["2", 0], "v3": ["3", 0], "v4": ["4", 0]}},
                     "6": {"class_type": "Show", "inputs": {"value": ["5", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 4 running 0.0/1.0",
                    "executing 4",
                    "state 4 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    "state 3 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    "state 2 finished 1.0/1.0",
                    "executed 1 null",
                    "state 1 finished 1/1",
                    "state 5 running 0.0/1.0",
                    "executing 5",
                    "state 5 finished 1.0/1.0",
                    "state 6 running 0.0/1.0",
                    "executing 6",
                    #"executed 6 {"shown":[3,3,3,3]}"#,
                    "state 6 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"6":{"shown":[3,3,3,3]}}"#)),
        SemanticsRow(
            .schemas, "an input of a class with a choice of several",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Typed", "inputs": {"c": "b", "m": "x"}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    #"executed 1 {"shown":[{"c":"b","m":"x"}]}"#,
                    "state 1 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"1":{"shown":[{"c":"b","m":"x"}]}}"#)),
    ]
}
