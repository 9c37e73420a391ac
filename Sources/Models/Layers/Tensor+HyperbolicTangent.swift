internal import Glibc
internal import Tensors

extension Tensor {
    /// tanh of each element, for small tensors.
    var hyperbolicTangent: Tensor { map { tanhf($0) } }
}
