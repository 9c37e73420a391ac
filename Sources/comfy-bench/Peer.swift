internal import SyntheticModels

/// Another library, measured in turn with us.
protocol Peer: AnyObject {
    /// As `--compare` names it.
    var name: String { get }
    var version: String { get }
    /// Makes an operation ready and runs it once; false if it has no such operation.
    func prepare(_ operation: OperationShape, _ precision: Options.Precision, repetitions: Int) throws -> Bool
    /// Seconds of one run of what is ready, by precision, a space and how it was done.
    func round() throws -> [String: Double]
}
