/// The Box-Muller transform on groups of 16 floats, to the bit as PyTorch's AVX2 code evaluates it.
///
/// Logarithm, sine and cosine are those of Cephes (Moshier) in single precision; products that feed a sum are fused
/// where the compiler that built PyTorch fused them.
enum BoxMuller {
    /// values[start..<start+8] and the eight after them: two rows of uniform numbers in, of normal numbers out.
    static func transform(_ values: UnsafeMutableBufferPointer<Float>, at start: Int) {
        for i in start..<(start + 8) {
            let radius = (-2 * log(1 - values[i])).squareRoot()
            let (sine, cosine) = sineAndCosine(Float(2 * Double.pi) * values[i + 8])
            values[i] = radius * cosine
            values[i + 8] = radius * sine
        }
    }

    /// x: 2^-24 ... 1
    private static func log(_ x: Float) -> Float {
        var exponent = Float(Int32(x.bitPattern >> 23) - 126)
        var x = Float(bitPattern: x.bitPattern & 0x007F_FFFF | 0x3F00_0000)
        if x < 0.707106781186547524 {
            exponent -= 1
            x = (x - 1) + x
        } else {
            x -= 1
        }
        let z = x * x
        var y: Float = 7.0376836292e-2
        y = fused(y, x, -1.1514610310e-1)
        y = fused(y, x, 1.1676998740e-1)
        y = fused(y, x, -1.2420140846e-1)
        y = fused(y, x, 1.4249322787e-1)
        y = fused(y, x, -1.6668057665e-1)
        y = fused(y, x, 2.0000714765e-1)
        y = fused(y, x, -2.4999993993e-1)
        y = fused(y, x, 3.3333331174e-1)
        y = fused(y * x, z, exponent * -2.12194440e-4)
        y = fused(-z, 0.5, y)
        return fused(exponent, 0.693359375, x + y)
    }

    /// x: 0 ... 2 pi
    private static func sineAndCosine(_ angle: Float) -> (sine: Float, cosine: Float) {
        let octant = (Int32(angle * 1.27323954473516) + 1) & ~1
        let multiple = Float(octant)
        // The angle less a multiple of pi / 2, which is subtracted in three parts.
        var x = fused(multiple, -0.78515625, angle)
        x = fused(multiple, -2.4187564849853515625e-4, x)
        x = fused(multiple, -3.77489497744594108e-8, x)
        let z = x * x

        var even: Float = 2.443315711809948e-5
        even = fused(even, z, -1.388731625493765e-3)
        even = fused(even, z, 4.166664568298827e-2)
        even = fused(even * z, z, -(z * 0.5)) + 1

        var odd: Float = -1.9515295891e-4
        odd = fused(odd, z, 8.3321608736e-3)
        odd = fused(odd, z, -1.6666654611e-1)
        odd = fused(odd * z, x, x)

        let swapped = octant & 2 != 0
        let sine = swapped ? even : odd
        let cosine = swapped ? odd : even
        return (octant & 4 != 0 ? -sine : sine, (octant - 2) & 4 != 0 ? cosine : -cosine)
    }

    /// a * b + c, rounded once.
    @inline(__always)
    private static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float { c.addingProduct(a, b) }
}
