internal import Formats
internal import System
internal import Tensors

extension Operation {
    /// Makes inputs and weights; what comes back runs the operation once.
    func prepared(_ compute: Compute) throws -> () throws -> Void {
        switch self {
        case .convolution(
            let batch, let height, let width, let inputs, let outputs, let kernel, let stride, let upsampled):
            let x = Tensor.random([batch, height, width, inputs])
            let w = try ConvWeight(
                weight: .random([outputs, inputs, kernel, kernel], scale: 0.1), bias: .random([outputs]))
            return {
                _ = try compute.conv2d(x, w, stride: stride, padding: .same(kernel / 2), upsampled: upsampled)
            }
        case .linear(let m, let k, let n):
            let x = Tensor.random([m, k])
            let w = try LinearWeight(weight: .random([n, k], scale: 0.1), bias: .random([n]))
            return { _ = try compute.linear(x, w) }
        case .gatedLinear(let m, let k, let n):
            let x = Tensor.random([m, k])
            let w = try LinearWeight(weight: .random([2 * n, k], scale: 0.1), bias: .random([2 * n]))
            return { _ = try compute.gatedLinear(x, w) }
        case .attention(let batch, let queries, let keys, let heads, let headWidth, let causal):
            let q = Tensor.random([batch, queries, heads * headWidth])
            let k = Tensor.random([batch, keys, heads * headWidth])
            return { _ = try compute.attention(q: q, k: k, v: k, heads: heads, causal: causal) }
        case .groupNorm(let batch, let height, let width, let channels, let silu):
            let x = Tensor.random([batch, height, width, channels])
            let w = try NormWeight(weight: .random([channels]), bias: .random([channels]))
            return { _ = try compute.groupNorm(x, w, groups: 32, eps: 1e-5, activation: silu ? .silu : .none) }
        case .layerNorm(let rows, let channels):
            let x = Tensor.random([rows, channels])
            let w = try NormWeight(weight: .random([channels]), bias: .random([channels]))
            return { _ = try compute.layerNorm(x, w) }
        }
    }

    /// What torch_peer.py makes ready for the same.
    var peerRequest: JSONObject {
        func request(_ operation: String, _ numbers: KeyValuePairs<String, Int>) -> JSONObject {
            var object: JSONObject = ["op": .string(operation)]
            for (name, value) in numbers { object[name] = .int(Int128(value)) }
            return object
        }
        switch self {
        case .convolution(
            let batch, let height, let width, let inputs, let outputs, let kernel, let stride, let upsampled):
            let scale = upsampled ? 2 : 1
            return request(
                "conv2d",
                [
                    "batch": batch, "height": height * scale, "width": width * scale, "inputs": inputs,
                    "outputs": outputs, "kernel": kernel, "stride": stride,
                ])
        case .linear(let m, let k, let n): return request("linear", ["m": m, "k": k, "n": n])
        case .gatedLinear(let m, let k, let n): return request("gated_linear", ["m": m, "k": k, "n": n])
        case .attention(let batch, let queries, let keys, let heads, let headWidth, let causal):
            var object = request(
                "attention",
                ["batch": batch, "queries": queries, "keys": keys, "heads": heads, "width": headWidth])
            object["causal"] = .bool(causal)
            return object
        case .groupNorm(let batch, let height, let width, let channels, let silu):
            var object = request(
                "group_norm", ["batch": batch, "height": height, "width": width, "channels": channels])
            object["silu"] = .bool(silu)
            return object
        case .layerNorm(let rows, let channels): return request("layer_norm", ["rows": rows, "channels": channels])
        }
    }
}
