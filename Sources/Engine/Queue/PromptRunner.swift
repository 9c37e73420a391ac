internal import Workflow

/// What runs the prompts of one worker, in this process or in another one. All its functions are called on the worker's
/// thread.
protocol PromptRunner: AnyObject {
    /// Runs a task to its end, publishing its events.
    func run(_ task: PromptTask) -> PromptResult
    /// Has ready what prompts run in.
    func prepare()
    /// Forgets the outputs of nodes.
    func clearCache()
    /// The thread ends.
    func finish()
}

/// Runs prompts in this process.
final class InProcessRunner: PromptRunner {
    private let client: Client
    private let registry: NodeRegistry
    /// Made for the first prompt.
    private var executor: PromptExecutor?

    init(_ client: Client, _ registry: NodeRegistry) {
        self.client = client
        self.registry = registry
    }

    func run(_ task: PromptTask) -> PromptResult {
        let client = client
        let tracer = client.spans.tracer
        let executor =
            executor
            ?? tracer.measure(SpanName.initializeExecutor, parent: task.span.context) {
                PromptExecutor(registry: registry, cachePolicy: client.configuration.cachePolicy)
            }
        self.executor = executor
        return PromptJob(task).run(
            executor, task.cancellation, client.closing, tracer,
            onValidated: { prompt, outputs in task.tracker.begin(prompt: prompt, outputs: outputs) },
            onEvent: { event in client.publish(event, task) })
    }

    func prepare() {}
    func clearCache() { executor?.clearCache() }
    func finish() {}
}
