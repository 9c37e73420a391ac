import Folders
import Formats
import Glibc
import Images
import System
import Tensors
import TestSupport
import Testing
import Workflow

@testable import Nodes

/// The reference's graphs of the transformer families with linear layers of integers of 8 bits (the key `int8_unet`), beside
/// the same without. Those networks are narrow, so layers with 64 inputs and outputs count already.
@Suite(.serialized) struct IntegerPictureTests {
    @Test(arguments: TransformerParityTests.rows) func staysNear(_ row: TransformerParityTests.Row) throws {
        let exact = try Results(row, integers: []), found = try Results(row, integers: .unet)
        #expect(!exact.latents.isEmpty && exact.latents.keys == found.latents.keys)
        #expect(exact.pictures.keys == found.pictures.keys)
        for (key, latent) in exact.latents.sorted(by: { $0.key < $1.key }) {
            let other = try #require(found.latents[key])
            let difference = relativeDifference(other, latent)
            print("int8 \(row.workflow)/\(key): differs by \(difference), \(Self.signalToNoise(other, latent)) dB")
            #expect(difference > 0 && difference < 0.2, "\(row.workflow)/\(key): \(difference)")
        }
        for (key, picture) in exact.pictures.sorted(by: { $0.key < $1.key }) {
            let decibels = Parity.signalToNoise(try #require(found.pictures[key]), picture)
            print("int8 \(row.workflow)/\(key): \(decibels) dB")
            #expect(decibels >= 24, "\(row.workflow)/\(key): \(decibels) dB")
        }
    }

    /// In decibels, of latents whose range is taken for that of a picture.
    private static func signalToNoise(_ a: Tensor, _ b: Tensor) -> Double {
        let (a, b) = (a.floats, b.floats)
        let range = Double(b.max()! - b.min()!)
        let squares = zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
        return 10 * log10(range * range * Double(b.count) / squares)
    }

    /// What a workflow saves, of latents those that are kept of the reference's.
    private struct Results {
        var latents: [String: Tensor] = [:]
        var pictures: [String: PixelImage] = [:]

        init(_ row: TransformerParityTests.Row, integers: ModelParts) throws {
            let root = Fixtures.path("reference/dit"), base = TemporaryFolder()
            var environment = Parity.environment(base, models: Parity.models, kinds: row.kinds)
            (environment.integers, environment.leastIntegers) = (integers, 64)
            let registry = NodeRegistry(BuiltinNodes.all(environment))
            let workflow = try Parity.workflow(row.workflow, in: root)
            let kept = try Parity.latentNames(row.workflow, in: root)
            func prefix(_ id: String) -> String { workflow[id]?["inputs"]?["filename_prefix"]?.string ?? "" }
            // a row that is compared by its latents alone has no autoencoder
            let autoencoders = Set(environment.folders.files(of: "vae"))
            func isThere(_ id: String) -> Bool {
                Parity.part(of: workflow, upTo: [id]).allSatisfy { _, node in
                    node["inputs"]?["vae_name"]?.string.map(autoencoders.contains) ?? true
                }
            }
            let targets = Parity.targets(workflow, registry).filter { id in
                kept.contains(prefix(id)) || workflow[id]?["class_type"]?.string == "SaveImage" && isThere(id)
            }
            for (id, output) in try Parity.run(Parity.part(of: workflow, upTo: targets), targets, registry) {
                for file in output["latents"]?.array ?? [] {
                    let path = try #require(file["filename"]?.string)
                    latents[prefix(id)] = try SafetensorsFile(path: "\(base.path)/output/\(path)")
                        .tensor("latent_tensor").converted(to: .f32)
                }
                for file in output["images"]?.array ?? [] {
                    let path = try #require(file["filename"]?.string)
                    pictures[path] = try PNG().decode(FileBytes.read("\(base.path)/output/\(path)")).rgba
                }
            }
        }
    }
}
