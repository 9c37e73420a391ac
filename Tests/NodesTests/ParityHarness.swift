import Folders
import Formats
import Glibc
import Images
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes
@testable import Sampling

/// Reference workflows on the reference's model, and the comparison with what ComfyUI made of them.
enum Parity {
    /// One of the reference's workflows.
    static func workflow(_ name: String, in root: String = root) throws -> JSONObject {
        let bytes = try FileBytes.read("\(root)/workflows/\(name).json")
        // the tests' models are all safetensors
        let text = String(decoding: bytes, as: UTF8.self).replacing(".pth\"", with: ".safetensors\"")
        return try #require(try JSON(parsing: text).object)
    }

    /// The part of the reference that is among the fixtures.
    static let root = Fixtures.path("reference")

    /// Its output nodes of which nothing is missing: neither a class nor a sampler nor a file.
    static func targets(_ workflow: JSONObject, _ registry: NodeRegistry) -> [String] {
        func isPossible(_ id: String) -> Bool {
            guard let node = workflow[id], let name = node["class_type"]?.string, let inputs = node["inputs"]?.object,
                registry[name] != nil
            else { return false }
            if let sampler = inputs["sampler_name"]?.string, (try? Sampler(named: sampler)) == nil { return false }
            return inputs.allSatisfy { $0.value.array?.first?.string.map(isPossible) ?? true }
        }
        return workflow.keys.filter { id in
            let name = workflow[id]?["class_type"]?.string ?? ""
            return registry[name]?.schema.isOutputNode == true && isPossible(id)
        }
    }

    /// The nodes that `targets` need: a prompt with a node of an unknown class is invalid, needed or not.
    static func part(of workflow: JSONObject, upTo targets: [String]) -> JSONObject {
        var needed: Set<String> = []
        var open = targets
        while let id = open.popLast() {
            guard needed.insert(id).inserted else { continue }
            open += (workflow[id]?["inputs"]?.object ?? [:]).compactMap { $0.value.array?.first?.string }
        }
        var part: JSONObject = [:]
        for (id, node) in workflow where needed.contains(id) { part[id] = node }
        return part
    }

    /// Folders with the reference's inputs and its models of these kinds, and an output folder of their own.
    static func environment(
        _ base: TemporaryFolder, models: ModelStore, kinds: [SyntheticCheckpoint.Kind] = [.sd1Small, .embedding],
        layouts: [String] = [], folder: String? = nil, threads: Int = 2, bf16: ModelParts = []
    ) -> NodeEnvironment {
        var paths = Folders.Paths(basePaths: [base.path], input: Fixtures.path("reference/input"))
        let hasModels = !kinds.isEmpty || !layouts.isEmpty
        if let folder = folder ?? (hasModels ? SyntheticCheckpoint.modelsFolder(kinds, layouts: layouts) : nil) {
            paths.additional = modelFolders.map { ($0, "\(folder)/\($0)", true) }
        }
        return NodeEnvironment(
            folders: try! Folders(paths), models: models, pool: ThreadPool(threads: threads), bf16: bf16)
    }

    private static let modelFolders = [
        "checkpoints", "embeddings", "controlnet", "diffusion_models", "vae_approx", "clip_vision", "style_models",
        "gligen", "upscale_models", "loras", "hypernetworks", "text_encoders", "vae",
    ]

    /// The reference's model stays loaded from test to test.
    static let models = ModelStore()

    /// The latents that are kept of a workflow.
    static func latentNames(_ name: String, in root: String) throws -> Set<String> {
        Set(try SafetensorsFile(path: "\(root)/goldens/\(name).safetensors").names)
    }

    /// How far results are from the reference's.
    struct Report {
        /// By SaveLatent's prefix: ‖a - b‖ / ‖b‖.
        var latents: [String: Double] = [:]
        /// By file: the share of pixels more than 1/255 off, and the largest difference in levels.
        var pictures: [String: (share: Double, most: Int)] = [:]
        /// By file, in decibels.
        var signalToNoise: [String: Double] = [:]
    }

    /// Runs what can be run of a workflow and compares.
    ///
    /// - Parameter change: of the workflow, before it is run.
    static func compare(
        _ name: String, on kinds: [SyntheticCheckpoint.Kind] = [.sd1Small, .embedding], layouts: [String] = [],
        where isWanted: (String) -> Bool = { _ in true }, root: String = root, folder: String? = nil,
        threads: Int = 2, bf16: ModelParts = [], changed change: (inout JSONObject) -> Void = { _ in }
    ) throws -> Report {
        let base = TemporaryFolder()
        let environment = environment(
            base, models: models, kinds: kinds, layouts: layouts, folder: folder, threads: threads, bf16: bf16)
        let registry = NodeRegistry(BuiltinNodes.all(environment))
        var workflow = try workflow(name, in: root)
        change(&workflow)
        let targets = targets(workflow, registry).filter { id in
            isWanted(workflow[id]?["inputs"]?["filename_prefix"]?.string ?? "")
        }
        let outputs = try run(Self.part(of: workflow, upTo: targets), targets, registry)
        var report = Report()
        let goldens = try? SafetensorsFile(path: "\(root)/goldens/\(name).safetensors")
        for (id, output) in outputs {
            let prefix = try #require(workflow[id]?["inputs"]?["filename_prefix"]?.string)
            for (index, file) in (output["latents"]?.array ?? []).enumerated() {
                let fileName = try #require(file["filename"]?.string)
                let path = base.path + "/output/" + fileName
                // Of a list that is saved the later items are keyed by their files' names.
                let key = index == 0 ? prefix : fileName
                let golden = try #require(try goldens?.tensor(key))
                report.latents[key] = relativeDifference(
                    try SafetensorsFile(path: path).tensor("latent_tensor"), golden)
            }
            for file in output["images"]?.array ?? [] {
                let fileName = try #require(file["filename"]?.string)
                let path = "\(root)/goldens/\(name)/\(fileName)"
                // A prefix's pictures and latents share a counter, and some pictures of the reference are not kept.
                guard let golden = try? FileBytes.read(path) else { continue }
                let picture = try PNG().decode(try FileBytes.read(base.path + "/output/" + fileName))
                report.pictures[fileName] = difference(picture.rgba, try PNG().decode(golden).rgba)
                report.signalToNoise[fileName] = signalToNoise(picture.rgba, try PNG().decode(golden).rgba)
            }
        }
        return report
    }

    /// PSNR over the colours.
    static func signalToNoise(_ a: PixelImage, _ b: PixelImage) -> Double {
        guard a.width == b.width, a.height == b.height else { return -.infinity }
        var squares = 0
        for at in 0..<4 * a.width * a.height where at % 4 < 3 {
            let difference = Int(a.bytes[at]) - Int(b.bytes[at])
            squares += difference * difference
        }
        return 10 * log10(255 * 255 * Double(3 * a.width * a.height) / Double(squares))
    }

    private static func difference(_ a: PixelImage, _ b: PixelImage) -> (share: Double, most: Int) {
        guard a.width == b.width, a.height == b.height else { return (1, 255) }
        var off = 0
        var most = 0
        for pixel in 0..<(a.width * a.height) {
            let difference = (0..<4).map { abs(Int(a.bytes[pixel * 4 + $0]) - Int(b.bytes[pixel * 4 + $0])) }.max()!
            most = max(most, difference)
            if difference > 1 { off += 1 }
        }
        return (Double(off) / Double(a.width * a.height), most)
    }
}
