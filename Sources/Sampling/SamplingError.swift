/// Why sampling cannot be done as asked.
package struct SamplingError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        case unknownSampler, unknownScheduler
        case badArgument
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
