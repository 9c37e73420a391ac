/// What came over the socket is not what this version sends.
struct WireError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
