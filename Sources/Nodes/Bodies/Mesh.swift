internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// The surface of a body.
struct Mesh: Sendable {
    /// x, y and z of each vertex.
    var vertices: [Float] = []
    /// The vertices of each triangle.
    var faces: [UInt32] = []

    /// Moves a body of voxels into -1...1, its longest side from end to end, and turns (z, y, x) into (x, y, z).
    mutating func center(longest: Int) {
        let half = Float(longest) / 2
        for start in stride(from: 0, to: vertices.count, by: 3) {
            let (z, x) = (vertices[start], vertices[start + 2])
            vertices[start] = (x - half) / half
            vertices[start + 1] = (vertices[start + 1] - half) / half
            vertices[start + 2] = (z - half) / half
        }
    }
}

/// A MESH: a batch of them.
final class MeshObject: EngineObject {
    let meshes: [Mesh]
    init(_ meshes: [Mesh]) { self.meshes = meshes }
}

extension NodeInputs {
    /// A VOXEL: how much of a body is in each place. [B, D, H, W] f32, in a dictionary of `data` or alone.
    func voxels(_ name: String) throws(NodeError) -> Tensor {
        guard let data = self[name]?.dictionary?["data"]?.tensor ?? self[name]?.tensor else {
            throw wrong(name, "a body of voxels")
        }
        guard data.rank == 4, !data.shape.contains(0), data.shape[1...].allSatisfy({ $0 < 2048 }) else {
            throw NodeError("ValueError", "\(name) is not a body of voxels: \(data.shape)")
        }
        return try floats(data)
    }

    func meshes(_ name: String) throws(NodeError) -> [Mesh] { try object(name, MeshObject.self, "a mesh").meshes }
}
