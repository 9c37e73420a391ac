internal import Formats
internal import Glibc
internal import System
internal import Tensors
internal import Workflow

/// The way of a camera as Wan Fun takes it: the ray of each pixel in Plücker coordinates (Sitzmann et al., 2021;
/// CameraCtrl, He et al., 2024, whose poses have pictures of 1280x720).
enum CameraPaths {
    static let all: [any Node] = [FunctionNode(schema, embed)]

    private static let schema: NodeSchema = .v3(
        "WanCameraEmbedding", category: "camera",
        inputs: [
            .combo(
                "camera_pose",
                [
                    "Static", "Pan Up", "Pan Down", "Pan Left", "Pan Right", "Zoom In", "Zoom Out",
                    "Anti Clockwise (ACW)", "ClockWise (CW)",
                ], default: "Static"), .int("width", default: 832, min: 16, max: 16384, step: 16),
            .int("height", default: 480, min: 16, max: 16384, step: 16),
            .int("length", default: 81, min: 1, max: 16384, step: 4),
            InputSchema("speed", .named("FLOAT"), ["default": 1.0, "max": 10.0, "min": 0, "step": 0.1]).optional,
            InputSchema("fx", .named("FLOAT"), ["default": 0.5, "max": 1, "min": 0, "step": 1e-09]).optional,
            InputSchema("fy", .named("FLOAT"), ["default": 0.5, "max": 1, "min": 0, "step": 1e-09]).optional,
            InputSchema("cx", .named("FLOAT"), ["default": 0.5, "max": 1, "min": 0, "step": 0.01]).optional,
            InputSchema("cy", .named("FLOAT"), ["default": 0.5, "max": 1, "min": 0, "step": 0.01]).optional,
        ],
        outputs: [
            OutputSchema("WAN_CAMERA_EMBEDDING", name: "camera_embedding"), OutputSchema("INT", name: "width"),
            OutputSchema("INT", name: "height"), OutputSchema("INT", name: "length"),
        ], "The way of a camera through a film, for Wan Fun.")

    /// How far a camera moves and turns (about the axis of sight, in a third of a half turn) during the film.
    private static func motion(_ name: String) throws(NodeError) -> (move: SIMD3<Double>, turn: Double) {
        switch name {
        case "Static": ([0, 0, 0], 0)
        case "Pan Up": ([0, -1, 0], 0)
        case "Pan Down": ([0, 1, 0], 0)
        case "Pan Left": ([-1, 0, 0], 0)
        case "Pan Right": ([1, 0, 0], 0)
        case "Zoom In": ([0, 0, 2], 0)
        case "Zoom Out": ([0, 0, -2], 0)
        case "Anti Clockwise (ACW)": ([0, 0, 0], -1)
        case "ClockWise (CW)": ([0, 0, 0], 1)
        default: throw NodeError("ValueError", "camera_pose cannot be '\(name)'")
        }
    }

    private static func embed(_ inputs: NodeInputs) throws -> [Value] {
        let (width, height) = (try inputs.int("width"), try inputs.int("height"))
        let length = try inputs.int("length")
        let motion = try motion(inputs.string("camera_pose"))
        guard (length + 3) % 4 == 0 else { throw NodeError("RuntimeError", "length must be 4 n + 1, not \(length)") }
        func optional(_ name: String, _ value: Double) throws -> Double {
            inputs[name] == nil ? value : try inputs.float(name)
        }
        let speed = try optional("speed", 1)
        var (fx, fy) = (try optional("fx", 0.5), try optional("fy", 0.5))
        let ratio = 1280.0 / 720
        if ratio > Double(width) / Double(height) {
            fx = Double(height) * ratio * fx / Double(width)
        } else {
            fy = Double(width) / ratio * fy / Double(height)
        }
        let focus = SIMD2(Float(fx * Double(width)), Float(fy * Double(height)))
        let center = SIMD2(
            Float(try optional("cx", 0.5) * Double(width)), Float(try optional("cy", 0.5) * Double(height)))
        let (frames, plane) = ((length + 3) / 4, width * height)
        var result = try Tensor(
            allocatingZeros: Allocation.checked([1, 24, frames, height, width], "the way of a camera"))
        result.withMutableFloats { target in
            for frame in 0..<length {
                let time = Double(frame) / Double(length) * speed
                let angle = time * Double.pi / 3 * motion.turn
                let (sine, cosine) = (Float(sin(angle)), Float(cos(angle)))
                let origin = SIMD3<Float>(motion.move * (time * 1.5))
                // the first picture stands four times
                let slots = frame == 0 ? Array(0..<4) : [frame + 3]
                for pixel in (0..<plane).halting(each: 32) {
                    let x = (Float(pixel % width) + 0.5 - center.x) / focus.x
                    let y = (Float(pixel / width) + 0.5 - center.y) / focus.y
                    let norm = (x * x + y * y + 1).squareRoot()
                    let (a, b, c) = (x / norm, y / norm, 1 / norm)
                    let ray = SIMD3(cosine * a - sine * b, sine * a + cosine * b, c)
                    let moment = SIMD3(
                        origin.y * ray.z - origin.z * ray.y, origin.z * ray.x - origin.x * ray.z,
                        origin.x * ray.y - origin.y * ray.x)
                    let values = [moment.x, moment.y, moment.z, ray.x, ray.y, ray.z]
                    for slot in slots {
                        for (channel, value) in values.enumerated() {
                            let line = (channel * 4 + slot % 4) * frames + slot / 4
                            target[line * plane + pixel] = value
                        }
                    }
                }
            }
        }
        return [.tensor(result), .int(Int128(width)), .int(Int128(height)), .int(Int128(length))]
    }
}
