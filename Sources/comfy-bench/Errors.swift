/// The command line is wrong.
struct UsageError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

/// A measurement cannot be made.
struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
