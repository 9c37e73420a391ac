internal import System

extension Array {
    /// `count` equal elements, for sizes that input decides: throws where memory is refused, which would end the process
    /// else. `count` must not be negative.
    package init(allocating count: Int, repeating value: Element) throws(OutOfMemoryError) {
        self = try Self.taking(count) { Array(repeating: value, count: count) }
    }

    /// No elements yet, but room for so many, for sizes that input decides. `count` must not be negative.
    package init(allocatingRoomFor count: Int) throws(OutOfMemoryError) {
        self = try Self.taking(count) {
            var array: [Element] = []
            array.reserveCapacity(count)
            return array
        }
    }

    /// Up to `count` elements that `body` initialises, and tells how many, for sizes that input decides. `count` must not
    /// be negative.
    package init(
        allocating count: Int, initializingWith body: (inout UnsafeMutableBufferPointer<Element>, inout Int) -> Void
    ) throws(OutOfMemoryError) {
        self = try Self.taking(count) { Array(unsafeUninitializedCapacity: count, initializingWith: body) }
    }

    private static func taking(_ count: Int, _ make: () -> [Element]) throws(OutOfMemoryError) -> [Element] {
        precondition(count >= 0)
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflow else { throw OutOfMemoryError(byteCount: .max) }
        return try TensorMemory.withRuntimeMemory(byteCount, make)
    }
}
