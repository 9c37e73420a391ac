internal import Folders
internal import Formats
internal import System
internal import Tensors
internal import Workflow

struct SaveGLB: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "SaveGLB", category: "3d",
            inputs: [
                .socket("mesh", "MESH"),
                .string("filename_prefix", default: "mesh/ComfyUI", extra: ["multiline": false]),
            ] + InputSchema.metadata, outputs: [], aliases: ["export 3d model", "save mesh"],
            "Writes bodies into the output folder as binary glTF."
        ).with {
            $0.isOutputNode = true; $0.pageInputs = ["image"]
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let meshes = try inputs.meshes("mesh")
        var metadata: JSONObject = [:]
        for (keyword, text) in Metadata.entries(inputs, environment) { metadata[keyword] = .string(text) }
        let target = try SaveTarget(
            prefix: inputs.string("filename_prefix"), root: environment.folders.path(of: .output),
            links: environment.folders.links, template: FilenameTemplate(width: 0, height: 0))
        let files = try meshes.map { try BinaryGLTF.bytes($0, extras: metadata) }
        let saver = PictureSaver(environment: environment, folder: .output, compression: 0)
        let entries = try saver.write(files, suffix: ".glb", to: target)
        return .finished(NodeOutput(ui: ["3d": .array(entries)]))
    }
}

/// glTF 2.0's binary form (Khronos): a header, a chunk of JSON and one of numbers.
enum BinaryGLTF {
    static func bytes(_ mesh: Mesh, extras: JSONObject) throws -> [UInt8] {
        guard !mesh.vertices.isEmpty else { throw NodeError("ValueError", "a body without a surface cannot be saved") }
        let (points, corners) = (mesh.vertices.count * 4, mesh.faces.count * 4)
        let bounds = (0..<3).map { axis -> (least: JSON, most: JSON) in
            let values = stride(from: axis, to: mesh.vertices.count, by: 3).map { mesh.vertices[$0] }
            return (.double(Double(values.min() ?? 0)), .double(Double(values.max() ?? 0)))
        }
        let document: JSON = [
            "asset": ["version": "2.0", "generator": "libcomfy", "extras": .object(extras)],
            "buffers": [["byteLength": .int(Int128(points + corners))]],
            "bufferViews": [
                ["buffer": 0, "byteOffset": 0, "byteLength": .int(Int128(points)), "target": 34962],
                [
                    "buffer": 0, "byteOffset": .int(Int128(points)), "byteLength": .int(Int128(corners)),
                    "target": 34963,
                ],
            ],
            "accessors": [
                [
                    "bufferView": 0, "byteOffset": 0, "componentType": 5126,
                    "count": .int(Int128(mesh.vertices.count / 3)), "type": "VEC3",
                    "max": .array(bounds.map(\.most)), "min": .array(bounds.map(\.least)),
                ],
                [
                    "bufferView": 1, "byteOffset": 0, "componentType": 5125,
                    "count": .int(Int128(mesh.faces.count)), "type": "SCALAR",
                ],
            ],
            "meshes": [["primitives": [["attributes": ["POSITION": 0], "indices": 1, "mode": 4]]]],
            "nodes": [["mesh": 0]], "scenes": [["nodes": [0]]], "scene": 0,
        ]
        var json = Array(document.serialized(.python).utf8)
        while json.count % 4 != 0 { json.append(UInt8(ascii: " ")) }
        let total = 12 + 8 + json.count + 8 + points + corners
        guard total <= 1 << 31 else { throw NodeError("ValueError", "the body is too large for a file") }
        var file = try [UInt8](allocatingRoomFor: total)
        func append(_ number: UInt32) {
            for shift in [0, 8, 16, 24] { file.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        append(0x4654_6c67)
        append(2)
        append(UInt32(total))
        append(UInt32(json.count))
        append(0x4e4f_534a)
        file += json
        append(UInt32(points + corners))
        append(0x004e_4942)
        for value in mesh.vertices { append(value.bitPattern) }
        for value in mesh.faces { append(value) }
        return file
    }
}
