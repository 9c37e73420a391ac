internal import Glibc
internal import Tensors

/// What stands between a hypernetwork's layers; the names are its files'.
enum HypernetworkActivation: String {
    case linear, relu, leakyrelu, elu, tanh, sigmoid, softsign, mish
    /// Called swish, and ComfyUI takes the hard one.
    case swish

    init(_ source: any WeightSource) throws(ModelError) {
        let name = source.metadata["activation_func"] ?? "linear"
        guard let known = HypernetworkActivation(rawValue: name) else {
            throw ModelError(.unsupported, "\(source.name): a hypernetwork with the activation \(name)")
        }
        self = known
    }

    func callAsFunction(_ x: Float) -> Float {
        switch self {
        case .linear: x
        case .relu: max(x, 0)
        case .leakyrelu: x < 0 ? 0.01 * x : x
        case .elu: x < 0 ? expm1f(x) : x
        case .tanh: tanhf(x)
        case .sigmoid: 1 / (1 + expf(-x))
        case .softsign: x / (1 + abs(x))
        case .mish: x * tanhf(x > 20 ? x : log1pf(expf(x)))
        case .swish: x * min(max(x + 3, 0), 6) / 6
        }
    }
}
