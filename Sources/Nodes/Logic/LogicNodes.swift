internal import Workflow

/// The node classes of this folder.
enum LogicNodes {
    static let all: [any Node] =
        [
            LazySwitch(),
            BinaryOperation.plain,
            BinaryOperation.boolean,
        ]
}
