package import Tensors

/// A file whose weights are stored divided by scales that lie beside them: floats of 8 and 4 bits and integers as ComfyUI and
/// the tools around it write them. Its weights are the products; the scales are no weights of their own.
///
/// Two spellings exist: `scale_weight` and `scale_input` with a tensor `scaled_fp8`, and `weight_scale` and `input_scale`
/// with a `comfy_quant` of each layer or `_quantization_metadata` for all (comfy/utils.py, comfy/quant_ops.py and
/// QUANTIZATION.md of ComfyUI). Scales of inputs are for products in 8 bits; those that are made here have one for each row
/// of the inputs as they are.
package struct ScaledSource: WeightSource {
    private let base: any WeightSource
    private let layers: [String: Layer]
    package let names: [String]

    private struct Layer {
        let scale: String?
        let format: QuantizationFormat
    }

    /// The source itself if nothing in it is scaled.
    package static func over(_ base: any WeightSource) throws(FormatError) -> any WeightSource {
        let formats = try QuantizationFormat.all(in: base)
        var layers: [String: Layer] = [:]
        var aside: Set<String> = []
        for name in base.names {
            guard let dot = name.lastIndex(of: ".") else {
                if name == marker { aside.insert(name) }
                continue
            }
            let (layer, part) = (String(name[..<dot]), name[name.index(after: dot)...])
            switch part {
            case "scale_weight", "weight_scale":
                guard base.info("\(layer).weight") != nil else { continue }
                aside.insert(name)
                layers["\(layer).weight"] = Layer(scale: name, format: formats[layer] ?? .stored)
            case "scale_input", "input_scale", "comfy_quant", "weight_scale_2":
                if base.info("\(layer).weight") != nil { aside.insert(name) }
            case "pre_quant_scale":
                guard base.info("\(layer).weight") != nil else { continue }
                throw FormatError(.unsupported, "\(base.name): \(name): smoothed weights are not read")
            case Substring(marker): aside.insert(name)
            default: break
            }
        }
        for (layer, format) in formats where layers["\(layer).weight"] == nil {
            guard base.info("\(layer).weight") != nil else { continue }
            layers["\(layer).weight"] = Layer(scale: nil, format: format)
        }
        guard !aside.isEmpty || !layers.isEmpty else { return base }
        return ScaledSource(base: base, layers: layers, names: base.names.filter { !aside.contains($0) })
    }

    /// The name of a tensor that says that there are scales.
    private static let marker = "scaled_fp8"

    private init(base: any WeightSource, layers: [String: Layer], names: [String]) {
        (self.base, self.layers, self.names) = (base, layers, names)
    }

    package var name: String { base.name }
    package var metadata: [String: String] { base.metadata }
    package func originalName(_ name: String) -> String { base.originalName(name) }
    package func texts(_ key: String) throws -> [String]? { try base.texts(key) }
    package func numbers(_ key: String) throws -> [Double]? { try base.numbers(key) }

    package func info(_ name: String) -> WeightInfo? {
        guard let info = base.info(name) else { return nil }
        guard let layer = layers[name] else { return info }
        return WeightInfo(
            shape: layer.format.shape(info.shape), format: info.format,
            byteCount: info.byteCount + (layer.scale.flatMap(base.info)?.byteCount ?? 0),
            held: layer.format.held(info.format))
    }

    package func weight(_ name: String) throws -> StoredWeight {
        guard let layer = layers[name] else { return try base.weight(name) }
        let place = "\(base.name): tensor \(base.originalName(name))"
        if layer.format == .nvfp4 { return try nvfp4(name, scales: layer.scale, place) }
        let weight = try layer.format.elements(base.weight(name), place)
        guard let scale = layer.scale else { return try layer.format.unturned(weight, place) }
        let scales = try base.weight(scale).expanded()
        guard
            scales.count == 1 || scales.count == weight.shape.first && scales.shape.dropFirst().allSatisfy({ $0 == 1 })
        else {
            throw FormatError(
                .unsupported,
                "\(base.name): tensor \(base.originalName(scale)) has the shape \(scales.shape): scales of blocks are not read"
            )
        }
        return try layer.format.unturned(weight.scaled(by: scales.floats), place)
    }

    private func nvfp4(_ name: String, scales: String?, _ place: String) throws -> StoredWeight {
        guard let scales, case let scale = "\(scales)_2", base.info(scale)?.count == 1,
            let weight = try base.weight(name).nvfp4(
                scales: base.weight(scales), scale: base.weight(scale).expanded().floats[0])
        else { throw FormatError(.unsupported, "\(place) has not the scales of nvfp4 that fit it") }
        return weight
    }
}
