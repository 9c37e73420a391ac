/// A command line that makes no sense.
package struct UsageError: Error {
    package let message: String
    package init(_ message: String) { self.message = message }
}
