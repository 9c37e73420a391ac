internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// The node classes of this folder: bodies in space.
enum BodyNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            VoxelToMesh(
                schema: .v3(
                    "VoxelToMesh", category: "3d",
                    inputs: [
                        .socket("voxel", "VOXEL"), .combo("algorithm", ["surface net", "basic"]),
                        .float("threshold", default: 0.6, min: -1.0, max: 1.0, step: 0.01),
                    ], outputs: [OutputSchema("MESH")], "The surface of a body of voxels.")),
            VoxelToMesh(
                schema: .v3(
                    "VoxelToMeshBasic", category: "3d",
                    inputs: [
                        .socket("voxel", "VOXEL"), .float("threshold", default: 0.6, min: -1.0, max: 1.0, step: 0.01),
                    ], outputs: [OutputSchema("MESH")], "The surface of a body of voxels, with all their edges.")),
            SaveGLB(environment: environment), Load3D(environment: environment), Preview3D(environment: environment),
            CameraAngle(),
        ]
    }
}

struct VoxelToMesh: Node {
    let schema: NodeSchema

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let voxels = try inputs.voxels("voxel")
        let threshold = Float(try inputs.float("threshold"))
        let isNet = try inputs["algorithm"] != nil && inputs.string("algorithm") == "surface net"
        let meshes = try (0..<voxels.shape[0]).map { item in
            let surface = VoxelSurface(
                shape: Array(voxels.shape[1...]), values: try voxels.slice(item..<item + 1).copiedFloats(),
                threshold: threshold, cancellation: context.cancellation)
            return try isNet ? surface.net() : surface.cubes()
        }
        return .values(.object(MeshObject(meshes)))
    }
}

/// Shows a file that is there.
struct Preview3D: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "Preview3D", displayName: "Preview 3D & Animation", category: "3d",
            inputs: [
                .string("model_file", default: "", extra: ["multiline": false]),
                .socket("camera_info", "LOAD3D_CAMERA", section: .optional),
                .socket("bg_image", "IMAGE", section: .optional),
            ] + InputSchema.metadata, outputs: [], aliases: ["view mesh", "3d viewer"],
            "Tells the host which file of a body to show."
        ).with {
            $0.isOutputNode = true; $0.isExperimental = true; $0.pageInputs = ["image"]
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var picture: JSON = .null
        var images: [PixelImage] = []
        if inputs["bg_image"]?.tensor != nil {
            let saver = PictureSaver(environment: environment, folder: .temp, compression: 1)
            let saved = try saver.preview(inputs.image("bg_image"), inputs, context)
            if let name = saved.ui?["images"]?.array?.first?["filename"]?.string {
                picture = .string("temp/\(name)")
            }
            images = saved.images
        }
        let result: JSON = [.string(try inputs.string("model_file")), inputs["camera_info"]?.json ?? .null, picture]
        return .finished(NodeOutput(ui: ["result": result], images: images))
    }
}
