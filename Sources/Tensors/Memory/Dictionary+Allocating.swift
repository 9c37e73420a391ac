extension Dictionary {
    /// No members yet, but room for so many, for sizes that input decides: throws where memory is refused, which would end
    /// the process else. `count` must not be negative.
    package init(allocatingRoomFor count: Int) throws(OutOfMemoryError) {
        precondition(count >= 0)
        // a table with a power of two of places, of which three quarters are used, and a bit for each
        let (wanted, overflow) = count.multipliedReportingOverflow(by: 4)
        guard !overflow, wanted < 1 << 58 else { throw OutOfMemoryError(byteCount: .max) }
        var places = 2
        while 3 * places < wanted { places *= 2 }
        let member = MemoryLayout<Key>.stride + MemoryLayout<Value>.stride
        let (byteCount, isTooMuch) = places.multipliedReportingOverflow(by: member)
        guard !isTooMuch else { throw OutOfMemoryError(byteCount: .max) }
        self = try TensorMemory.withRuntimeMemory(byteCount + places / 8) { Dictionary(minimumCapacity: count) }
    }
}
