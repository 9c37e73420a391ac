import Folders
import Formats
import Models
import System
import Tensors
import TestSupport
import Testing
import Workflow

@testable import Nodes

/// One model in several files draws one picture: exactly where the file holds the same numbers, else within a distance.
@Suite(.serialized) struct StorageTests {
    /// How a file holds the model, and how far its latent may then be from that of the original.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let distance: ClosedRange<Double>
        let write: @Sendable (_ model: [String: Tensor], _ path: String) throws -> Void
        var testDescription: String { name }
    }

    static let rows = [
        Row(name: "f32.safetensors", distance: 0...0) { model, path in
            try SafetensorsWriter.write(model, to: path)
        },
        Row(name: "bf16.safetensors", distance: 0...0) { model, path in
            try SafetensorsWriter.write(try model.mapValues { try $0.converted(to: .bf16) }, to: path)
        },
        Row(name: "shards.safetensors.index.json", distance: 0...0, write: writeShards),
        Row(name: "f16.safetensors", distance: 1e-7...1e-3) { model, path in
            try SafetensorsWriter.write(try model.mapValues { try $0.converted(to: .f16) }, to: path)
        },
        Row(name: "fp8_scaled.safetensors", distance: 5e-3...5e-2) { model, path in
            var file = try scaled(model, to: .f8e4m3, most: 448, scale: "scale_weight", code: codeOfFloat8)
            file["scaled_fp8"] = Tensor(uninitialized: [2], dtype: .f8e4m3)
            try SafetensorsWriter.write(file, to: path)
        },
        Row(name: "int8.safetensors", distance: 2e-3...5e-2) { model, path in
            let file = try scaled(model, to: .i8, most: 127, scale: "weight_scale") {
                UInt8(bitPattern: Int8($0.rounded(.toNearestOrEven)))
            }
            try SafetensorsWriter.write(file, to: path)
        },
        Row(name: "q8_0.gguf", distance: 1e-3...2e-2, write: writeGGUF),
    ]

    @Test(arguments: rows) func drawsTheSame(_ row: Row) throws {
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.fluxDev))
        var model: [String: Tensor] = [:]
        for name in file.names { model[name] = try file.tensor(name).converted(to: .f32) }
        let base = TemporaryFolder()
        base.makeFolder("models/diffusion_models")
        try row.write(model, "\(base.path)/models/diffusion_models/\(row.name)")

        let environment = Parity.environment(
            base, models: Parity.models, kinds: [.fluxDev, .clipL, .t5XXL])
        let registry = NodeRegistry(BuiltinNodes.all(environment))
        let workflow = try Parity.workflow("flux_dev", in: Fixtures.path("reference/dit"))
        var latents: [Tensor] = []
        for name in ["flux_dev_s.safetensors", row.name] {
            let output = try Parity.run(try drawing(workflow, with: name), ["13"], registry)
            let saved = try #require(output["13"]?["latents"]?.array?.first?["filename"]?.string)
            latents.append(try SafetensorsFile(path: "\(base.path)/output/\(saved)").tensor("latent_tensor"))
        }
        let distance = relativeDifference(latents[1], latents[0])
        #expect(row.distance.contains(distance), "\(row.name): \(distance)")
    }

    /// What the reference's graph needs for its first latent, with the model of this file.
    private func drawing(_ workflow: JSONObject, with name: String) throws -> JSONObject {
        var part = JSONObject()
        for id in ["1", "2", "4", "5", "6", "8", "9", "10", "11", "12", "13"] { part[id] = workflow[id] }
        part["1"] = ["class_type": "UNETLoader", "inputs": ["unet_name": .string(name), "weight_dtype": "default"]]
        return part
    }

    // Files

    /// The linear layers that are stored in fewer bits.
    private static func isWide(_ name: String, _ tensor: Tensor) -> Bool {
        name.hasSuffix(".weight") && tensor.shape.count == 2 && tensor.shape.min()! >= 64
    }

    private static func writeShards(_ model: [String: Tensor], _ path: String) throws {
        let names = model.keys.sorted()
        let folder = path[..<path.lastIndex(of: "/")!]
        var map = JSONObject()
        for (index, part) in [names.prefix(names.count / 2), names.suffix(from: names.count / 2)].enumerated() {
            let shard = "shards-0000\(index + 1)-of-00002.safetensors"
            for name in part { map[name] = .string(shard) }
            try SafetensorsWriter.write(
                Dictionary(uniqueKeysWithValues: part.map { ($0, model[$0]!) }), to: "\(folder)/\(shard)")
        }
        let index: JSONObject = ["metadata": [:], "weight_map": .object(map)]
        try AtomicFile.write(Array(JSON.object(index).serialized().utf8), to: path)
    }

    /// Rows divided by a scale each for int8, whole tensors for fp8, as ComfyUI has them.
    private static func scaled(
        _ model: [String: Tensor], to dtype: DType, most: Float, scale: String, code: (Float) -> UInt8
    ) throws -> [String: Tensor] {
        var file: [String: Tensor] = [:]
        for (name, tensor) in model {
            guard isWide(name, tensor) else {
                file[name] = tensor
                continue
            }
            let floats = tensor.floats
            let length = dtype == .i8 ? tensor.shape[1] : floats.count
            var codes: [UInt8] = []
            var scales: [Float] = []
            for start in stride(from: 0, to: floats.count, by: length) {
                let part = floats[start..<start + length]
                let divisor = max(part.lazy.map(abs).max()! / most, .leastNormalMagnitude)
                scales.append(divisor)
                codes += part.map { code($0 / divisor) }
            }
            file[name] = StoredTensor.tensor(dtype, codes, tensor.shape)
            let shape = dtype == .i8 ? [scales.count, 1] : []
            file[name.dropLast("weight".count) + scale] = Tensor(scales, shape: shape)
        }
        return file
    }

    /// The nearest of e4m3's numbers.
    private static func codeOfFloat8(_ value: Float) -> UInt8 {
        let size = abs(value)
        var low = 0
        var high = 126
        while high - low > 1 {
            let middle = (low + high) / 2
            if float8Values[middle] <= size { low = middle } else { high = middle }
        }
        let nearest = size - float8Values[low] <= float8Values[high] - size ? low : high
        return UInt8(nearest) | (value < 0 ? 0x80 : 0)
    }
    private static let float8Values = try! StoredTensor.tensor(
        .f8e4m3, Array(0...126), [127]
    ).converted(to: .f32).floats

    /// Linear layers in blocks of 32 with a half-precision scale each (GGML's Q8_0), the rest as f32.
    private static func writeGGUF(_ model: [String: Tensor], _ path: String) throws {
        var writer = GGUFWriter()
        writer.add("general.architecture", "flux")
        let blocks = model.filter { isWide($0, $1) && $1.shape[1] % 32 == 0 }.keys
        try AtomicFile.write(writer.bytes(model, blocks: Set(blocks)), to: path)
    }
}

private enum StoredTensor {
    static func tensor(_ dtype: DType, _ bytes: [UInt8], _ shape: [Int]) -> Tensor {
        var tensor = Tensor(uninitialized: shape, dtype: dtype)
        tensor.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
        return tensor
    }
}
