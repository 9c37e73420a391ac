/// The time that a node of a prompt has taken itself, without what it waited for others, and its steps in that time.
struct NodeClock: Sendable {
    /// While it was the one that ran.
    private(set) var seconds = 0.0
    var isFinished = false
    /// What its class took for a step when it began; nil before it began, and for classes that never ran.
    private(set) var formerSecondsPerStep: Double?
    /// false: it was found in the cache.
    private(set) var hasBegun = false
    private(set) var value = 0.0
    private(set) var max = 0.0
    /// `seconds` when the first and the latest step were done, and which they were.
    private var first: (seconds: Double, value: Double)?
    private var last: (seconds: Double, value: Double)?

    mutating func begin(_ former: @autoclosure () -> NodeCost?) {
        guard !hasBegun else { return }
        hasBegun = true
        formerSecondsPerStep = former()?.secondsPerStep
    }

    mutating func add(_ more: Double) { seconds += more }

    mutating func note(value: Double, max: Double) {
        if max != self.max || value < self.value { (first, last) = (nil, nil) }
        (self.value, self.max) = (value, max)
        guard value > 0, max > 1, value != last?.value else { return }
        if first == nil { first = (seconds, value) }
        last = (seconds, value)
    }

    /// Once a step is done; of the steps behind the first one, which may have loaded a model, as soon as there are any.
    var secondsPerStep: Double? {
        guard let first, let last else { return nil }
        return last.value > first.value
            ? (last.seconds - first.seconds) / (last.value - first.value) : first.seconds / first.value
    }

    /// To the end of its steps; nil where it has not done one.
    var secondsLeft: Double? {
        guard let last, let secondsPerStep else { return nil }
        // What is over of the step that it is at
        return Swift.max((max - value) * secondsPerStep - Swift.min(seconds - last.seconds, secondsPerStep), 0)
    }

    /// What it cost, once it is over.
    var cost: NodeCost {
        guard let secondsPerStep else { return NodeCost(seconds: seconds) }
        return NodeCost(
            seconds: Swift.max(seconds - max * secondsPerStep, 0), secondsPerStep: secondsPerStep, steps: max)
    }
}
