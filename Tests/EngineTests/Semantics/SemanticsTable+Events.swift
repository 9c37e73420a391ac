import Formats

extension SemanticsTable {
    static let events: [SemanticsRow] = [
        SemanticsRow(
            .events, "progress, preview and text of a node",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Steps", "inputs": {"value": 1}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "text 1 begin",
                    "state 1 running 1/2",
                    "preview 1 2x3",
                    "progress 1 1/2",
                    "state 1 running 2/2",
                    "progress 1 2/2",
                    "state 1 finished 2/2",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[1]}"#,
                    "state 2 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[1]}}"#)),
        SemanticsRow(
            .events, "what a server adds", sendsServerEvents: true,
            .init(
                workflow: #"""
                    {"1": {"class_type": "Show", "inputs": {"value": 1}}}
                    """#,
                story: [
                    "status 1",
                    "status 1",
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    #"executed 1 {"shown":[1]}"#,
                    "state 1 finished 1.0/1.0",
                    "success",
                    "status 0",
                    "executing null",
                ],
                outputs: #"{"1":{"shown":[1]}}"#)),
        SemanticsRow(
            .events, "a server's view of a failure", sendsServerEvents: true,
            .init(
                workflow: #"""
                    {"1": {"class_type": "Fail", "inputs": {"value": 1}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "status 1",
                    "status 1",
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    #"error 1 ValueError: no good\#n"#,
                    "status 0",
                    "executing null",
                ],
                error: #"{"executed":[],"current_inputs":{"value":[1]},"current_outputs":["1","2"],"node_type":"Fail"}"#
            )),
        SemanticsRow(
            .events, "cached outputs are told again",
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}},
                     "3": {"class_type": "Pass", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached ",
                    "state 1 running 0.0/1.0",
                    "executing 1",
                    "state 1 finished 1.0/1.0",
                    "state 2 running 0.0/1.0",
                    "executing 2",
                    #"executed 2 {"shown":[1]}"#,
                    "state 2 finished 1.0/1.0",
                    "state 3 running 0.0/1.0",
                    "executing 3",
                    #"executed 3 {"passed":[1]}"#,
                    "state 3 finished 1.0/1.0",
                    "success",
                ],
                outputs: #"{"2":{"shown":[1]},"3":{"passed":[1]}}"#),
            .init(
                workflow: #"""
                    {"1": {"class_type": "Number", "inputs": {"value": 1}},
                     "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}},
                     "3": {"class_type": "Pass", "inputs": {"value": ["1", 0]}}}
                    """#,
                story: [
                    "start",
                    "cached 1,2,3",
                    #"executed 2 {"shown":[1]}"#,
                    "state 2 finished 1/1",
                    #"executed 3 {"passed":[1]}"#,
                    "state 3 finished 1/1",
                    "success",
                ],
                outputs: #"{"2":{"shown":[1]},"3":{"passed":[1]}}"#)),
    ]
}
