internal import Glibc

/// Functions of single floats, rounded from double: PyTorch's (MKL, SLEEF) are within one unit in the last place of
/// these and nearly always equal.
enum FloatMath {
    static func exp(_ x: Float) -> Float { Float(Glibc.exp(Double(x))) }
    static func log(_ x: Float) -> Float { Float(Glibc.log(Double(x))) }
    static func expm1(_ x: Float) -> Float { Float(Glibc.expm1(Double(x))) }
    static func tan(_ x: Float) -> Float { Float(Glibc.tan(Double(x))) }
    static func cos(_ x: Float) -> Float { Float(Glibc.cos(Double(x))) }
    static func acos(_ x: Float) -> Float { Float(Glibc.acos(Double(x))) }
    static func atan(_ x: Float) -> Float { Float(Glibc.atan(Double(x))) }
    static func pow(_ x: Float, _ y: Double) -> Float { Float(Glibc.pow(Double(x), y)) }

    /// `torch.linspace(start, end, count)`: counted from both ends towards the middle, products and sums fused.
    static func linspace(_ start: Float, _ end: Float, count: Int) -> [Float] {
        if count == 1 { return [start] }
        let step = (end - start) / Float(count - 1)
        return (0..<count).map { i in
            i < count / 2 ? start.addingProduct(step, Float(i)) : end.addingProduct(-step, Float(count - i - 1))
        }
    }

    /// Python's `math.isclose`.
    static func isClose(_ a: Double, _ b: Double, relative: Double = 1e-9, absolute: Double = 0) -> Bool {
        a == b || abs(a - b) <= max(relative * max(abs(a), abs(b)), absolute)
    }
}
