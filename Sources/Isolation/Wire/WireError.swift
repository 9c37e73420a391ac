internal import Tensors

/// What came over the socket is not what this version sends.
struct WireError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }

    /// Bytes that `fill` writes; throws if there is no memory for them.
    static func bytes(
        _ count: Int, _ fill: (inout UnsafeMutableBufferPointer<UInt8>, inout Int) -> Void
    ) throws(WireError) -> [UInt8] {
        do {
            return try [UInt8](allocating: count, initializingWith: fill)
        } catch {
            throw WireError(error.description)
        }
    }
}
