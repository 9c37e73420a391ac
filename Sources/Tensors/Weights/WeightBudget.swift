internal import System

/// Bounds and counts the memory that weights take in this process: pages of a mapped file that are read where they lie,
/// and what is made of weights that cannot be.
///
/// Several models share a budget, each part of one through a `WeightRoom` of its own. When it is full, what the rooms
/// that have been idle for longest hold is dropped; that of a room in use stays. What finds no room is read or made
/// anew for each use.
package final class WeightBudget: Sendable {
    private struct Room {
        var users = 0
        var lastUse = 0
        var byteCount = 0
        /// What is kept, by the order in which it came.
        var forms: [Int: Reference] = [:]
    }

    private struct Reference {
        weak var form: (any DroppableForm)?
        let byteCount: Int
    }

    private struct State {
        var rooms: [Int: Room] = [:]
        var byteCount = 0
        /// Bytes of activations that were announced.
        var working = 0
        /// Counts uses, rooms and forms.
        var clock = 0

        mutating func tick() -> Int {
            clock += 1
            return clock
        }
    }

    /// Bytes that resident weights and announced activations may take together.
    package let limit: Int
    /// Bytes of the machine's memory that weights must leave free.
    package let reserve: Int
    private let activationLimit: Int
    private let state = Lock(State())

    /// - Parameter activationLimit: bytes of activations that one piece of work may take, where it can be cut into
    ///   smaller ones.
    package init(limit: Int = .max, reserve: Int = 0, activationLimit: Int = .max) {
        self.limit = max(limit, 0)
        self.reserve = max(reserve, 0)
        self.activationLimit = max(activationLimit, 0)
    }

    /// Bytes of activations that a piece of work which can be cut should not exceed now.
    package var activationAllowance: Int {
        guard reserve > 0 else { return activationLimit }
        return min(activationLimit, max(MachineMemory.own.available - reserve, 0))
    }

    /// Bytes of resident weights.
    package var byteCount: Int { state.withLock { $0.byteCount } }

    /// Runs `body`, which takes about `byteCount` bytes of activations: idle weights make room for them.
    package func withWorkingMemory<R>(_ byteCount: Int, _ body: () throws -> R) rethrows -> R {
        let victims = state.withLock { state in
            state.working += byteCount
            return evict(&state, needed: excess(state, 0, available: .max), for: nil, orNone: false)
        }
        for victim in victims { victim.drop() }
        defer { state.withLock { $0.working -= byteCount } }
        return try body()
    }

    // MARK: Rooms

    func addRoom() -> Int {
        state.withLock { state in
            let id = state.tick()
            state.rooms[id] = Room()
            return id
        }
    }

    func removeRoom(_ id: Int) {
        state.withLock { state in
            let room = state.rooms.removeValue(forKey: id)
            state.byteCount -= room?.byteCount ?? 0
        }
    }

    func byteCount(of room: Int) -> Int { state.withLock { $0.rooms[room]?.byteCount ?? 0 } }

    func beginUse(of room: Int) {
        state.withLock { state in
            let time = state.tick()
            state.rooms[room]?.lastUse = time
            state.rooms[room]?.users += 1
        }
    }

    func endUse(of room: Int) { state.withLock { $0.rooms[room]?.users -= 1 } }

    /// Drops all that a room keeps.
    func empty(_ room: Int) {
        let forms = state.withLock { state in take(&state, from: room, atLeast: .max) }
        for form in forms { form.drop() }
    }

    // MARK: Forms

    /// Takes `byteCount` bytes for a form that `room` will keep; nil if there is no room. Balanced by `release`.
    func admit(_ form: any DroppableForm, _ byteCount: Int, to room: Int) -> Int? {
        let available = reserve > 0 ? MachineMemory.own.available : .max
        var victims: [any DroppableForm] = []
        let ticket: Int? = state.withLock { state in
            let needed = excess(state, byteCount, available: available)
            if needed > 0 {
                victims = evict(&state, needed: needed, for: room, orNone: true)
                if victims.isEmpty { return nil }
            }
            let ticket = state.tick()
            state.byteCount += byteCount
            state.rooms[room]?.byteCount += byteCount
            state.rooms[room]?.forms[ticket] = Reference(form: form, byteCount: byteCount)
            return ticket
        }
        for victim in victims { victim.drop() }
        return ticket
    }

    /// Gives back what `admit` took, unless it was evicted or its room is gone.
    func release(_ ticket: Int, of room: Int) {
        state.withLock { state in
            guard let reference = state.rooms[room]?.forms.removeValue(forKey: ticket) else { return }
            state.byteCount -= reference.byteCount
            state.rooms[room]?.byteCount -= reference.byteCount
        }
    }

    /// By how much `more` bytes would be too many.
    private func excess(_ state: State, _ more: Int, available: Int) -> Int {
        let overLimit = limit == .max ? 0 : state.byteCount + state.working + more - limit
        let overReserve = available == .max ? 0 : more + reserve - available
        return max(overLimit, overReserve)
    }

    /// What idle rooms other than `room` keep, the longest idle first, until `needed` bytes are free. If all of it is
    /// too little: nothing if `orNone`, else all.
    private func evict(_ state: inout State, needed: Int, for room: Int?, orNone: Bool) -> [any DroppableForm] {
        guard needed > 0 else { return [] }
        let idle = state.rooms.filter { $0.key != room && $0.value.users == 0 && $0.value.byteCount > 0 }
            .sorted { $0.value.lastUse < $1.value.lastUse }
        if orNone && idle.reduce(0, { $0 + $1.value.byteCount }) < needed { return [] }
        var victims: [any DroppableForm] = []
        let target = state.byteCount - needed
        for (id, _) in idle where state.byteCount > target {
            victims += take(&state, from: id, atLeast: state.byteCount - target)
        }
        return victims
    }

    /// Takes forms out of a room, the latest first, since the next user begins with the earliest.
    private func take(_ state: inout State, from room: Int, atLeast byteCount: Int) -> [any DroppableForm] {
        var taken: [any DroppableForm] = []
        var freed = 0
        for ticket in (state.rooms[room]?.forms ?? [:]).keys.sorted(by: >) where freed < byteCount {
            guard let reference = state.rooms[room]?.forms.removeValue(forKey: ticket) else { continue }
            freed += reference.byteCount
            if let form = reference.form { taken.append(form) }
        }
        state.byteCount -= freed
        state.rooms[room]?.byteCount -= freed
        return taken
    }
}

/// Something kept that can be made again.
protocol DroppableForm: AnyObject, Sendable {
    var isKept: Bool { get }
    func drop()
}
