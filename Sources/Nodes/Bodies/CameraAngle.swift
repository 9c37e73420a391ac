internal import Formats
internal import Glibc
internal import System
internal import Workflow

/// A place of a camera around a subject, as numbers and in words. Of ComfyUI's newer releases.
struct CameraAngle: Node {
    /// Around the subject from the front to the right, an eighth each.
    private static let sides = [
        "front view", "front-right quarter view", "right side view", "back-right quarter view", "back view",
        "back-left quarter view", "left side view", "front-left quarter view",
    ]
    /// Names of values below a limit; the last is for all others.
    private static let heights: [(limit: Double, name: String)] = [
        (-15, "low-angle shot"), (15, "eye-level shot"), (45, "elevated shot"), (.infinity, "high-angle shot"),
    ]
    private static let distances: [(limit: Double, name: String)] = [
        (2, "wide shot"), (6, "medium shot"), (.infinity, "close-up"),
    ]
    /// The middle of the page's subject, a cube of length 1 on the ground, and how far from it cameras are.
    private static let (middle, far, near) = (0.5, 6.0, 3.2)

    var schema: NodeSchema {
        .v3(
            "CameraAngle", displayName: "Camera Angle", category: "3d",
            inputs: [
                .int("horizontal_angle", default: 0, min: 0, max: 360, step: 1),
                .int("vertical_angle", default: 0, min: -30, max: 60, step: 1),
                .float("zoom", default: 5, min: 0, max: 10, step: 0.1),
                .socket("image", "IMAGE", section: .optional),
                InputSchema.string("view", default: "", extra: ["socketless": true, "widgetType": "CAMERA_ANGLE_VIEW"])
                    .optional,
            ],
            outputs: [OutputSchema("LOAD3D_CAMERA", name: "camera_info"), OutputSchema("STRING", name: "prompt")],
            aliases: ["multi angle", "camera view", "orbit camera", "shot angle", "camera prompt"],
            "A place of a camera around a subject, and words for it.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (around, up) = (Double(try inputs.int("horizontal_angle")), Double(try inputs.int("vertical_angle")))
        let zoom = min(max(try inputs.float("zoom"), 0), 10)
        let side = Int(((around.truncatingRemainder(dividingBy: 360)) + 22.5) / 45) % Self.sides.count
        func name(_ value: Double, _ terms: [(limit: Double, name: String)]) -> String {
            terms.first { value < $0.limit }?.name ?? terms[terms.count - 1].name
        }
        let words = [Self.sides[side], name(up, Self.heights), name(zoom, Self.distances)].joined(separator: " ")
        let (yaw, pitch) = (around * .pi / 180, up * .pi / 180)
        let distance = Self.far - (Self.far - Self.near) * (zoom / 10)
        func place(_ x: Double, _ y: Double, _ z: Double) -> Value {
            .dictionary(["x": .float(x), "y": .float(y), "z": .float(z)])
        }
        let camera: ValueDictionary = [
            "position": place(
                distance * cos(pitch) * sin(yaw), Self.middle + distance * sin(pitch),
                distance * cos(pitch) * cos(yaw)),
            "target": place(0, Self.middle, 0), "zoom": .float(1), "cameraType": .string("perspective"),
            "fov": .float(35),
        ]
        return .values(.dictionary(camera), .string(words))
    }
}
