internal import Tensors

/// One of a hypernetwork's networks.
struct HypernetworkLayers: Sendable {
    private enum Layer: Sendable {
        case linear(LinearWeight)
        case norm(NormWeight)
        case activation(HypernetworkActivation)
    }

    private let layers: [Layer]

    /// - Parameters:
    ///   - prefix: of the layers' names, whose order in the file is theirs.
    ///   - width: of what goes in and comes out.
    init(
        _ source: any WeightSource, _ prefix: String, width: Int, _ activation: HypernetworkActivation, hasNorms: Bool,
        activatesOutput: Bool
    ) throws {
        let names = source.names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".weight") }
            .map { String($0.dropLast(".weight".count)) }
        func weight(_ name: String, _ shape: [Int?]) throws -> StoredWeight {
            let found = source.info(name)?.shape
            guard let found, found.count == shape.count, zip(found, shape).allSatisfy({ $0 > 0 && ($1 ?? $0) == $0 })
            else {
                throw ModelError(
                    .badShape, "\(source.name): \(name) has the shape \(found.map { "\($0)" } ?? "none")")
            }
            return try source.weight(name)
        }
        var (layers, current, index): ([Layer], Int, Int) = ([], width, 0)
        while index < names.count {
            let isLast = index == names.count - 1
            let linear = try LinearWeight(
                weight: weight("\(names[index]).weight", [nil, current]),
                bias: weight("\(names[index]).bias", [source.info("\(names[index]).weight")?.shape.first ?? 0]))
            layers.append(.linear(linear))
            current = linear.outputs
            if activation != .linear && (!isLast || activatesOutput) { layers.append(.activation(activation)) }
            if hasNorms && index + 1 < names.count {
                index += 1
                layers.append(
                    .norm(
                        try NormWeight(
                            weight: weight("\(names[index]).weight", [current]),
                            bias: weight("\(names[index]).bias", [current]))))
            }
            index += 1
        }
        guard current == width, !layers.isEmpty else {
            throw ModelError(.badShape, "\(source.name): the layers behind \(prefix) give \(current), not \(width)")
        }
        self.layers = layers
    }

    /// x: [B, T, width], same shape
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        try layers.reduce(x) { x, layer in
            switch layer {
            case .linear(let weight): try compute.linear(x, weight)
            case .norm(let weight): try compute.layerNorm(x, weight, eps: 1e-5)
            case .activation(let activation): x.map { activation($0) }
            }
        }
    }
}
