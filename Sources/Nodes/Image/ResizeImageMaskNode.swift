internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Resizes a picture or a mask in one of several ways.
struct ResizeImageMaskNode: Node {
    private static let template = "input_type"

    private enum Kind: String, CaseIterable {
        case dimensions = "scale dimensions"
        case multiplier = "scale by multiplier"
        case longer = "scale longer dimension"
        case shorter = "scale shorter dimension"
        case width = "scale width"
        case height = "scale height"
        case totalPixels = "scale total pixels"
        case match = "match size"
        case multiple = "scale to multiple"

        /// The inputs that only this kind has.
        var inputs: [InputSchema] {
            func pixels(_ name: String) -> InputSchema { .side(name, min: 0, linked: .linkedPixels) }
            let crop = InputSchema.combo("crop", ["disabled", "center"], default: "center")
            return switch self {
            case .dimensions: [pixels("width"), pixels("height"), crop]
            case .multiplier: [.float("multiplier", default: 1, min: 0.01, max: 8, step: 0.01)]
            case .longer: [pixels("longer_size")]
            case .shorter: [pixels("shorter_size")]
            case .width: [pixels("width")]
            case .height: [pixels("height")]
            case .totalPixels: [.float("megapixels", default: 1, min: 0.01, max: 16, step: 0.01)]
            case .match: [.socket("match", "IMAGE,MASK"), crop]
            case .multiple: [.int("multiple", default: 8, min: 1, max: maximumResolution, step: 1)]
            }
        }
    }

    var schema: NodeSchema {
        let kinds = Kind.allCases.map { ($0.rawValue, $0.inputs) }
        let template: JSONObject = ["template_id": .string(Self.template), "allowed_types": "IMAGE,MASK"]
        return .v3(
            "ResizeImageMaskNode", displayName: "Resize Image/Mask", category: "transform",
            inputs: [
                InputSchema("input", .named("COMFY_MATCHTYPE_V3"), ["template": .object(template)]),
                .choices("resize_type", kinds),
                .combo("scale_method", ResamplingMethod.forImages.map(\.rawValue), default: "area"),
            ],
            outputs: [OutputSchema("COMFY_MATCHTYPE_V3", name: "resized", template: Self.template)],
            aliases: [
                "resize", "resize image", "resize mask", "scale", "scale image", "scale mask", "image resize",
                "change size", "dimensions", "shrink", "enlarge",
            ],
            "Resizes a picture or a mask: to a size, by a factor, to that of another, or to a multiple.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let isMask = inputs["input"]?.tensor?.rank == 3
        let picture = try Self.picture(inputs, "input")
        guard let (size, crop) = try Self.size(inputs, from: (picture.shape[2], picture.shape[1])) else {
            return .values(inputs["input"] ?? .null)
        }
        let method = try inputs.choice("scale_method", ResamplingMethod.self)
        var result = try Resampling.image(
            picture, width: size.scaled.width, height: size.scaled.height, method, crop: crop,
            cancellation: context.cancellation)
        // ComfyUI's `lanczos` (comfy/utils.py) gives masks with their rows for columns.
        if isMask, method == .lanczos {
            result = Layout.transposed(result, size.scaled.height, size.scaled.width).reshaped(
                [result.shape[0], size.scaled.width, size.scaled.height, 1])
        }
        func kept(_ old: Int, _ new: Int, of length: Int) -> Range<Int> {
            let start = (old - new) / 2
            return min(start, length)..<min(start + new, length)
        }
        result = Layout.cropped(
            result, y: kept(size.scaled.height, size.kept.height, of: result.shape[1]),
            x: kept(size.scaled.width, size.kept.width, of: result.shape[2]))
        return .values(.tensor(isMask ? result.reshaped(Array(result.shape.dropLast())) : result))
    }

    /// A picture, or a mask as a picture of one channel.
    private static func picture(_ inputs: NodeInputs, _ name: String) throws -> Tensor {
        guard inputs[name]?.tensor?.rank == 3 else { return try inputs.image(name) }
        let mask = try inputs.mask(name)
        return mask.reshaped(mask.shape + [1])
    }

    private typealias Size = (scaled: ScaledSize.Size, kept: ScaledSize.Size)

    /// What the picture is resized to, and how much of that is kept; nil if it stays as it is.
    private static func size(
        _ inputs: NodeInputs, from old: ScaledSize.Size
    ) throws -> (size: Size, crop: CropMethod)? {
        func whole(_ size: ScaledSize.Size, _ crop: CropMethod = .disabled) -> (Size, CropMethod) {
            ((size, size), crop)
        }
        func int(_ name: String) throws -> Int { try inputs.int("resize_type.\(name)") }
        func crop() throws -> CropMethod { try inputs.choice("resize_type.crop") }
        switch try inputs.choice("resize_type", Kind.self) {
        case .dimensions:
            guard let size = try WantedSize(width: int("width"), height: int("height"), from: old, atLeast: 1) else {
                return nil
            }
            return whole((size.width, size.height), try crop())
        case .width:
            guard let size = try WantedSize(width: int("width"), height: 0, from: old, atLeast: 1) else { return nil }
            return whole((size.width, size.height))
        case .height:
            guard let size = try WantedSize(width: 0, height: int("height"), from: old, atLeast: 1) else { return nil }
            return whole((size.width, size.height))
        case .multiplier:
            let factor = try inputs.float("resize_type.multiplier")
            return whole((try Rounding.scaled(old.width, by: factor), try Rounding.scaled(old.height, by: factor)))
        case .longer: return whole(try ScaledSize.longer(int("longer_size"), from: old))
        case .shorter: return whole(try ScaledSize.shorter(int("shorter_size"), from: old))
        case .totalPixels:
            let total = (try inputs.float("resize_type.megapixels") * 1024 * 1024).rounded(.towardZero)
            let factor = (total / (Double(old.width) * Double(old.height))).squareRoot()
            return whole((try Rounding.scaled(old.width, by: factor), try Rounding.scaled(old.height, by: factor)))
        case .match:
            let other = try picture(inputs, "resize_type.match")
            return whole((other.shape[2], other.shape[1]), try crop())
        case .multiple: return try ScaledSize.covering(multiple: int("multiple"), from: old).map { ($0, .disabled) }
        }
    }
}
