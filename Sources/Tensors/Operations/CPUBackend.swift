/// Runs every operation with the kernels of `CKernels`.
package struct CPUBackend: Backend {
    package init() {}

    package func supports(_ operation: Operation) -> Bool { true }

    package func run(_ operation: Operation, _ compute: Compute) throws -> Tensor {
        let cpu = CPU(compute)
        return switch operation {
        case .linear(let x, let w, let activation, let residual, let factor):
            try cpu.linear(x, w, activation: activation, residual: residual, factor: factor)
        case .gatedLinear(let x, let w): try cpu.gatedLinear(x, w)
        case .conv2d(let x, let w, let options): try cpu.conv2d(x, w, options)
        case .attention(let q, let k, let v, let options): try cpu.attention(q: q, k: k, v: v, options)
        case .groupNorm(let x, let w, let groups, let eps, let activation):
            try cpu.groupNorm(x, w, groups: groups, eps: eps, activation: activation)
        case .layerNorm(let x, let w, let eps): try cpu.layerNorm(x, w, eps: eps)
        case .rmsNorm(let x, let w, let eps): try cpu.rmsNorm(x, w, eps: eps)
        case .modulatedNorm(let x, let norm, let scale, let shift, let eps):
            try cpu.modulatedNorm(x, norm, scale: scale, shift: shift, eps: eps)
        case .gatedSum(let x, let gate, let residual): try cpu.gatedSum(x, gate: gate, residual: residual)
        case .product(let a, let b, let activation): try cpu.product(a, b, activation: activation)
        case .gatedHalves(let x, let activation, let start, let beside):
            try cpu.gatedHalves(x, activation, from: start, beside: beside)
        case .heads(let parts, let turns, let heads, let rotation):
            try cpu.heads(parts, turns: turns, heads: heads, rotation)
        case .channels(let x, let range, let activation, let beside):
            try cpu.channels(x, range, activation, beside: beside)
        case .softmax(let x): try cpu.softmax(x)
        case .activate(let x, let activation): try cpu.activate(x, activation)
        case .add(let a, let b): try cpu.add(a, b)
        case .lookUp(let ids, let table): try cpu.lookUp(ids, in: table)
        case .upsampleNearest2x(let x): try cpu.upsampleNearest2x(x)
        case .concatChannels(let a, let b): try cpu.concatChannels(a, b)
        case .nhwc(let x): try cpu.nhwc(x)
        case .nchw(let x): try cpu.nchw(x)
        }
    }
}
