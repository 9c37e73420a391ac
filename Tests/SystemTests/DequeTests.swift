import Testing

@testable import System

@Suite struct DequeTests {
    @Test func firstInFirstOut() {
        var deque = Deque<Int>()
        #expect(deque.isEmpty && deque.first == nil && deque.popFirst() == nil)
        var next = 0
        for round in 1...100 {
            for _ in 0..<3 { deque.append(deque.count + next) }
            for _ in 0..<2 {
                #expect(deque.first == next && deque.popFirst() == next)
                next += 1
            }
            #expect(deque.count == round)
        }
    }
}
