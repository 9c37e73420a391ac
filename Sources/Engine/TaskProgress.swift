/// Where a task stands.
package struct TaskProgress: Sendable {
    package var state: PromptTask.State = .queued
    /// The node that runs.
    package var nodeID: String?
    /// Steps of that node, done and in all.
    package var value = 0.0
    package var max = 0.0
    /// 0...1: the time that is over, as a share of what it takes in all.
    package var overall = 0.0
    package var nodesDone = 0
    package var nodesTotal = 0
    /// Of the node that runs; nil where it has none, or has not done one yet.
    package var secondsPerStep: Double?
    /// Since the prompt began to run.
    package var secondsElapsed = 0.0
    /// To its end; nil before that can be said.
    package var secondsLeft: Double?
}
