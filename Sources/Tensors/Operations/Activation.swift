internal import CKernels

/// What is applied to each element of a result.
package enum Activation: Sendable {
    case none
    /// x * sigmoid(x)
    case silu
    /// x * (1 + erf(x / sqrt 2)) / 2, the exact form
    case gelu
    /// x * sigmoid(1.702 x), CLIP's
    case quickGelu
    /// x * (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    case tanhGelu
    /// max(x, 0)
    case relu
    /// x above 0, 0.2 x below: ESRGAN's
    case leakyRelu

    var kernel: Int32 {
        switch self {
        case .none: Int32(CK_NONE.rawValue)
        case .silu: Int32(CK_SILU.rawValue)
        case .gelu: Int32(CK_GELU.rawValue)
        case .quickGelu: Int32(CK_QUICK_GELU.rawValue)
        case .tanhGelu: Int32(CK_TANH_GELU.rawValue)
        case .relu: Int32(CK_RELU.rawValue)
        case .leakyRelu: Int32(CK_LEAKY_RELU.rawValue)
        }
    }
}
