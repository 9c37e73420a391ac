import Configuration
import Formats
import Glibc
import Runners
import Synchronization
import System
import TestSupport
import Testing
import Workflow

@testable import Engine

@Suite(.everyExecutor) struct ClientTests {
    @Test func runsAPrompt() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        var request = PromptRequest(prompt: Workflows.show(42))
        request.promptID = "first"
        let task = try client.queuePrompt(request)
        #expect(task.wait(until: Deadline(milliseconds: 30_000)))
        #expect(task.state == .success)
        #expect(try task.result()["2"]?["images"]?.array?.count == 1)
        #expect(task.imageCount == 1)
        let image = try #require(task.image(at: 0))
        #expect(image.image.bytes == [42] && image.nodeID == "2" && image.entry["filename"] == "42.png")
        #expect(task.image(at: 1) == nil && task.image(at: -1) == nil)
        #expect(task.progress.overall == 1 && task.progress.nodesDone == 2 && task.progress.nodesTotal == 2)
        let entry = try #require(client.history["first"])
        #expect(entry["status"]?["status_str"] == "success" && entry["outputs"]?["2"] != nil)
        #expect(client.taskCount == 0)
        let names = names(task)
        #expect(names.first == "execution_start" && names.last == "execution_success")
        #expect(!names.contains("status"))
    }

    @Test func serverEventsAreAnOption() throws {
        let (client, _) = try makeClient { $0.sendsServerEvents = true }
        defer { client.destroy(cancelling: true) }
        // However fast a worker is: it hears of a prompt after everybody was told.
        for _ in 0..<100 {
            let names = names(try client.queuePrompt(PromptRequest(prompt: Workflows.show(1))))
            #expect(names.prefix(3) == ["status", "status", "execution_start"])
            #expect(names.suffix(3) == ["execution_success", "status", "executing"])
        }
    }

    @Test func invalidPromptsHaveNoEvents() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        let task = try client.queuePrompt(PromptRequest(prompt: Workflows.show(1000)))
        #expect(names(task).isEmpty)
        #expect(task.state == .error)
        let error = #expect(throws: EngineError.self) { try task.result() }
        #expect(error?.code == .validationFailed)
        #expect(error?.details?["1"]?["errors"]?.array?.first?["type"] == "value_bigger_than_max")
        #expect(try task.failure() != nil)
        #expect(client.history[task.promptID]?["status"]?["status_str"] == "error")
    }

    @Test func failuresTellTheNode() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        let task = try client.queuePrompt(PromptRequest(prompt: Workflows.failing))
        #expect(names(task).last == "execution_error")
        let error = #expect(throws: EngineError.self) { try task.result() }
        #expect(error?.code == .executionFailed)
        #expect(error?.message == "node 2 (Failing): ValueError: no good")
        #expect(error?.details?["exception_type"] == "ValueError")
    }

    @Test func cancelWhileRunning() throws {
        let (client, gate) = try makeClient()
        defer { client.destroy(cancelling: true) }
        var count = 0
        let isSoon = try isReached {
            let task = try client.queuePrompt(PromptRequest(prompt: Workflows.slow(1)))
            count += 1
            try gate.waitUntilBegan(count)
            #expect(task.state == .running && client.taskCount == 1)
            #expect(task.progress.nodeID == "3")
            let time = milliseconds {
                task.cancel()
                #expect(task.wait(until: Deadline(milliseconds: 30_000)))
            }
            #expect(task.state == .cancelled)
            #expect(#expect(throws: EngineError.self) { try task.result() }?.code == .cancelled)
            #expect(names(task).last == "execution_interrupted")
            task.cancel()
            #expect(task.state == .cancelled)
            return time < 250
        }
        #expect(isSoon)
    }

    @Test func cancelWhileQueuedIsNeverLost() throws {
        let (client, gate) = try makeClient()
        defer { client.destroy(cancelling: true) }
        let running = try client.queuePrompt(PromptRequest(prompt: Workflows.slow(1)))
        let waiting = try (0..<20).map { try client.queuePrompt(PromptRequest(prompt: Workflows.show($0))) }
        for task in waiting where task.number % 2 == 0 { task.cancel() }
        gate.isOpen.store(true, ordering: .relaxed)
        for task in waiting {
            #expect(task.wait(until: Deadline(milliseconds: 30_000)))
            #expect(task.state == (task.number % 2 == 0 ? .cancelled : .success))
        }
        #expect(running.wait(until: Deadline(milliseconds: 30_000)) && running.state == .success)
        // At once after queueing, whether or not a worker was faster.
        gate.isOpen.store(false, ordering: .relaxed)
        for _ in 0..<200 {
            let task = try client.queuePrompt(PromptRequest(prompt: Workflows.slow(2)))
            task.cancel()
            #expect(task.wait(until: Deadline(milliseconds: 30_000)))
            #expect(task.state == .cancelled)
        }
    }

    @Test func prioritiesThenOrder() throws {
        let order = Monitor<[String]>([])
        let (client, gate) = try makeClient {
            $0.eventHandler = { event, _ in
                if event.kind == .executionStart { order.withLock { $0.append(event.promptID ?? "") } }
            }
        }
        _ = try client.queuePrompt(PromptRequest(prompt: Workflows.slow(1)))
        try gate.waitUntilBegan()
        for (id, priority) in [("a", 0), ("b", 5), ("c", 0), ("d", 5), ("e", -1), ("f", 9)] {
            let request = PromptRequest(promptID: id, prompt: Workflows.show(1))
            _ = try client.queuePrompt(request, priority: priority)
        }
        let pending = client.queueReport["queue_pending"]?.array?.compactMap { $0.array?[1].string }
        #expect(pending == ["f", "b", "d", "a", "c", "e"])
        #expect(client.queueReport["queue_running"]?.array?.count == 1)
        gate.isOpen.store(true, ordering: .relaxed)
        client.destroy(cancelling: false)
        #expect(order.withLock { $0.dropFirst() } == ["f", "b", "d", "a", "c", "e"])
    }

    @Test func queueIsBoundedAndIdsAreUnique() throws {
        let (client, gate) = try makeClient { $0.resources.configuration = try! Configuration(["max_queue_size": 2]) }
        defer { client.destroy(cancelling: true) }
        var request = PromptRequest(prompt: Workflows.slow(1))
        request.promptID = "same"
        let task = try client.queuePrompt(request)
        try gate.waitUntilBegan()
        let twice = request
        #expect(#expect(throws: EngineError.self) { try client.queuePrompt(twice) }?.code == .invalidArgument)
        for _ in 0..<2 { _ = try client.queuePrompt(PromptRequest(prompt: Workflows.show(1))) }
        let full = #expect(throws: EngineError.self) {
            try client.queuePrompt(PromptRequest(prompt: Workflows.show(1)))
        }
        #expect(full?.code == .queueFull)
        client.clearQueue()
        #expect(client.taskCount == 1)
        task.cancel()
        #expect(task.wait(until: Deadline(milliseconds: 30_000)))
        #expect(try client.queuePrompt(twice).promptID == "same")
    }

    @Test func removeQueuedAndInterrupt() throws {
        let (client, gate) = try makeClient()
        defer { client.destroy(cancelling: true) }
        let running = try client.queuePrompt(PromptRequest(prompt: Workflows.slow(1)))
        let waiting = try client.queuePrompt(PromptRequest(prompt: Workflows.show(1)))
        try gate.waitUntilBegan()
        #expect(!client.removeQueued(running.promptID) && !client.removeQueued("none"))
        #expect(client.removeQueued(waiting.promptID) && waiting.state == .cancelled)
        client.interrupt("none")
        usleep(5000)
        #expect(running.state == .running)
        client.interrupt(running.promptID)
        #expect(running.wait(until: Deadline(milliseconds: 30_000)) && running.state == .cancelled)
    }

    @Test func workersRunSideBySide() throws {
        let (client, gate) = try makeClient { $0.maxWorkers = 3 }
        let tasks = try (0..<3).map { try client.queuePrompt(PromptRequest(prompt: Workflows.slow($0))) }
        try gate.waitUntilBegan(3)
        #expect(tasks.allSatisfy { $0.state == .running })
        tasks[1].cancel()
        #expect(tasks[1].wait(until: Deadline(milliseconds: 30_000)) && tasks[1].state == .cancelled)
        #expect(tasks[0].state == .running && tasks[2].state == .running)
        gate.isOpen.store(true, ordering: .relaxed)
        client.destroy(cancelling: false)
        #expect(tasks.map(\.state) == [.success, .cancelled, .success])
    }

    @Test func destroyWaitsOrCancels() throws {
        for cancelling in [false, true] {
            let (client, gate) = try makeClient { $0.keepsEvents = true }
            let tasks = try (0..<3).map { try client.queuePrompt(PromptRequest(prompt: Workflows.slow($0))) }
            try gate.waitUntilBegan()
            if !cancelling { gate.isOpen.store(true, ordering: .relaxed) }
            client.destroy(cancelling: cancelling)
            #expect(tasks.allSatisfy { $0.state == (cancelling ? .cancelled : .success) })
            #expect(!client.isRunning)
            #expect(
                #expect(throws: EngineError.self) {
                    try client.queuePrompt(PromptRequest(prompt: Workflows.show(1)))
                }?.code == .closed)
            #expect((#expect(throws: (any Error).self) { try client.nodeSchemas() } as? EngineError)?.code == .closed)
            var sequence: UInt64 = 0
            while case .event(let event, let dropped) = client.events?.next(until: Deadline(milliseconds: 30_000)) {
                sequence += 1
                #expect(event.sequence == sequence && dropped == 0)
            }
            #expect(sequence > 0)
        }
    }

    @Test func cachesAndModels() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        func cached() throws -> Int {
            let task = try client.queuePrompt(PromptRequest(prompt: Workflows.show(9)))
            while case .event(let event, _) = task.events.next(until: Deadline(milliseconds: 30_000)) {
                if event.kind == .executionCached { return event.data["nodes"]?.array?.count ?? -1 }
            }
            return -1
        }
        #expect(try cached() == 0)
        #expect(try cached() == 2)
        try client.freeMemory(models: true, cache: true)
        #expect(try cached() == 0)
        #expect(try client.memoryReport()["process"]?["resident_bytes"]?.int ?? 0 > 0)
        #expect(
            (#expect(throws: (any Error).self) { try client.loadModel("vae", "no") } as? EngineError)?.code == .notFound
        )
        #expect(
            (#expect(throws: (any Error).self) { try client.unloadModel("vae", "no") } as? EngineError)?.code
                == .notFound)
    }

    @Test func eventHandlerMayCallBack() throws {
        let finished = Monitor(false)
        let box = Monitor<Client?>(nil)
        let (client, _) = try makeClient {
            $0.eventHandler = { event, _ in
                guard event.kind == .executionSuccess, event.promptID == "outer", let client = box.withLock({ $0 })
                else { return }
                var inner = PromptRequest(prompt: Workflows.show(2))
                inner.promptID = "inner"
                let task = try? client.queuePrompt(inner)
                _ = task?.wait(until: Deadline(milliseconds: 30_000))
                finished.update { $0 = true }
            }
        }
        box.withLock { $0 = client }
        var outer = PromptRequest(prompt: Workflows.show(1))
        outer.promptID = "outer"
        _ = try client.queuePrompt(outer)
        #expect(finished.wait(until: Deadline(milliseconds: 30_000)) { $0 ? true : nil } == true)
        box.withLock { $0 = nil }
        client.destroy(cancelling: false)
        #expect(client.history["inner"] != nil)
    }

    @Test func targetsAndExtraData() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        var workflow = Workflows.show(1)
        workflow["8"] = ["class_type": "Show", "inputs": ["value": ["1", 0]]]
        var request = PromptRequest(prompt: workflow)
        request.targets = ["8"]
        request.extraData = ["note": "kept", "api_key_comfy_org": "told to nobody"]
        let task = try client.queuePrompt(request)
        #expect(task.wait(until: Deadline(milliseconds: 30_000)))
        #expect(try task.result().keys == ["8"])
        let extraData = client.history[task.promptID]?["prompt"]?.array?[3]
        #expect(extraData?["note"] == "kept" && extraData?["api_key_comfy_org"] == nil)
    }
}
