internal import Workflow

/// The node classes of this folder.
enum ArithmeticNodes {
    static let all: [any Node] = IntArithmetic.all + FloatArithmetic.all + NumberConversions.all
}
