package import Tensors

/// Adams-Bashforth on uneven steps, of fourth order at most if not told otherwise, one model call a step.
package struct LinearMultistep: SamplerAlgorithm {
    /// 1 or more.
    let maximumOrder: Int

    package init(maximumOrder: Int = 4) { self.maximumOrder = maximumOrder }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        /// The latest slope first.
        var slopes: [Tensor] = []
        for i in run.steps {
            let denoised = try run.predict(x, step: i)
            slopes.insert(run.derivative(x, run.sigmas[i], denoised), at: 0)
            if slopes.count > maximumOrder { slopes.removeLast() }
            if run.sigmas[i + 1] == 0 {
                x = denoised
            } else {
                let order = min(i + 1, maximumOrder)
                let terms = (0..<order).map { j in
                    (
                        weight: Float(Self.coefficient(order: order, sigmas: run.sigmas, step: i, term: j)),
                        tensor: slopes[j]
                    )
                }
                x = x + Tensor.combination(terms)
            }
        }
        return x
    }

    /// The integral over step i of the Lagrange polynomial that is 1 at sigma i - j and 0 at the order's other points.
    static func coefficient(order: Int, sigmas: [Float], step i: Int, term j: Int) -> Double {
        // The polynomial in tau - sigma[i], lowest power first: the points lie close together far from 0.
        let origin = Double(sigmas[i])
        let node = Double(sigmas[i - j]) - origin
        var polynomial = [1.0]
        for k in 0..<order where k != j {
            let root = Double(sigmas[i - k]) - origin
            var product = [Double](repeating: 0, count: polynomial.count + 1)
            for (power, factor) in polynomial.enumerated() {
                product[power + 1] += factor / (node - root)
                product[power] -= factor * root / (node - root)
            }
            polynomial = product
        }
        let end = Double(sigmas[i + 1]) - origin
        var integral = 0.0
        for (power, factor) in polynomial.enumerated().reversed() {
            integral = integral * end + factor / Double(power + 1)
        }
        return integral * end
    }
}
