package import Tensors

/// Heun's method with the slopes at up to three levels, weighted by those levels. Three model calls a step, two in the
/// last but one, one in the last.
package struct HeunPlusPlus: SamplerAlgorithm {
    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        let last = run.sigmas[run.sigmas.count - 1]
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let d = run.derivative(x, sigma, try run.predict(x, step: i))
            let euler = x.adding(d, times: next - sigma)
            guard next != last else {
                x = euler
                continue
            }
            let d2 = run.derivative(euler, next, try run.predict(euler, next))
            let slope: Tensor
            let afterNext = run.sigmas[i + 2]
            if afterNext == last {
                let second = next / (2 * run.sigmas[0])
                slope = Tensor.combination([(1 - second, d), (second, d2)])
            } else {
                let x3 = euler.adding(d2, times: afterNext - next)
                let d3 = run.derivative(x3, afterNext, try run.predict(x3, afterNext))
                let second = next / (3 * run.sigmas[0])
                let third = afterNext / (3 * run.sigmas[0])
                slope = Tensor.combination([(1 - second - third, d), (second, d2), (third, d3)])
            }
            x = x.adding(slope, times: next - sigma)
        }
        return x
    }
}
