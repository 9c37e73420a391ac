package import Formats

/// Runs prompts, and keeps their nodes' outputs for the next one. Used by one thread at a time.
package final class PromptExecutor {
    package let registry: NodeRegistry
    package let cachePolicy: CachePolicy
    private let cache: any NodeCache

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

    /// Runs the prompt to its end. Failure and cancellation are outcomes too.
    package func execute(_ request: PromptRequest) -> PromptOutcome { PromptRun(request, registry, cache).run() }

    /// Forgets all outputs.
    package func clearCache() { cache.clear() }
}
