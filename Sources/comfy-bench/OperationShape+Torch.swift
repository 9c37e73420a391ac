internal import Formats
internal import SyntheticModels
internal import System

extension OperationShape {
    /// What CBench/peers/torch_peer.py makes ready for the same; nil for what it does not have.
    var torchRequest: JSONObject? {
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
        case .attention(let batch, let queries, let keys, let heads, let headWidth, let causal, let keyHeads):
            guard keyHeads == nil else { return nil }
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
        default: return nil
        }
    }
}
