import Tensors
import TestSupport
import Testing

/// What is kept of expanded weights, and that it makes no difference to results.
@Suite struct WeightBudgetTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    /// Of f64, which kernels cannot read, as f32.
    static let packed = 64 * 128 * 4

    func weight(_ room: WeightRoom, seed: UInt64 = 1) throws -> LinearWeight {
        try LinearWeight(
            weight: StoredWeight(.random([64, 128], seed: seed).converted(to: .f64)).resident(in: room))
    }

    func use(_ weight: LinearWeight) throws -> [UInt32] {
        try Self.compute.linear(.random([3, 128], seed: 9), weight).bits
    }

    @Test func expandedAtTheFirstUseAndGoneWithTheWeight() throws {
        let budget = WeightBudget()
        let room = WeightRoom(budget)
        do {
            let weight = try weight(room)
            #expect(budget.byteCount == 0)
            let first = try use(weight)
            #expect(budget.byteCount == Self.packed && room.byteCount == Self.packed)
            #expect(try use(weight) == first)
            #expect(budget.byteCount == Self.packed)
            room.empty()
            #expect(budget.byteCount == 0)
            #expect(try use(weight) == first)
            #expect(budget.byteCount == Self.packed)
        }
        #expect(budget.byteCount == 0)
    }

    @Test func overTheLimitIsMadeForEachUse() throws {
        let expected = try use(weight(WeightRoom()))
        let budget = WeightBudget(limit: Self.packed * 3 / 2)
        let room = WeightRoom(budget)
        let weights = try [weight(room), weight(room, seed: 2)]
        defer { withExtendedLifetime(weights) {} }
        for _ in 0..<2 {
            #expect(try use(weights[0]) == expected)
            _ = try use(weights[1])
            // the second does not push out the first of the same room
            #expect(budget.byteCount == Self.packed)
        }
        let none = WeightBudget(limit: 0)
        let transient = try weight(WeightRoom(none))
        #expect(try use(transient) == expected)
        #expect(none.byteCount == 0)
    }

    @Test func theLongestIdleRoomGivesWay() throws {
        let budget = WeightBudget(limit: 2 * Self.packed)
        let rooms = (0..<3).map { _ in WeightRoom(budget) }
        let weights = try rooms.map { try weight($0) }
        defer { withExtendedLifetime(weights) {} }
        for index in [0, 1, 0, 2] { _ = try rooms[index].use { try use(weights[index]) } }
        #expect(rooms.map(\.byteCount) == [Self.packed, 0, Self.packed])
        // one in use stays, whatever others want
        _ = try rooms[0].use { try rooms[1].use { try use(weights[1]) } }
        #expect(rooms.map(\.byteCount) == [Self.packed, Self.packed, 0])
        _ = try rooms[0].use { try rooms[1].use { try rooms[2].use { try use(weights[2]) } } }
        #expect(rooms.map(\.byteCount) == [Self.packed, Self.packed, 0])
    }

    @Test func activationsTakeTheRoomOfIdleWeights() throws {
        let budget = WeightBudget(limit: 2 * Self.packed)
        let rooms = (0..<2).map { _ in WeightRoom(budget) }
        let weights = try rooms.map { try weight($0) }
        defer { withExtendedLifetime(weights) {} }
        for (room, weight) in zip(rooms, weights) { _ = try room.use { try use(weight) } }
        try rooms[0].use {
            try budget.withWorkingMemory(Self.packed / 2) {
                #expect(rooms.map(\.byteCount) == [Self.packed, 0])
                _ = try rooms[1].use { try use(weights[1]) }
                #expect(rooms.map(\.byteCount) == [Self.packed, 0])
            }
        }
        _ = try use(weights[1])
        #expect(budget.byteCount == 2 * Self.packed)
    }

    /// Nothing is kept where that would leave too little of the machine's memory.
    @Test func whatIsReservedStaysFree() throws {
        let budget = WeightBudget(reserve: 1 << 60)
        _ = try use(weight(WeightRoom(budget)))
        #expect(budget.byteCount == 0)
    }

    @Test func manyThreadsAgree() throws {
        let budget = WeightBudget(limit: 3 * Self.packed)
        let rooms = (0..<3).map { _ in WeightRoom(budget) }
        let weights = try (0..<9).map { try weight(rooms[$0 % 3], seed: UInt64($0)) }
        defer { withExtendedLifetime(weights) {} }
        let expected = try weights.map { try use($0) }
        let threads = (0..<4).map { thread in
            TestThread {
                for round in 0..<60 {
                    let index = (round * (thread + 1) + thread) % 9
                    let result = try? rooms[index % 3].use { try self.use(weights[index]) }
                    #expect(result == expected[index])
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(budget.byteCount <= budget.limit)
        #expect(rooms.reduce(0) { $0 + $1.byteCount } == budget.byteCount)
    }

    @Test func roundedOnTheWay() throws {
        let exact = Tensor.random([64, 128], seed: 3)
        let rounded = try LinearWeight(weight: StoredWeight(exact, roundedTo: .f16))
        #expect(try use(rounded) == use(LinearWeight(weight: exact.converted(to: .f16))))
        let rows = try Self.compute.lookUp([5, 0, 5], in: StoredWeight(exact, roundedTo: .f16))
        let halves = try exact.converted(to: .f16).converted(to: .f32)
        #expect(rows.bits == [5, 0, 5].flatMap { halves.slice($0..<$0 + 1).bits })
    }
}
