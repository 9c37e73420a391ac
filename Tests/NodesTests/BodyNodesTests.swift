import Folders
import Formats
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

@Suite struct BodyNodesTests {
    private let base = TemporaryFolder()

    private func node(_ name: String) throws -> any Node {
        try #require(BuiltinNodes.all(.test(base.folders, threads: 1)).first { $0.schema.name == name })
    }

    /// A block of voxels in a larger room.
    private func block() -> Value {
        var values = [Float](repeating: 0, count: 6 * 5 * 4)
        for z in 1..<4 { for y in 1..<3 { for x in 1..<3 { values[(z * 5 + y) * 4 + x] = 1 } } }
        return .dictionary(["data": .tensor(Tensor(values, shape: [1, 6, 5, 4]))])
    }

    private func mesh(_ value: Value) throws -> Mesh {
        guard case .object(let object) = value else { throw NodeError("TypeError", "no mesh") }
        return try #require((object as? MeshObject)?.meshes.first)
    }

    /// How often each edge is gone along in each direction: once, on a closed surface whose faces agree.
    private func isClosed(_ mesh: Mesh, mergingVertices: Bool) -> Bool {
        func vertex(_ index: UInt32) -> [Float] {
            mergingVertices ? (0..<3).map { mesh.vertices[Int(index) * 3 + $0] } : [Float(index)]
        }
        var edges: [[[Float]]: Int] = [:]
        for start in stride(from: 0, to: mesh.faces.count, by: 3) {
            let corners = (0..<3).map { vertex(mesh.faces[start + $0]) }
            for side in 0..<3 { edges[[corners[side], corners[(side + 1) % 3]], default: 0] += 1 }
        }
        return !edges.isEmpty && edges.allSatisfy { $0.value == 1 && edges[$0.key.reversed()] == 1 }
    }

    /// Six times the volume that the faces enclose, negative if they look inwards.
    private func volume(_ mesh: Mesh) -> Float {
        var sum: Float = 0
        for start in stride(from: 0, to: mesh.faces.count, by: 3) {
            let p = (0..<3).map { (corner: Int) -> SIMD3<Float> in
                let at = Int(mesh.faces[start + corner]) * 3
                return SIMD3(mesh.vertices[at], mesh.vertices[at + 1], mesh.vertices[at + 2])
            }
            let x: Float = p[1].y * p[2].z - p[1].z * p[2].y
            let y: Float = p[1].z * p[2].x - p[1].x * p[2].z
            let z: Float = p[1].x * p[2].y - p[1].y * p[2].x
            sum += (p[0] * SIMD3(x, y, z)).sum()
        }
        return sum
    }

    @Test func cubesEncloseTheVoxels() throws {
        let mesh = try mesh(node("VoxelToMeshBasic").run(["voxel": block(), "threshold": .float(0.6)]).values[0])
        // 2 (3 x 2 + 3 x 2 + 2 x 2) faces of two triangles
        #expect(mesh.faces.count == 32 * 2 * 3 && mesh.vertices.count == 32 * 4 * 3)
        #expect(isClosed(mesh, mergingVertices: true))
        // 12 voxels of a third of a unit's length
        let enclosed: Float = 6 * 12.0 / 27
        #expect(abs(abs(volume(mesh)) - enclosed) < 1e-4)
        let xs = stride(from: 0, to: mesh.vertices.count, by: 3).map { mesh.vertices[$0] }
        let (least, most) = (try #require(xs.min()), try #require(xs.max()))
        #expect(abs(least + 2.0 / 3) < 1e-6 && abs(most) < 1e-6)
        let same = try node("VoxelToMesh").run([
            "voxel": block(), "threshold": .float(0.6), "algorithm": .string("basic"),
        ])
        #expect(try self.mesh(same.values[0]).vertices == mesh.vertices)
    }

    @Test func netsAreClosed() throws {
        let mesh = try mesh(
            node("VoxelToMesh").run([
                "voxel": block(), "threshold": .float(0.5), "algorithm": .string("surface net"),
            ]).values[0])
        #expect(isClosed(mesh, mergingVertices: false))
        #expect(abs(volume(mesh)) > 6 * 4 / 27 && abs(volume(mesh)) < 6 * 12 / 27)
        let nothing = Value.tensor(Tensor(zeros: [1, 2, 2, 2]))
        let empty = try self.mesh(
            node("VoxelToMesh").run([
                "voxel": nothing, "threshold": .float(0.5), "algorithm": .string("surface net"),
            ]).values[0])
        #expect(empty.vertices.isEmpty)
        #expect(throws: NodeError.self) {
            try node("VoxelToMeshBasic").run(["voxel": .tensor(Tensor(zeros: [2, 2])), "threshold": .float(0.5)])
        }
    }

    @Test func bodiesAreSaved() throws {
        let body = MeshObject([Mesh(vertices: [0, 0, 0, 1, 0, 0, 0, 2, -3], faces: [0, 1, 2])])
        let prompt: Value = .dictionary(["1": .string("a")])
        let saved = try node("SaveGLB").run([
            "mesh": .object(body), "filename_prefix": .string("mesh/x"), "prompt": prompt,
        ])
        #expect(saved.ui?["3d"]?.array?.first?["filename"] == "x_00001_.glb")
        let file = try FileBytes.read(base.path + "/output/mesh/x_00001_.glb")
        func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(file[at + $1]) << (8 * $1) } }
        #expect(Array(file.prefix(4)) == Array("glTF".utf8) && number(4) == 2 && number(8) == file.count)
        let length = number(12)
        let json = try JSON(parsing: Array(file[20..<20 + length]))
        #expect(json["accessors"]?.array?[0]["min"] == [0.0, 0.0, -3.0])
        #expect(json["asset"]?["extras"]?["prompt"] == #"{"1": "a"}"#)
        let data = 28 + length
        #expect(number(20 + length) == 48 && number(data + 36) == 0 && number(data + 44) == 2)
        #expect(throws: NodeError.self) {
            try node("SaveGLB").run(["mesh": .object(MeshObject([Mesh()])), "filename_prefix": .string("x")])
        }
    }

    @Test func drawingsAreSaved() throws {
        let saved = try node("SaveSVGNode").run([
            "svg": .list([.string("<?xml?><svg a='1'><g/></svg>")]), "filename_prefix": .string("svg/d"),
            "prompt": .dictionary(["1": .string("]]>")]),
        ])
        #expect(saved.ui?["images"]?.array?.first?["filename"] == "d_00001_.svg")
        let text = String(decoding: try FileBytes.read(base.path + "/output/svg/d_00001_.svg"), as: UTF8.self)
        let json = "{\n  \"prompt\": {\n    \"1\": \"]]]]><![CDATA[>\"\n  }\n}"
        #expect(
            text == "<?xml?><svg a='1'>\n  <metadata><![CDATA[\n\(json)\n]]></metadata>\n<g/></svg>")
        #expect(throws: NodeError.self) {
            try node("SaveSVGNode").run(["svg": .int(1), "filename_prefix": .string("x")])
        }
    }

    @Test func viewsOfBodies() throws {
        base.make("input/3d/a.glb")
        base.make("input/3d/parts/b.OBJ")
        let files = try node("Load3D").schema.objectInfo["input"]?["required"]?["model_file"]?.array?[1]["options"]
        #expect(files == ["3d/a.glb", "3d/parts/b.OBJ"])
        #expect(throws: NodeError.self) {
            try node("Load3D").run([
                "model_file": .string("3d/a.glb"), "image": .dictionary([:]), "width": .int(8), "height": .int(8),
            ])
        }
        // pictures of the view, and the film that the page may have recorded
        let pixels = PixelImage(width: 4, height: 2, channels: 4, bytes: [UInt8](repeating: 51, count: 32))
        let folders = base.folders
        for name in ["i", "m", "n"] { folders.register(pixels, as: name) }
        let load = try #require(BuiltinNodes.all(.test(folders, threads: 1)).first { $0.schema.name == "Load3D" })
        func view(_ recording: Value?) throws -> [Value] {
            var view: ValueDictionary = [
                "image": .string("i"), "mask": .string("m"), "normal": .string("n"),
                "camera_info": .dictionary(["fov": .int(35)]),
            ]
            view["recording"] = recording
            return try load.run([
                "model_file": .string("3d/a.glb"), "image": .dictionary(view), "width": .int(1), "height": .int(4096),
            ]).values
        }
        for nothing in [nil, .string(""), .null] as [Value?] {
            let values = try view(nothing)
            #expect(values[0].tensor?.shape == [1, 2, 4, 3] && values[1].tensor?.shape == [1, 2, 4])
            #expect(values[0].tensor?.floats.allSatisfy { abs($0 - 0.2) < 1e-6 } == true)
            #expect(values[1].tensor?.floats.allSatisfy { abs($0 - 0.8) < 1e-6 } == true)
            #expect(values[2].string == "3d/a.glb" && values[4].json == ["fov": 35] && values[5].json == .null)
        }
        base.make("input/3d/turn.mp4")
        guard case .object(let film) = try view(.string("3d/turn.mp4"))[5],
            case .file(let path, _)? = (film as? VideoObject)?.source
        else {
            Issue.record("no film")
            return
        }
        #expect(path == base.path + "/input/3d/turn.mp4")
        for wrong in ["3d/none.mp4", "../x.mp4"] {
            #expect(throws: NodeError.self) { try view(.string(wrong)) }
        }
        let shown = try node("Preview3D").run(["model_file": .string("a.glb")])
        #expect(shown.ui?["result"] == ["a.glb", nil, nil])
    }
}
