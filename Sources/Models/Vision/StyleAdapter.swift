internal import Tensors

/// T2I-Adapter's style adapter (TencentARC/T2I-Adapter, ldm/modules/encoders/adapter.py): a few learnt tokens look at the
/// picture's through a small transformer.
final class StyleAdapter: StyleModel {
    private struct Layer: Sendable {
        let norms: [NormWeight]
        let attention: Attention
        let feedForward: (LinearWeight, LinearWeight)
    }

    let room: WeightRoom
    let byteCount: Int
    private let width: Int
    /// [tokens, width]
    private let style: Tensor
    private let layers: [Layer]
    private let inputNorm: NormWeight
    private let outputNorm: NormWeight
    private let projection: LinearWeight

    private static let heads = 8

    /// - Parameter file: at the tensors `style_embedding`, `transformer_layes...`, `proj`
    init(_ file: any WeightSource, _ compute: Compute, _ room: WeightRoom) throws {
        self.room = room
        let renamed = RenamedSource(file, Self.origins(file))
        let reader = WeightReader(renamed, compute: compute, room: room)
        let tokens = try reader.tensor("style_embedding", [1, nil, nil])
        let width = tokens.shape[2]
        self.width = width
        style = tokens.reshaped(Array(tokens.shape.dropFirst()))
        guard width % Self.heads == 0 else {
            throw reader.badShape("style_embedding", "has a width of \(width), which cannot be cut into heads")
        }
        layers = try (0..<max(reader.count("transformer_layes"), 1)).map { index in
            let at = reader.at("transformer_layes.\(index)")
            func projection(_ name: String) throws -> LinearWeight {
                try at.linear("attn.\(name)", inputs: width, outputs: width)
            }
            let first = try at.linear("mlp.c_fc", inputs: width)
            return Layer(
                norms: [try at.norm("ln_1", width), try at.norm("ln_2", width)],
                attention: Attention(
                    heads: Self.heads, query: try projection("q"), key: try projection("k"),
                    value: try projection("v"), output: try projection("out_proj")),
                feedForward: (first, try at.linear("mlp.c_proj", inputs: first.outputs, outputs: width)))
        }
        inputNorm = try reader.norm("ln_pre", width)
        outputNorm = try reader.norm("ln_post", width)
        projection = try reader.linear("proj", inputs: width, bias: false)
        byteCount = file.names.reduce(0) { $0 + (file.info($1)?.byteCount ?? 0) }
    }

    /// The three projections of each attention, and the matrix behind all, which is the other way round.
    private static func origins(_ file: any WeightSource) -> [String: RenamedSource.Origin] {
        var origins: [String: RenamedSource.Origin] = [:]
        for name in file.names {
            guard name != "proj" else {
                origins["proj.weight"] = .init(name, isTransposed: true)
                continue
            }
            guard let part = name.range(ofSuffixAfter: ".attn.in_proj_") else {
                origins[name] = .init(name)
                continue
            }
            let rows = file.info(name)?.shape.first ?? 0
            for (third, projection) in ["q", "k", "v"].enumerated() {
                origins["\(part.stem).attn.\(projection).\(part.suffix)"] = .init(
                    name, rows: third * (rows / 3)..<(third == 2 ? rows : (third + 1) * (rows / 3)))
            }
        }
        return origins
    }

    func tokens(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        guard x.rank == 3, x.shape[2] == width else {
            throw ModelError(
                .badInput,
                "the style model wants a width of \(width), not a picture encoded in the shape \(x.shape): it wants "
                    + "another CLIP vision model")
        }
        let compute = compute.computing(.textEncoder)
        return try room.use {
            let (batch, own) = (x.shape[0], style.shape[0])
            let count = x.shape[1] + own
            var h = Tensor.concatenated(
                (0..<batch).flatMap { item in
                    [x.slice(item..<item + 1).reshaped([x.shape[1], width]), style]
                }
            ).reshaped([batch, count, width])
            h = try compute.layerNorm(h, inputNorm)
            for layer in layers {
                let normed = try compute.layerNorm(h, layer.norms[0])
                h = try layer.attention(normed, context: normed, residual: h, compute)
                let hidden = try compute.linear(
                    compute.layerNorm(h, layer.norms[1]), layer.feedForward.0, activation: .quickGelu)
                h = try compute.linear(hidden, layer.feedForward.1, residual: h)
            }
            let last = Tensor.concatenated(
                (0..<batch).map { h.slice($0..<$0 + 1).reshaped([count, width]).slice(count - own..<count) }
            ).reshaped([batch, own, width])
            return try compute.linear(compute.layerNorm(last, outputNorm), projection)
        }
    }
}

extension String {
    /// What lies before and behind a part of a name; nil where it is not there.
    fileprivate func range(ofSuffixAfter part: String) -> (stem: String, suffix: String)? {
        guard hasSuffix("\(part)weight") || hasSuffix("\(part)bias"), let dot = lastIndex(of: "_") else { return nil }
        let suffix = String(self[index(after: dot)...])
        return (String(dropLast(part.count + suffix.count)), suffix)
    }
}
