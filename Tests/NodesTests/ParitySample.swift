import Formats
import Glibc
import Models
import System
import TestSupport
import Workflow

@testable import Nodes

/// Which outputs of the reference's workflows `make test` computes: at least one of each, and together whatever any of
/// them shows. With COMFY_PARITY=all (`make test-parity`) it is all of them.
struct ParitySample {
    static let isWhole = getenv("COMFY_PARITY").map { String(cString: $0) } == "all"

    /// An output of a workflow.
    struct Output {
        let workflow: String
        let prefix: String
        let traits: Set<String>
        /// About how often a network is run for it.
        let cost: Int
    }

    let all: [Output]
    let kept: [Output]
    private let prefixes: [String: Set<String>]

    /// Leaves out outputs, the dearest first, as long as each workflow has one and no trait is lost.
    init(of workflows: [String]) throws {
        let registry = NodeRegistry(
            BuiltinNodes.all(Parity.environment(TemporaryFolder(), models: ModelStore(), kinds: [], threads: 1)))
        all = try workflows.flatMap { try Self.outputs(of: $0, registry) }
        var showing: [String: Int] = [:]
        var remaining: [String: Int] = [:]
        for output in all {
            remaining[output.workflow, default: 0] += 1
            for trait in output.traits { showing[trait, default: 0] += 1 }
        }
        var kept: [Output] = []
        // sorting keeps the order of those that cost the same
        for output in all.sorted(by: { $0.cost > $1.cost }) {
            if remaining[output.workflow]! > 1, output.traits.allSatisfy({ showing[$0]! > 1 }) {
                remaining[output.workflow]! -= 1
                for trait in output.traits { showing[trait]! -= 1 }
            } else {
                kept.append(output)
            }
        }
        self.kept = kept
        prefixes = Dictionary(grouping: kept, by: \.workflow).mapValues { Set($0.map(\.prefix)) }
    }

    /// Whether an output is computed; those of other workflows are.
    func wants(_ prefix: String, of workflow: String) -> Bool {
        Self.isWhole || prefixes[workflow]?.contains(prefix) ?? true
    }

    private static func outputs(of name: String, _ registry: NodeRegistry) throws -> [Output] {
        let workflow = try Parity.workflow(name)
        return Parity.targets(workflow, registry).compactMap { target in
            let prefix = workflow[target]?["inputs"]?["filename_prefix"]?.string ?? ""
            let isLatent = workflow[target]?["class_type"] == "SaveLatent"
            guard isLatent || hasPicture("\(Parity.root)/goldens/\(name)/\(prefix)") else { return nil }
            let part = Parity.part(of: workflow, upTo: [target])
            return Output(
                workflow: name, prefix: prefix, traits: traits(part), cost: part.reduce(0) { $0 + cost($1.value) })
        }
    }

    /// Some pictures of the reference are not kept. Those and latents of a prefix share a counter.
    private static func hasPicture(_ prefix: String) -> Bool {
        (1...9).contains { access("\(prefix)_0000\($0)_.png", R_OK) == 0 }
    }

    /// Numbers that make no other path through the code, and names that are free.
    private static let plain: Set = [
        "seed", "noise_seed", "steps", "width", "height", "filename_prefix", "text",
    ]
    /// What is the same wherever it is chosen.
    private static let shared: Set = ["sampler_name", "scheduler"]

    /// The classes, with each network; for each of their inputs the class that it comes from, its name or flag, or what
    /// kind of number it is.
    private static func traits(_ part: JSONObject) -> Set<String> {
        var traits: Set<String> = []
        let networks = part.flatMap { _, node in
            ["ckpt_name", "unet_name"].compactMap { node["inputs"]?[$0]?.string }
        }
        for (_, node) in part {
            let name = node["class_type"]?.string ?? ""
            for network in networks.isEmpty ? [""] : networks { traits.insert("\(name) with \(network)") }
            for (input, value) in node["inputs"]?.object ?? [:] where !plain.contains(input) {
                let place = shared.contains(input) ? input : "\(name).\(input)"
                if let link = value.array, let source = link.first?.string.flatMap({ part[$0] }), link.count == 2 {
                    traits.insert("\(place) from \(source["class_type"]?.string ?? "") \(link[1].int ?? 0)")
                } else if let number = value.number {
                    traits.insert("\(place) \(kind(of: number))")
                } else {
                    traits.insert("\(place) \(value.string ?? value.serialized())")
                }
            }
        }
        return traits
    }

    private static func kind(of number: Double) -> String {
        number < 0 ? "negative" : number == 0 || number == 1 ? "\(number)" : number < 1 ? "a part" : "more"
    }

    private static func cost(_ node: JSON) -> Int {
        let inputs = node["inputs"]
        let name = inputs?["sampler_name"]?.string ?? ""
        // samplers that run the network twice a step
        let isTwofold = ["heun", "dpm_2", "2s", "sde", "seeds_2"].contains { name.contains($0) }
        return switch node["class_type"]?.string ?? "" {
        case let name where name.hasPrefix("VAE"): 6
        case "SamplerCustom", "SamplerCustomAdvanced": 12
        default: (inputs?["steps"]?.int ?? 0) * (isTwofold ? 4 : 2)
        }
    }
}
