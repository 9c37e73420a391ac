internal import System
internal import Workflow

/// Engine objects that cross the socket as numbers: each process keeps what the other one has numbers for.
final class ObjectTable: Sendable {
    private struct State {
        var exported: [UInt64: any EngineObject] = [:]
        var last: UInt64 = 0
        /// Numbers of the other process's that nobody here uses any more.
        var released: [UInt64] = []
    }
    private let state = Monitor(State())

    /// A number for one passage of an object; the other process lets go of each.
    func export(_ object: any EngineObject) -> UInt64 {
        state.withLock { state in
            state.last += 1
            state.exported[state.last] = object
            return state.last
        }
    }

    /// The object behind a number that this process gave out.
    func object(_ number: UInt64) -> (any EngineObject)? { state.withLock { $0.exported[number] } }

    /// The other process no longer uses these: takes them out. Their ends may be the host's code, so it is for the
    /// caller to choose the thread that lets go of them.
    func release(_ numbers: [UInt64]) -> [any EngineObject] {
        numbers.isEmpty ? [] : state.withLock { state in numbers.compactMap { state.exported.removeValue(forKey: $0) } }
    }

    func noteRelease(_ number: UInt64) { state.withLock { $0.released.append(number) } }

    /// What to tell the other process.
    func takeReleased() -> [UInt64] {
        state.withLock { state in
            defer { state.released = [] }
            return state.released
        }
    }

    /// The other process is gone: takes all out.
    func releaseAll() -> [any EngineObject] {
        state.withLock { state in
            defer { state.exported = [:] }
            return Array(state.exported.values)
        }
    }
}

/// An engine object that lives in the other process.
final class RemoteObject: EngineObject {
    let number: UInt64
    let table: ObjectTable
    let className: String

    init(_ number: UInt64, className: String, _ table: ObjectTable) {
        self.number = number
        self.className = className
        self.table = table
    }

    deinit { table.noteRelease(number) }
}
