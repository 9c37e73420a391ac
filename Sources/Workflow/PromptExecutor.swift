package import Formats
internal import System
internal import Tensors

/// Runs prompts, and keeps their nodes' outputs for the next one. Used by one thread at a time.
package final class PromptExecutor {
    package let registry: NodeRegistry
    package let cachePolicy: CachePolicy
    private let cache: any NodeCache

    /// Bytes that small prompts in a row use again; what large ones have worked in goes back to the system.
    private static let keptMemory = 32 << 20

    package init(registry: NodeRegistry, cachePolicy: CachePolicy = .classic) {
        self.registry = registry
        self.cachePolicy = cachePolicy
        cache = cachePolicy.makeCache()
    }

    /// Checks a prompt in API format, from its output nodes downward; with `targets`, from those only.
    /// Any JSON is admissible: what is wrong with it is in the result. Touches no state: safe beside `execute`.
    package static func validate(prompt: JSON, targets: [String]? = nil, registry: NodeRegistry) -> PromptValidation {
        PromptValidator.validate(prompt, targets: targets, registry: registry)
    }

    package func validate(prompt: JSON, targets: [String]? = nil) -> PromptValidation {
        Self.validate(prompt: prompt, targets: targets, registry: registry)
    }

    /// Checks the prompt and runs what of it is valid, to its end. Failure and cancellation are outcomes too.
    package func run(_ request: PromptRequest, in environment: RunEnvironment) -> PromptOutcome {
        defer { TensorMemory.trim(above: Self.keptMemory) }
        if environment.cancellation.isCancelled { return .withdrawn(request.promptID) }
        let validation = environment.cancellation.whileCurrent {
            validate(prompt: .object(request.prompt), targets: request.targets)
        }
        // then the validation has ended early, too
        if environment.cancellation.isCancelled { return .withdrawn(request.promptID) }
        if let error = validation.error {
            let errors = validation.nodeErrors.isEmpty ? error : validation.nodeErrors
            return PromptOutcome(.invalid(errors), messages: [.string(JSON.object(errors).serialized(.python))])
        }
        var valid = request
        valid.prompt = validation.prompt
        environment.onValidated(valid, validation.goodOutputs)
        var outcome = execute(valid, outputs: validation.goodOutputs, in: environment)
        outcome.nodeErrors = validation.nodeErrors
        return outcome
    }

    /// Runs some outputs of a prompt, and what they need, as they are.
    package func execute(
        _ request: PromptRequest, outputs: [String], in environment: RunEnvironment = RunEnvironment()
    ) -> PromptOutcome {
        PromptRun(request, outputs: outputs, environment, registry, cache).run()
    }

    /// Forgets all outputs, and gives their memory back.
    package func clearCache() {
        cache.clear()
        TensorMemory.trim(above: Self.keptMemory)
    }

    deinit { clearCache() }
}
