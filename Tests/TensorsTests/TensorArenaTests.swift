import Glibc
import Testing

@testable import Tensors

/// The memory that activations share.
@Suite struct TensorArenaTests {
    static let mebibyte = 1 << 20

    /// An arena and the blocks that are out; what is not given back is unmapped at the end.
    final class Heap {
        var arena: TensorArena
        var blocks: [Int: (pointer: UnsafeMutableRawPointer, size: Int)] = [:]

        /// - Parameter number: 1 and more, another one for each heap that lives at the same time. Number 0 would be where
        ///   the arena of all tensors is.
        init(_ number: UInt) { arena = TensorArena(distance: (number + 1) * TensorArena.room) }

        func take(_ name: Int, _ size: Int) throws -> UInt {
            let found = arena.take(size)
            if found == nil {
                let (growth, before) = (arena.growth(for: size), arena.mappedByteCount)
                let hasGrown = arena.grow(for: size)
                try #require(hasGrown)
                #expect(arena.mappedByteCount >= before + growth)
            }
            let place = found ?? arena.take(size)
            let pointer = try #require(place)
            #expect(Int(bitPattern: pointer) % TensorArena.granule == 0)
            // every byte is there, and is nobody else's
            memset(pointer, Int32(name & 0xff), size)
            blocks[name] = (pointer, size)
            return UInt(bitPattern: pointer)
        }

        func giveBack(_ name: Int) {
            guard let block = blocks.removeValue(forKey: name) else { return }
            let bytes = block.pointer.assumingMemoryBound(to: UInt8.self)
            let value = UInt8(name & 0xff)
            #expect((0..<block.size).allSatisfy { bytes[$0] == value })
            arena.giveBack(block.pointer, block.size)
        }

        deinit {
            for name in Array(blocks.keys) { giveBack(name) }
            arena.trim()
        }
    }

    /// A step like that of a UNet: skips that live long, larger and smaller temporaries between them.
    func step(_ heap: Heap) throws -> [UInt] {
        var places: [UInt] = []
        let sizes = [16, 16, 8, 8, 4, 4].map { $0 * Self.mebibyte }
        for (level, size) in sizes.enumerated() {
            places.append(try heap.take(level, size))
            places.append(try heap.take(10, 3 * size))
            places.append(try heap.take(11, size / 2 + TensorArena.granule))
            heap.giveBack(10)
            places.append(try heap.take(12, size))
            heap.giveBack(11)
            heap.giveBack(12)
        }
        for level in sizes.indices.reversed() {
            places.append(try heap.take(10, 2 * sizes[level]))
            heap.giveBack(level)
            places.append(try heap.take(11, sizes[level]))
            heap.giveBack(10)
            heap.giveBack(11)
        }
        return places
    }

    @Test func laterStepsFindThePlacesOfTheFirst() throws {
        let heap = Heap(1)
        _ = try step(heap)
        let mapped = heap.arena.mappedByteCount
        #expect(mapped <= 90 * Self.mebibyte)
        let places = try step(heap)
        for _ in 0..<3 { #expect(try step(heap) == places) }
        #expect(heap.arena.mappedByteCount == mapped && heap.arena.freeByteCount == mapped)
    }

    /// What shrinks and grows, as pictures of other sizes do, needs no more than the largest.
    @Test func freedBlocksOfAllSizesAreOne() throws {
        let heap = Heap(2)
        for _ in 0..<3 {
            for index in 0..<20 { _ = try heap.take(index, (index + 1) * 3 * TensorArena.granule) }
            for index in (0..<20).reversed() { heap.giveBack(index) }
            _ = try heap.take(50, 20 * Self.mebibyte)
            heap.giveBack(50)
        }
        // 40 MiB live at the same time, in whole huge pages
        #expect(heap.arena.mappedByteCount <= 46 * Self.mebibyte)
    }

    /// What survives a trim keeps its bytes, and does not push the arena through the address space.
    @Test func survivorsOfTrims() throws {
        let heap = Heap(3)
        var addresses: [UInt] = []
        for prompt in 0..<60 {
            _ = try heap.take(-1, 4 * Self.mebibyte)
            addresses.append(try heap.take(prompt, Self.mebibyte))
            heap.giveBack(-1)
            heap.giveBack(prompt - 1)
            heap.arena.trim()
            #expect(heap.arena.mappedByteCount == Self.mebibyte && heap.arena.freeByteCount == 0)
        }
        #expect(addresses.max()! - addresses.min()! < 32 * UInt(Self.mebibyte))
    }

    @Test func hugeSizesAreRefused() {
        #expect(throws: OutOfMemoryError.self) { _ = try TensorMemory.allocate(.max) }
        #expect(throws: OutOfMemoryError.self) { _ = try TensorMemory.allocate(1 << 45) }
        let usage = TensorMemory.usage
        #expect(usage.mapped >= usage.live && usage.peakMapped >= usage.peakLive)
    }
}

@Suite struct AddressRangesTests {
    /// Against a set of single addresses.
    @Test func agreesWithASet() {
        var generator = TestGenerator(state: 7)
        var ranges = AddressRanges()
        var members = Set<UInt>()
        for _ in 0..<3000 {
            let start = UInt.random(in: 0..<60, using: &generator)
            let range = start..<start + UInt.random(in: 0..<8, using: &generator)
            if range.allSatisfy({ !members.contains($0) }) {
                ranges.insert(range)
                members.formUnion(range)
            } else if range.allSatisfy(members.contains) {
                ranges.remove(range)
                members.subtract(range)
            }
            #expect(ranges.byteCount == members.count)
            #expect(ranges.ranges.flatMap { Array($0) } == members.sorted())
            #expect(zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
            let before = (1...60).first { $0 > start || !members.contains(start - UInt($0)) }! - 1
            #expect(ranges.count(before: start) == (members.contains(start) ? 0 : before))
        }
    }

    @Test func bestFit() {
        var ranges = AddressRanges()
        for range in [0..<5, 10..<13, 20..<23, 30..<100] as [Range<UInt>] { ranges.insert(range) }
        #expect(ranges.bestFit(3) == 10..<13)
        #expect(ranges.bestFit(4) == 0..<5)
        #expect(ranges.bestFit(6) == 30..<100)
        #expect(ranges.bestFit(71) == nil)
    }
}
