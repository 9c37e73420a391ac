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

    var kernel: Int32 {
        switch self {
        case .none: Int32(CK_NONE.rawValue)
        case .silu: Int32(CK_SILU.rawValue)
        case .gelu: Int32(CK_GELU.rawValue)
        case .quickGelu: Int32(CK_QUICK_GELU.rawValue)
        }
    }
}
