internal import System

/// How long nodes of a class take.
struct NodeCost: Sendable, Equatable {
    /// All but the steps.
    var seconds = 0.0
    /// nil: it has no steps.
    var secondsPerStep: Double?
    /// So many it had the last time.
    var steps = 0.0
}

/// What the classes of this process's nodes have cost so far.
final class NodeCosts: Sendable {
    static let ofProcess = NodeCosts()
    /// How much the latest time counts: models and sizes change.
    private static let weight = 0.7

    // of the process: a fork finds it free
    private let costs = ProcessLock<[String: NodeCost]>([:])

    subscript(className: String) -> NodeCost? { costs.withLock { $0[className] } }

    func note(_ cost: NodeCost, of className: String) {
        costs.withLock { Self.take(cost, into: &$0[className]) }
    }

    private static func take(_ cost: NodeCost, into entry: inout NodeCost?) {
        guard let known = entry else {
            entry = cost
            return
        }
        func mean(_ old: Double, _ new: Double) -> Double { old + weight * (new - old) }
        entry = NodeCost(
            seconds: mean(known.seconds, cost.seconds),
            secondsPerStep: cost.secondsPerStep.map { mean(known.secondsPerStep ?? $0, $0) } ?? known.secondsPerStep,
            steps: cost.secondsPerStep == nil ? known.steps : cost.steps)
    }
}
