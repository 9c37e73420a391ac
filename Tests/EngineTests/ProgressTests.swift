import Formats
import Synchronization
import System
import TestSupport
import Testing
import Workflow

@testable import Engine

/// How far a prompt is, against how far it really is, with costs and a clock that are made up.
@Suite struct ProgressTests {
    /// What the nodes of a prompt take.
    private struct Costs {
        var loading = 0.2
        var encoding = 0.3
        var step = 2.6
        /// Beside the others: weights are read then.
        var firstStep = 1.0
        var steps = 20
        var decoding = 2.1
        var saving = 0.1
    }

    private static let prompt: JSONObject = [
        "4": ["class_type": "Loader", "inputs": [:]],
        "5": ["class_type": "EmptyLatentImage", "inputs": [:]],
        "6": ["class_type": "Encode", "inputs": ["clip": ["4", 1]]],
        "7": ["class_type": "Encode", "inputs": ["clip": ["4", 1]]],
        "3": [
            "class_type": "KSampler",
            "inputs": [
                "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0], "steps": 20,
            ],
        ],
        "8": ["class_type": "VAEDecode", "inputs": ["samples": ["3", 0], "vae": ["4", 2]]],
        "9": ["class_type": "SaveImage", "inputs": ["images": ["8", 0]]],
    ]

    /// Runs a prompt, and asks every 50 ms.
    private final class Run {
        private let time = Time()
        private let tracker: ProgressTracker
        private let log = ProgressLog(promptID: "p")
        private(set) var looks: [(elapsed: Double, progress: TaskProgress)] = []

        final class Time: Sendable {
            let now = Atomic<Int64>(1_000_000_000)
        }

        init(_ costs: NodeCosts, _ prompt: JSONObject, cached: [String] = []) {
            tracker = ProgressTracker(costs: costs) { [time] in time.now.load(ordering: .relaxed) }
            tracker.begin(prompt: prompt, outputs: ["9"])
            let names = JSON.array(cached.map { .string($0) })
            tell(WorkflowEvent("execution_cached", ["nodes": names]))
        }

        private func tell(_ event: WorkflowEvent) { _ = tracker.note(.init(name: event.name), event) }

        func pass(_ seconds: Double) {
            for _ in 0..<Int((seconds * 20).rounded()) {
                time.now.add(50_000_000, ordering: .relaxed)
                looks.append((Double(time.now.load(ordering: .relaxed) - 1_000_000_000) / 1e9, tracker.snapshot()))
            }
        }

        func change(_ id: String, _ value: Double, _ max: Double, _ phase: ProgressChange.Phase) {
            let change = ProgressChange(
                nodeID: id, displayNodeID: id, parentNodeID: nil, realNodeID: id, value: .double(value),
                max: .double(max), phase: phase)
            tell(log.note(change, clientID: nil))
        }

        func node(_ id: String, _ body: () -> Void) {
            tell(WorkflowEvent("executing", ["node": .string(id)]))
            change(id, 0, 1, .running)
            body()
            change(id, 1, 1, .finished)
        }

        func steps(_ id: String, _ costs: Costs) {
            tell(WorkflowEvent("executing", ["node": .string(id)]))
            change(id, 0, 1, .running)
            pass(costs.firstStep)
            for step in 1...costs.steps {
                pass(costs.step)
                change(id, Double(step), Double(costs.steps), .running)
            }
            change(id, Double(costs.steps), Double(costs.steps), .finished)
        }

        func end() -> TaskProgress {
            tracker.end()
            return tracker.snapshot()
        }
    }

    private func run(_ known: NodeCosts, _ costs: Costs, cached: Bool = false) -> Run {
        let run = Run(known, Self.prompt, cached: cached ? ["4", "5", "6", "7"] : [])
        if !cached {
            run.node("4") { run.pass(costs.loading) }
            run.node("5") {}
            run.node("6") { run.pass(costs.encoding) }
            run.node("7") { run.pass(costs.encoding) }
        }
        run.steps("3", costs)
        run.node("8") { run.pass(costs.decoding) }
        run.node("9") { run.pass(costs.saving) }
        return run
    }

    /// How far the bar is off at its worst.
    private func error(_ run: Run) -> Double {
        let total = run.looks.last?.elapsed ?? 1
        return run.looks.map { abs($0.progress.overall - $0.elapsed / total) }.max() ?? 1
    }

    @Test func theBarIsTrueAtEveryMoment() {
        let known = NodeCosts()
        // The first picture of a process, of which nothing is known
        #expect(error(run(known, Costs())) < 0.15)
        #expect(error(run(NodeCosts(), Costs(step: 0.7, decoding: 0.5))) < 0.15)
        #expect(error(run(NodeCosts(), Costs(step: 6.3, firstStep: 5, decoding: 9))) < 0.15)
        // Later ones, also with a text that was encoded before
        #expect(error(run(known, Costs())) < 0.05)
        #expect(error(run(known, Costs(), cached: true)) < 0.05)
        // Of another size
        #expect(error(run(known, Costs(step: 12, decoding: 9.5))) < 0.15)
        #expect(error(run(known, Costs(step: 0.65, decoding: 0.5))) < 0.15)
    }

    @Test func theBarNeverGoesBackAndTheTimeIsTold() throws {
        let known = NodeCosts()
        let first = run(known, Costs())
        for (one, next) in zip(first.looks, first.looks.dropFirst()) {
            #expect(one.progress.overall <= next.progress.overall && next.progress.overall < 1)
        }
        // Before a step was done nobody knows
        #expect(first.looks[3].progress.secondsLeft == nil && first.looks[3].progress.secondsPerStep == nil)
        let total = try #require(first.looks.last?.elapsed)
        for look in first.looks where look.elapsed > 8 && look.progress.nodeID == "3" {
            let left = try #require(look.progress.secondsLeft)
            #expect(abs(left - (total - look.elapsed)) < 0.15 * total)
            #expect(abs((look.progress.secondsPerStep ?? 0) - 2.6) < 0.01 || look.progress.value < 2)
        }
        let second = run(known, Costs())
        #expect(second.looks.allSatisfy { $0.progress.secondsLeft != nil })
        #expect(abs((second.looks.first?.progress.secondsLeft ?? 0) - total) < 0.05 * total)
        let end = second.end()
        #expect(end.nodesDone == 7 && end.nodesTotal == 7 && end.nodeID == nil)
        #expect(abs(end.secondsElapsed - total) < 0.01)
    }

    @Test func stepsOfNoiseLevelsAreTheSchedulers() {
        var prompt = Self.prompt
        prompt["3"] = [
            "class_type": "SamplerCustomAdvanced",
            "inputs": [
                "latent_image": ["5", 0], "sigmas": ["s", 0], "guider": ["6", 0], "x": ["4", 0], "y": ["7", 0],
            ],
        ]
        prompt["s"] = ["class_type": "SplitSigmas", "inputs": ["sigmas": ["t", 0]]]
        prompt["t"] = ["class_type": "BasicScheduler", "inputs": ["steps": 20]]
        let estimate = PromptEstimate(prompt: prompt, costs: NodeCosts())
        #expect(estimate.seconds(of: "3", .init(step: 2)) == (40, true))
        #expect(estimate.seconds(of: "4", .init(step: 2)).seconds == 0.2)
    }

    /// A node that waits for others counts what it does itself.
    @Test func waitingCostsNothing() {
        let known = NodeCosts()
        let run = Run(known, Self.prompt)
        run.change("3", 0, 1, .running)
        run.node("4") { run.pass(5) }
        run.node("3") { run.pass(1) }
        #expect(abs((known["Loader"]?.seconds ?? 0) - 5) < 0.01 && abs((known["KSampler"]?.seconds ?? 0) - 1) < 0.01)
    }

    @Test func theEventsOfStepsHaveIt() throws {
        let tracker = ProgressTracker(costs: NodeCosts()) { 5 }
        tracker.begin(prompt: Self.prompt, outputs: ["9"])
        let event = WorkflowEvent("progress", ["value": 1, "max": 2, "node": "3", "prompt_id": "p"])
        let progress = try #require(tracker.note(.progress, event))
        #expect(progress.state == .running && progress.nodesTotal == 7)
        #expect(tracker.note(.executed, WorkflowEvent("executed", [:])) == nil)
    }
}
