internal import Formats
internal import SyntheticModels
internal import Tensors

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

/// One that has whole networks.
protocol NetworkPeer: Peer {
    /// As it calls itself.
    var title: String { get }
    /// Makes a network ready and runs it once, in a precision and in what else it may be faster in.
    ///
    /// - Parameter request: as CBench/peers/networks.py takes it.
    func prepare(_ request: JSONObject, _ precision: Options.Precision) throws
    /// The latest result in the precision asked for, its elements one behind the other.
    func result() throws -> [Float]
}

extension Bench {
    /// PyTorch or OpenVINO with diffusers' networks; nil unless one of them is to be compared with.
    func networkPeer() throws -> (any NetworkPeer)? {
        switch options.comparison {
        case .torch:
            try TorchPeer(
                threads: pool.threadCount, modules: ["torch", "diffusers", "transformers", "safetensors", "PIL"])
        case .openvino: try OpenVINOPeer(threads: pool.threadCount)
        case .openblas, nil: nil
        }
    }
}
