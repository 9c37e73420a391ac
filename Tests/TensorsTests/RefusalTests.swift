import Glibc
import System
import Testing

@testable import Tensors

@Suite struct RefusalTests {
    private static func refusing(_ number: Int?, _ body: () throws -> Void) -> (count: Int, error: (any Error)?) {
        var thrown: (any Error)?
        let count = RefusedRequest.counting(refusing: number) {
            do { try Refusal.noticing(body) } catch { thrown = error }
        }
        return (count, thrown)
    }

    /// Whatever request is refused, the work ends with an error and nothing is written where it must not be.
    @Test func arithmeticGoesOnAndIsNoticed() throws {
        let a = Tensor((0..<50_000).map { Float($0) }, shape: [50_000])
        func work() throws {
            var sum = (a + a * 2).adding(a, times: 0.5) - a.map { -$0 }
            sum.withMutableFloats { $0[0] = 1 }
            let both = Tensor.concatenated([sum, a, Tensor(zeros: [7]), Tensor(repeating: 3, [2])])
            #expect(both.count == 100_009)
        }
        let (count, error) = Self.refusing(nil, work)
        #expect(count >= 8 && error == nil)
        for number in 0..<count {
            let (_, error) = Self.refusing(number, work)
            #expect(error is OutOfMemoryError, "request \(number)")
        }
        #expect(a.floats[49_999] == 49_999 && a.floats[0] == 0)
    }

    @Test func dictionariesAreRefused() throws {
        for count in [0, 1, 700, 768, 769, 100_000] {
            let members = try [String: Int](allocatingRoomFor: count)
            #expect(members.isEmpty && members.capacity >= count)
        }
        let (_, error) = Self.refusing(0) { _ = try [String: Int](allocatingRoomFor: 1000) }
        #expect(error is OutOfMemoryError)
        #expect(throws: OutOfMemoryError.self) { try [String: Int](allocatingRoomFor: .max) }
    }

    @Test func aCancellationStaysOne() {
        let (_, error) = Self.refusing(0) {
            _ = Tensor(zeros: [4])
            throw CancellationError()
        }
        #expect(error is CancellationError)
    }

    @Test func anErrorOfWhatCameOfItIsTheRefusals() {
        struct Consequence: Error {}
        let (_, error) = Self.refusing(0) {
            _ = Tensor(zeros: [4])
            throw Consequence()
        }
        #expect(error is OutOfMemoryError)
    }

    /// Far more than there is: addresses alone.
    @Test func whatIsLargeIsNobodysMemory() {
        let before = ProcessMemory().resident
        let (_, error) = Self.refusing(0) {
            var x = Tensor(uninitialized: [3 << 28])
            x.withMutableFloats { floats in
                for i in stride(from: 0, to: floats.count, by: 1 << 18) { floats[i] = 1 }
            }
            #expect(x.count == 3 << 28)
        }
        #expect(error is OutOfMemoryError)
        #expect(ProcessMemory().resident - before < 64 << 20)
    }

    @Test func longWorkLooksAtIt() throws {
        let pool = ThreadPool(threads: 1)
        let compute = Compute(pool: pool)
        let (_, error) = Self.refusing(0) {
            let x = Tensor(zeros: [2, 8])
            _ = try compute.add(x, x)
            Issue.record("it went on")
        }
        #expect(error is OutOfMemoryError)
    }

    @Test func arraysOfAnySizeAreRefused() throws {
        for bytes in [1 << 40, 1 << 50, Int.max / 8] {
            #expect(throws: OutOfMemoryError.self) { try [Double](allocating: bytes, repeating: 0) }
            #expect(throws: OutOfMemoryError.self) { try [Double](allocatingRoomFor: bytes) }
        }
        for size in [0, 1, 100, 5000, 1_000_000] {
            #expect(try [Int](allocating: size, repeating: 7) == Array(repeating: 7, count: size))
            let halves = try [Int](allocating: size) { buffer, count in
                for i in 0..<size / 2 { buffer[i] = i }
                count = size / 2
            }
            #expect(halves == Array(0..<size / 2))
            #expect(try Tensor(zeros: [size]).copiedFloats().count == size)
        }
        let (count, error) = Self.refusing(0) { _ = try [Float](allocating: 9, repeating: 0) }
        #expect(count == 1 && error is OutOfMemoryError)
    }

    /// What C libraries are refused is an error of the work, whatever they make of it.
    @Test func whatIsCountedIsNoticed() throws {
        let (_, error) = Self.refusing(nil) { MemoryReserve.noteRefusal() }
        #expect(error is OutOfMemoryError)
        let (_, none) = Self.refusing(nil) {}
        #expect(none == nil)
    }
}
