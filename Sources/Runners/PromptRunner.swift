package import Workflow

/// What runs prompts, one after another, in this process or in another one. All its functions are called on one thread.
package protocol PromptRunner: AnyObject {
    /// Runs a prompt to its end.
    func run(_ request: PromptRequest, for host: any PromptHost) -> PromptOutcome
    /// Has ready what prompts run in.
    func prepare()
    /// Forgets the outputs of nodes.
    func clearCache()
    /// The thread ends.
    func finish()
}
