/// The type of a tensor's elements.
public enum DType: String, Sendable, CaseIterable {
    case f64, f32, f16, bf16
    case f8e4m3, f8e5m2
    case i64, i32, i16, i8
    case u64, u32, u16, u8
    case bool

    /// Bytes of one element.
    package var size: Int {
        switch self {
        case .f64, .i64, .u64: 8
        case .f32, .i32, .u32: 4
        case .f16, .bf16, .i16, .u16: 2
        case .f8e4m3, .f8e5m2, .i8, .u8, .bool: 1
        }
    }
}
