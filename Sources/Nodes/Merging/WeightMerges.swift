internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Two diffusion models or two text encoders as one: a sum of their weights, each with its share.
struct WeightMerge: Node {
    enum Subject: Sendable { case model, clip }

    private let subject: Subject
    /// What the shares go by.
    private let number: InputSchema?
    private let shares: @Sendable (Double) -> (kept: Double, share: Double)
    private let environment: NodeEnvironment
    let schema: NodeSchema

    static func all(_ subject: Subject, _ environment: NodeEnvironment) -> [any Node] {
        let thing = subject == .model ? "diffusion model" : "text encoder"
        return [
            Self(
                "Simple", subject, .float("ratio", default: 1, min: 0, max: 1, step: 0.01), environment,
                "Two \(thing)s as one, each with its share."
            ) { ($0, 1 - $0) },
            Self(
                "Subtract", subject, .float("multiplier", default: 1, min: -10, max: 10, step: 0.01), environment,
                "What one \(thing) has beyond another."
            ) { ($0, -$0) },
            Self(
                "Add", subject, nil, environment, "The sum of two \(thing)s, one of which may be a difference."
            ) { _ in (1, 1) },
        ]
    }

    private init(
        _ name: String, _ subject: Subject, _ number: InputSchema?, _ environment: NodeEnvironment,
        _ description: String, _ shares: @escaping @Sendable (Double) -> (kept: Double, share: Double)
    ) {
        (self.subject, self.number, self.shares, self.environment) = (subject, number, shares, environment)
        let (prefix, input, type) = subject == .model ? ("Model", "model", "MODEL") : ("CLIP", "clip", "CLIP")
        schema = NodeSchema(
            "\(prefix)Merge\(name)", category: "advanced/model_merging",
            inputs: [.link("\(input)1", type), .link("\(input)2", type)] + (number.map { [$0] } ?? []),
            outputs: [OutputSchema(type)]
        ).with { $0.description = description }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let amounts = shares(try number.map { try inputs.float($0.name) } ?? 0)
        switch subject {
        case .model: return .values(try inputs.mergedModels(environment, context) { _ in amounts })
        case .clip: return .values(try inputs.mergedClips(environment, context) { _ in amounts })
        }
    }
}

extension NodeInputs {
    /// The first model with something of the second one in each weight.
    func mergedModels(
        _ environment: NodeEnvironment, _ context: any NodeContext,
        _ amounts: (_ name: String) throws -> (kept: Double, share: Double)?
    ) throws -> Value {
        let (first, second) = (try model("model1"), try model("model2"))
        guard let own = first.weights, let other = second.weights else {
            throw NodeError("RuntimeError", "a model of this kind cannot be merged")
        }
        return try translatingErrors {
            let patches = try own.merging(other, amounts)
            if patches.isEmpty && own.names.count > 0 && !own.names.contains(where: { other.shape($0) != nil }) {
                Warnings.tell("the models have no weights in common; the first is left as it is")
            }
            let compute = environment.compute(context.cancellation)
            return .object(ModelObject(try first.patched(by: patches, compute)))
        }
    }

    /// The same of text encoders.
    fileprivate func mergedClips(
        _ environment: NodeEnvironment, _ context: any NodeContext,
        _ amounts: (_ name: String) throws -> (kept: Double, share: Double)?
    ) throws -> Value {
        let first = try object("clip1", ClipObject.self, "a CLIP")
        let second = try object("clip2", ClipObject.self, "a CLIP")
        guard let own = first.encoder.weights, let other = second.encoder.weights else {
            throw NodeError("RuntimeError", "a text encoder of this kind cannot be merged")
        }
        return try translatingErrors {
            let patches = try own.merging(other, amounts)
            return .object(try first.patched(by: patches, environment.compute(context.cancellation)))
        }
    }
}
