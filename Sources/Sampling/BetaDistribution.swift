internal import Glibc

/// The beta distribution's cumulative distribution function and its inverse.
struct BetaDistribution {
    let a: Double
    let b: Double
    private let logBeta: Double

    init(_ a: Double, _ b: Double) {
        self.a = a
        self.b = b
        var sign: Int32 = 0
        logBeta = lgamma_r(a, &sign) + lgamma_r(b, &sign) - lgamma_r(a + b, &sign)
    }

    /// The regularised incomplete beta function I_x(a, b).
    func cumulative(_ x: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        // The fraction converges fast below the mean; above it the mirrored function is taken.
        if x > (a + 1) / (a + b + 2) { return 1 - BetaDistribution(b, a).tail(1 - x) }
        return tail(x)
    }

    private func tail(_ x: Double) -> Double {
        exp(a * log(x) + b * log1p(-x) - logBeta) / a * continuedFraction(x)
    }

    /// DLMF 8.17.22, by the modified method of Lentz.
    private func continuedFraction(_ x: Double) -> Double {
        let tiny = 1e-300
        func nonZero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / nonZero(1 - (a + b) * x / (a + 1))
        var result = d
        for m in 1...500 {
            let m = Double(m)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonZero(1 + even * d)
            c = nonZero(1 + even / c)
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonZero(1 + odd * d)
            c = nonZero(1 + odd / c)
            let factor = d * c
            result *= factor
            if abs(factor - 1) < 1e-16 { break }
        }
        return result
    }

    /// x with `cumulative(x)` = p, by Newton's method kept inside a shrinking bracket.
    func quantile(_ p: Double) -> Double {
        if p <= 0 { return 0 }
        if p >= 1 { return 1 }
        var low = 0.0
        var high = 1.0
        var x = a / (a + b)
        for _ in 0..<200 {
            let error = cumulative(x) - p
            if error > 0 { high = x } else { low = x }
            let density = exp((a - 1) * log(x) + (b - 1) * log1p(-x) - logBeta)
            var next = x - error / density
            if !(next > low && next < high) { next = (low + high) / 2 }
            if abs(next - x) <= 1e-16 * x || next == low && next == high { return next }
            x = next
        }
        return x
    }
}
