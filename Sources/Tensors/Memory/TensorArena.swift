internal import Glibc

/// The memory that activations of all sizes share.
///
/// A network asks for the same sizes in the same order at each step, and lets go of them in the same order too. So the
/// first step settles where everything lies, and the later ones get the same places without a call to the system: the
/// pages are there, and the arena is hardly larger than what lives at the same time.
///
/// It is one range of addresses that grows at its end where the system allows it, else several.
struct TensorArena {
    /// Blocks are multiples of it, and begin at multiples of it.
    static let granule = 0x10000
    private static let hugePage: UInt = 2 << 20
    /// The room that an arena has to grow.
    static let room: UInt = 1 << 36

    /// How far the arena begins from where the system puts maps of its own choice: arenas of one process that keep
    /// distances `room` apart do not get into each other's way.
    private let distance: UInt
    /// Where the arena begins: what is given back in front of others is asked for first.
    private var base: UInt?
    /// What the system gave.
    private var mapped = AddressRanges()
    /// The part of it that nobody has.
    private var free = AddressRanges()

    init(distance: UInt = Self.room) { self.distance = distance }

    var mappedByteCount: Int { mapped.byteCount }
    var freeByteCount: Int { free.byteCount }

    /// A block of what is there; nil if none is large enough. The smallest hole that fits is taken: large ones stay for
    /// large blocks.
    mutating func take(_ size: Int) -> UnsafeMutableRawPointer? {
        guard let hole = free.bestFit(size) else { return nil }
        free.remove(hole.lowerBound..<hole.lowerBound + UInt(size))
        return UnsafeMutableRawPointer(bitPattern: hole.lowerBound)
    }

    mutating func giveBack(_ pointer: UnsafeMutableRawPointer, _ size: Int) {
        let start = UInt(bitPattern: pointer)
        free.insert(start..<start + UInt(size))
    }

    /// Bytes that have to be mapped for a block that `take` does not find.
    func growth(for size: Int) -> Int { place(for: size)?.count ?? size }

    /// Maps what a block that `take` does not find lacks; false if the system refuses.
    mutating func grow(for size: Int) -> Bool {
        if let place = place(for: size), let range = Self.map(at: place) {
            add(range)
            return true
        }
        let count = (UInt(size) + Self.hugePage - 1) & ~(Self.hugePage - 1)
        guard let range = mapAnywhere(Int(count)) else { return false }
        base = min(base ?? range.lowerBound, range.lowerBound)
        add(range)
        return true
    }

    /// Gives back to the system what nobody has.
    mutating func trim() {
        for range in free.ranges {
            munmap(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count)
            mapped.remove(range)
        }
        free = AddressRanges()
    }

    private mutating func add(_ range: Range<UInt>) {
        // whole huge pages: few faults, and few entries for the processor to look up
        madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_HUGEPAGE)
        mapped.insert(range)
        free.insert(range)
    }

    /// Addresses that nobody has mapped and which, with what is free right before them, make a block; the lowest there
    /// are.
    private func place(for size: Int) -> Range<UInt>? {
        guard var start = base else { return nil }
        for next in mapped.ranges + [.max ..< .max] {
            let end = start + UInt(size - free.count(before: start))
            let limit = next.lowerBound
            if end <= limit { return start..<min((end + Self.hugePage - 1) & ~(Self.hugePage - 1), limit) }
            start = next.upperBound
        }
        return nil
    }

    /// A new range, with room to grow.
    private func mapAnywhere(_ count: Int) -> Range<UInt>? {
        // more than is wanted, for the alignment; the ends go back
        let hugePage = Self.hugePage, padded = count + Int(hugePage)
        guard let probe = Self.mapped(0..<UInt(padded)) else { return nil }
        munmap(UnsafeMutableRawPointer(bitPattern: probe.lowerBound), probe.count)
        let wished = probe.lowerBound > distance ? probe.lowerBound - distance : 0
        guard let raw = Self.mapped(wished..<wished + UInt(padded)) else { return nil }
        let start = (raw.lowerBound + hugePage - 1) & ~(hugePage - 1)
        let range = start..<start + UInt(count)
        for rest in [raw.lowerBound..<range.lowerBound, range.upperBound..<raw.upperBound] where !rest.isEmpty {
            munmap(UnsafeMutableRawPointer(bitPattern: rest.lowerBound), rest.count)
        }
        return range
    }

    /// Fresh memory exactly there.
    private static func map(at place: Range<UInt>) -> Range<UInt>? {
        guard let range = mapped(place) else { return nil }
        if range == place { return range }
        munmap(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count)
        return nil
    }

    /// Fresh memory there, or, if something lies there, elsewhere: without MAP_FIXED an address is a wish.
    private static func mapped(_ place: Range<UInt>) -> Range<UInt>? {
        let wish = UnsafeMutableRawPointer(bitPattern: place.lowerBound)
        let raw = mmap(wish, place.count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let raw, raw != MAP_FAILED else { return nil }
        return UInt(bitPattern: raw)..<UInt(bitPattern: raw) + UInt(place.count)
    }
}
