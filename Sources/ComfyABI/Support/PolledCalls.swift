internal import System
internal import Workflow

/// Calls of node classes whose `execute` the host fetches, in the order in which they came.
final class PolledCalls: Sendable {
    private struct State {
        var waiting = Deque<Waiting>()
        /// The client is being destroyed: nobody can fetch a call any more.
        var isClosed = false
    }

    private struct Waiting {
        let handle: UInt
        let answer: PendingOutput
    }

    /// What a look for the next call found.
    enum Found {
        case call(OpaquePointer)
        case timeout
        case closed
    }

    private let state = Monitor(State())

    /// Takes in a call, whose handle is in the table, with what its answer goes into.
    func add(_ handle: OpaquePointer, _ answer: PendingOutput) {
        let isClosed = state.update { state in
            // a host that never asks does not keep what is over
            while let first = state.waiting.first, first.answer.outcome != nil { _ = state.waiting.popFirst() }
            if !state.isClosed { state.waiting.append(Waiting(handle: UInt(bitPattern: handle), answer: answer)) }
            return state.isClosed
        }
        if isClosed { Self.refuse(answer) }
    }

    /// The next call that is still open.
    func next(until deadline: Deadline) -> Found {
        state.wait(until: deadline) { state -> Found? in
            if state.isClosed { return .closed }
            while let first = state.waiting.popFirst() {
                // its prompt may have ended before the host came
                if first.answer.outcome == nil, let handle = OpaquePointer(bitPattern: first.handle) {
                    return .call(handle)
                }
            }
            return nil
        } ?? .timeout
    }

    /// Ends the calls that nobody has fetched, and those that come from now on.
    func close() {
        var left = state.update { state in
            state.isClosed = true
            defer { state.waiting = Deque() }
            return state.waiting
        }
        while let waiting = left.popFirst() { Self.refuse(waiting.answer) }
    }

    private static func refuse(_ answer: PendingOutput) {
        answer.settle(
            .failure(NodeError("RuntimeError", "The client was destroyed before its host fetched the node's call")))
    }
}
