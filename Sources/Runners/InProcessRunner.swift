internal import System
internal import Tracing
package import Workflow

/// Runs prompts in this process.
package final class InProcessRunner: PromptRunner {
    private let registry: NodeRegistry
    private let cachePolicy: CachePolicy
    /// Made for the first prompt.
    private var executor: PromptExecutor?

    package init(_ registry: NodeRegistry, _ cachePolicy: CachePolicy) {
        self.registry = registry
        self.cachePolicy = cachePolicy
    }

    package func run(_ request: PromptRequest, for host: any PromptHost) -> PromptOutcome {
        let executor =
            executor
            ?? host.tracer.measure(SpanName.initializeExecutor, parent: host.trace) {
                PromptExecutor(registry: registry, cachePolicy: cachePolicy)
            }
        self.executor = executor
        let trace = PromptTrace(host.tracer, parent: host.trace, promptID: request.promptID)
        let outcome = executor.run(
            request,
            in: RunEnvironment(
                cancellation: host.cancellation, closing: host.closing, observer: trace,
                onValidated: { request, outputs in host.begin(request, outputs: outputs) },
                onEvent: { event in host.publish(event) }))
        trace.end(outcome.status)
        return outcome
    }

    package func prepare() {}
    package func clearCache() { executor?.clearCache() }
    package func finish() {}
}
