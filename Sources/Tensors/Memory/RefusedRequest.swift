internal import System

/// Has requests for memory refused, for tests: one of those that a thread makes.
package enum RefusedRequest {
    private final class Plan {
        let refused: Int?
        var count = 0
        init(_ refused: Int?) { self.refused = refused }
    }

    private static let current = ThreadLocal<Plan>()

    /// Counts a request of the calling thread; whether it is the one to be refused.
    static var isNext: Bool {
        guard let plan = current.object else { return false }
        defer { plan.count += 1 }
        return plan.count == plan.refused
    }

    /// Runs `body` with the request of that number refused on this thread, from 0; nil: with none. How many there were.
    package static func counting(refusing number: Int?, _ body: () -> Void) -> Int {
        let plan = Plan(number)
        let outer = current.object
        current.object = plan
        defer { current.object = outer }
        body()
        return plan.count
    }
}
