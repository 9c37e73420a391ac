package import Tensors

/// Small networks beside a UNet's attentions that change what keys and values are made of, one pair for each width of
/// theirs (AUTOMATIC1111/stable-diffusion-webui, modules/hypernetworks/hypernetwork.py).
package final class Hypernetwork: Sendable {
    /// Of keys and of values, by the width of what goes in.
    private let pairs: [Int: (keys: HypernetworkLayers, values: HypernetworkLayers)]
    package let byteCount: Int

    /// - Parameter source: names such as `320.0.linear.0.weight`, and beside them what the layers do.
    package init(_ source: any WeightSource) throws {
        let activation = try HypernetworkActivation(source)
        let hasNorms = Self.flag(source, "is_layer_norm")
        let activatesOutput = Self.flag(source, "activate_output")
        let widths = Set(source.names.compactMap { $0.split(separator: ".").first.flatMap { Int($0) } })
        guard !widths.isEmpty else {
            throw ModelError(.notDetected, "\(source.name): no hypernetwork")
        }
        var pairs: [Int: (keys: HypernetworkLayers, values: HypernetworkLayers)] = [:]
        for width in widths {
            func layers(_ index: Int) throws -> HypernetworkLayers {
                try HypernetworkLayers(
                    source, "\(width).\(index).", width: width, activation, hasNorms: hasNorms,
                    activatesOutput: activatesOutput)
            }
            pairs[width] = (try layers(0), try layers(1))
        }
        self.pairs = pairs
        byteCount = source.names.reduce(0) { $0 + (source.info($1)?.byteCount ?? 0) }
    }

    private static func flag(_ source: any WeightSource, _ key: String) -> Bool {
        ["true", "True", "1"].contains(source.metadata[key] ?? "")
    }

    /// What keys and values are made of, changed where there are layers of that width.
    package func apply(
        _ inputs: AttentionPatches.Inputs, strength: Float, _ compute: Compute
    ) throws -> AttentionPatches.Inputs {
        guard let pair = pairs[inputs.keys.shape[inputs.keys.rank - 1]] else { return inputs }
        var inputs = inputs
        inputs.keys = inputs.keys.adding(try pair.keys(inputs.keys, compute), times: strength)
        inputs.values = inputs.values.adding(try pair.values(inputs.values, compute), times: strength)
        return inputs
    }
}
