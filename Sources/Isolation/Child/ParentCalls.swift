internal import Configuration
internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Calls from a child to the host's nodes, which are its parent's to run.
final class ParentCalls: Sendable {
    private struct State {
        var lastCall: UInt64 = 0
        var answers: [UInt64: CallAnswer] = [:]
        /// Of calls whose outcome has not come.
        var pending: [UInt64: PendingOutput] = [:]
        /// Those of them that the parent has put off.
        var putOff: Set<UInt64> = []
        /// Of the prompt that runs: nodes may say something as long as it does.
        var contexts: [UInt64: any NodeContext] = [:]
    }

    private let connection: Connection
    private let state = Monitor(State())

    init(_ connection: Connection) { self.connection = connection }

    /// Has the parent do something and waits for it.
    func perform(_ call: NodeCall, _ context: (any NodeContext)? = nil) throws -> CallAnswer {
        let (number, _) = try begin(call, context)
        return try wait(for: number)
    }

    /// The same for what may be put off.
    func execute(_ call: NodeCall, _ context: any NodeContext) throws -> NodeResult {
        let (number, pending) = try begin(call, context)
        switch try wait(for: number) {
        case .output(let output): return .finished(output)
        case .pending: return .pending(pending)
        default: throw WireError("another answer than was asked for")
        }
    }

    private func begin(_ call: NodeCall, _ context: (any NodeContext)?) throws -> (UInt64, PendingOutput) {
        let pending = PendingOutput()
        let number = state.withLock { state in
            state.lastCall += 1
            state.contexts[state.lastCall] = context
            state.pending[state.lastCall] = pending
            return state.lastCall
        }
        do {
            try connection.send(ChildMessage.call(number, call))
        } catch {
            switch error {
            case .refused(let error): throw NodeError("MemoryError", error.message)
            case .lost: throw WireError("the parent is gone")
            }
        }
        return (number, pending)
    }

    private func wait(for number: UInt64) throws -> CallAnswer {
        // The parent answers, or closes the socket, which ends this process.
        let answer = state.wait { $0.answers.removeValue(forKey: number) }
        switch answer {
        case .failed(let error)?: throw error
        case .cancelled?: throw CancellationError()
        case let answer?: return answer
        case nil: throw WireError("no answer")
        }
    }

    // MARK: The thread that reads

    func take(_ answer: CallAnswer, of number: UInt64) {
        let pending: PendingOutput? = state.update { state in
            guard let pending = state.pending[number] else { return nil }
            if case .pending = answer {
                state.answers[number] = answer
                state.putOff.insert(number)
                return nil
            }
            state.pending[number] = nil
            if state.putOff.remove(number) != nil { return pending }
            state.answers[number] = answer
            return nil
        }
        switch answer {
        case .output(let output): pending?.settle(.success(output))
        case .failed(let error): pending?.settle(.failure(error))
        case .cancelled: pending?.settle(.failure(CancellationError()))
        default: pending?.settle(.failure(WireError("another answer than was asked for")))
        }
    }

    /// Where the node of a call that says something is in the prompt.
    func context(of number: UInt64) -> (any NodeContext)? { state.withLock { $0.contexts[number] } }

    /// The parent is still at work on a call.
    func noteLife(of number: UInt64) { state.withLock { $0.pending[number] }?.noteLife() }

    /// The prompt is over.
    func forget() {
        state.withLock { state in
            state.contexts = [:]
            state.pending = [:]
            state.putOff = []
            state.answers = [:]
        }
    }
}
