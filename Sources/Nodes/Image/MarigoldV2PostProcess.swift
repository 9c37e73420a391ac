internal import Formats
internal import Glibc
internal import System
internal import Tensors
internal import Workflow

/// What Marigold's second version predicts, as pictures to look at. Of ComfyUI's newer releases.
struct MarigoldV2PostProcess: Node {
    private enum Prediction: String, CaseIterable { case depth, disparity, normals, albedo }

    var schema: NodeSchema {
        .v3(
            "MarigoldV2PostProcess", displayName: "Marigold V2 Post-Process", category: "image/geometry estimation",
            inputs: [.socket("image", "IMAGE"), .combo("prediction", Prediction.allCases.map(\.rawValue))],
            outputs: [OutputSchema("IMAGE")],
            "Makes pictures of decoded predictions: depth with near as bright, surface normals, or albedo in sRGB.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        switch try inputs.choice("prediction", Prediction.self) {
        case .depth: return .values(.tensor(try Self.stretched(image, isInverted: true)))
        case .disparity: return .values(.tensor(try Self.stretched(image, isInverted: false)))
        case .normals: return .values(.tensor(try Self.normals(image)))
        case .albedo: return .values(.tensor(try Self.encoded(image)))
        }
    }

    /// Vectors of length 1, whose sides from -1 to 1 are colours from 0 to 1.
    private static func normals(_ image: Tensor) throws -> Tensor {
        let channels = image.shape[3]
        var values = try image.copiedFloats()
        for pixel in (0..<values.count / channels).halting() {
            let place = pixel * channels..<(pixel + 1) * channels
            for index in place { values[index] = values[index] * 2 - 1 }
            let length = max(place.reduce(Float(0)) { $0 + values[$1] * values[$1] }.squareRoot(), 1e-12)
            for index in place { values[index] = (values[index] / length + 1) * 0.5 }
        }
        return Tensor(values, shape: image.shape)
    }

    /// sRGB's transfer function (IEC 61966-2-1).
    private static func encoded(_ image: Tensor) throws -> Tensor {
        var values = try image.copiedFloats()
        for index in (0..<values.count).halting() {
            let value = values[index]
            values[index] = value <= 0.0031308 ? value * 12.92 : 1.055 * powf(value, 1 / 2.4) - 0.055
        }
        return Tensor(values, shape: image.shape)
    }

    /// Grey, each picture from its least to its largest value. -> [B, H, W, 3]
    private static func stretched(_ image: Tensor, isInverted: Bool) throws -> Tensor {
        let channels = image.shape[3]
        let pixels = image.shape[1] * image.shape[2]
        let values = try image.copiedFloats()
        var result = try [Float](allocating: image.shape[0] * pixels * 3, repeating: 0)
        for item in 0..<image.shape[0] {
            func mean(_ pixel: Int) -> Float {
                let start = (item * pixels + pixel) * channels
                return (start..<start + channels).reduce(Float(0)) { $0 + values[$1] } / Float(channels)
            }
            var (low, high) = (Float.infinity, -Float.infinity)
            for pixel in (0..<pixels).halting() { (low, high) = (min(low, mean(pixel)), max(high, mean(pixel))) }
            let span = max(high - low, 1e-6)
            for pixel in (0..<pixels).halting() {
                let share = (mean(pixel) - low) / span
                for channel in 0..<3 {
                    result[(item * pixels + pixel) * 3 + channel] = isInverted ? 1 - share : share
                }
            }
        }
        return Tensor(result, shape: [image.shape[0], image.shape[1], image.shape[2], 3])
    }
}
