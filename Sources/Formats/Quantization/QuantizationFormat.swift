internal import System
internal import Tensors

/// How a file says that the weight of a layer is quantised.
enum QuantizationFormat: Sendable, Equatable {
    /// As the type of the tensor says.
    case stored
    case float8(DType)
    case integer8
    /// ConvRot (arXiv 2512.03673): the same of rows that were turned, in groups of so many numbers.
    case turned(group: Int)
    /// See `NVFP4`.
    case nvfp4

    /// ComfyUI's names; the integers are those of its later versions.
    private static let names: [String: QuantizationFormat] = [
        "float8_e4m3fn": .float8(.f8e4m3), "float8_e5m2": .float8(.f8e5m2), "int8_tensorwise": .integer8,
        "int8_rowwise": .integer8, "int8": .integer8, "nvfp4": .nvfp4,
    ]

    /// Where a record does not say how large groups are (comfy_kitchen/tensor/int8.py of comfy-kitchen, Apache 2.0).
    private static let usualGroup = 256

    /// By layer, of those that have one.
    static func all(in file: any WeightSource) throws(FormatError) -> [String: QuantizationFormat] {
        var formats: [String: QuantizationFormat] = [:]
        func add(_ layer: String, _ record: JSON) throws(FormatError) {
            guard let name = record.string ?? record["format"]?.string, let format = names[name] else {
                let name = record.string ?? record["format"]?.string ?? "none"
                throw FormatError(
                    .unsupported,
                    "\(file.name): the weight of \(layer) is quantised as \(name.prefix(100)), which is not read")
            }
            for key in ["use_convrot", "rotation"] where record[key] != nil && record[key] != .bool(false) {
                throw FormatError(
                    .unsupported, "\(file.name): the weight of \(layer) is rotated by a \(key), which is not read")
            }
            formats[layer] = try withTurns(format, record, "\(file.name): the weight of \(layer)")
        }
        if let text = file.metadata["_quantization_metadata"] {
            guard let layers = (try? JSON(parsing: text))?["layers"]?.object else {
                throw FormatError(.malformed, "\(file.name): _quantization_metadata is not readable")
            }
            for (layer, record) in layers { try add(layer, record) }
        }
        let suffix = ".comfy_quant"
        for name in file.names where name.hasSuffix(suffix) {
            guard let info = file.info(name), info.format == .dense(.u8), info.count <= 1 << 16,
                let bytes = try? file.weight(name).expanded().floats.map({ UInt8($0) }),
                let record = try? JSON(parsing: bytes)
            else { throw FormatError(.malformed, "\(file.name): tensor \(name) is not readable") }
            try add(String(name.dropLast(suffix.count)), record)
        }
        return formats
    }

    /// The same, if its record says that the rows of its integers were turned.
    private static func withTurns(
        _ format: QuantizationFormat, _ record: JSON, _ name: String
    ) throws(FormatError) -> QuantizationFormat {
        guard let turns = record["convrot"], turns != .bool(false), turns != .null else { return format }
        guard turns == .bool(true), format == .integer8 else {
            throw FormatError(.unsupported, "\(name) is rotated (convrot) in a way that is not read")
        }
        let group = record["convrot_groupsize"].map { $0.int } ?? usualGroup
        guard let group, StoredWeight.isGroup(group, of: group) else {
            throw FormatError(.unsupported, "\(name) is rotated in groups whose size is no power of 4")
        }
        return .turned(group: group)
    }

    /// A weight as it was before it was stored, once it was multiplied by its scales.
    func unturned(_ weight: StoredWeight, _ name: String) throws(FormatError) -> StoredWeight {
        guard case .turned(let group) = self else { return weight }
        guard weight.shape.count == 2, StoredWeight.isGroup(group, of: weight.shape[1]) else {
            throw FormatError(
                .unsupported, "\(name) has the shape \(weight.shape), not rows of whole groups of \(group)")
        }
        return weight.turned(in: group)
    }

    /// What patched weights are rounded to again, if they are stored so: the integers are read as later versions of ComfyUI
    /// have them, whose patches stay as they are.
    func held(_ stored: WeightFormat) -> HeldFormat? {
        switch self {
        case .stored: stored == .dense(.f8e4m3) ? .scaledFloat8(.e4m3) : nil
        case .float8(let dtype): .scaledFloat8(dtype == .f8e5m2 ? .e5m2 : .e4m3)
        case .nvfp4: .nvfp4
        case .integer8, .turned: nil
        }
    }

    /// The shape of a weight that is stored as a tensor of this one.
    func shape(_ stored: [Int]) -> [Int] {
        guard self == .nvfp4, stored.count == 2, (0...Int.max / 2).contains(stored[1]) else { return stored }
        return [stored[0], 2 * stored[1]]
    }

    /// The weight's elements as what they are; containers of other types are seen through.
    func elements(_ weight: StoredWeight, _ name: String) throws(FormatError) -> StoredWeight {
        switch self {
        case .stored, .integer8, .turned, .nvfp4: return weight
        case .float8(let dtype):
            guard let weight = weight.dtype == .u8 || weight.dtype == .i8 ? weight.reinterpreted(as: dtype) : weight
            else { throw FormatError(.unsupported, "\(name) is not stored as its file says") }
            return weight
        }
    }
}
