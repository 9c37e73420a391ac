import Formats
import System
import Testing

@testable import Engine

@Suite struct HistoryTests {
    private func filled(_ count: Int) -> History {
        let history = History()
        for index in 0..<count { history.put("p\(index)", .int(Int128(index))) }
        return history
    }

    @Test(
        arguments: [
            (nil, 0, ["p0", "p1", "p2", "p3", "p4"]), (2, 0, ["p0", "p1"]), (2, -1, ["p3", "p4"]),
            (2, 3, ["p3", "p4"]),
            (9, 4, ["p4"]), (9, -1, ["p0", "p1", "p2", "p3", "p4"]), (nil, -1, ["p0", "p1", "p2", "p3", "p4"]),
            (3, 9, []), (0, -1, []),
        ] as [(Int?, Int, [String])]) func pages(maxItems: Int?, offset: Int, expected: [String])
    {
        #expect(filled(5).entries(maxItems: maxItems, offset: offset).keys == expected)
    }

    @Test func limitKeepsTheLatest() {
        let history = filled(5)
        history.setLimit(2)
        #expect(history.entries().keys == ["p3", "p4"])
        history.put("p5", nil)
        #expect(history.entries().keys == ["p4", "p5"])
        history.setLimit(0)
        history.put("p6", nil)
        #expect(history.count == 0)
    }

    @Test func removing() {
        let history = filled(3)
        #expect(history.remove("p1") && !history.remove("p1"))
        #expect(history.entries().keys == ["p0", "p2"] && history["p2"] == 2 && history["p1"] == nil)
        for round in 0..<10_000 {
            history.put("x", .int(Int128(round)))
            #expect(history.remove("x"))
        }
        history.setLimit(1)
        #expect(history.entries().keys == ["p2"])
        history.removeAll()
        #expect(history.count == 0)
    }

    @Test func holdsTenThousand() {
        let history = filled(10_100)
        #expect(history.count == History.maximumCount && history["p99"] == nil && history["p100"] == 100)
    }
}
