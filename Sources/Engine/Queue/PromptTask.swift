package import Formats
package import Configuration
package import System
internal import Tensors
internal import Tracing
package import Workflow

/// A prompt on its way: queued, running, then finished in one of three ways.
package final class PromptTask: Sendable {
    package enum State: Int32, Sendable { case queued, running, success, error, cancelled }

    /// An image among the outputs.
    package struct OutputImage: Sendable {
        package var image: PixelImage
        package var nodeID: String
        /// Its place among its node's images.
        package var index: Int
        /// {"filename", "subfolder", "type"}, as in the output.
        package var entry: JSON
    }

    package let request: PromptRequest
    /// Higher runs earlier.
    let priority: Int
    /// When it was queued, in the client's order.
    package let number: Int
    package let events: EventQueue
    let cancellation = Cancellation()
    /// Takes the task out of the queue if it still waits there; set by the queue.
    private let withdraw: @Sendable (PromptTask) -> Void

    private struct Status {
        var isRunning = false
        var outcome: PromptOutcome?
        /// What can be said beside it.
        var remark: String?
        /// Set after the stream of events was closed: what waits for the task sees all of it.
        var isFinished = false
        var images: [OutputImage] = []
        var warnings: [JSON] = []
        var warningRoom = WarningRoom()
    }
    private let status = Monitor(Status())
    let tracker = ProgressTracker()
    /// "Queue Prompt": from the queueing to the end.
    let span: Span

    /// - Parameter parent: the caller's span.
    init(
        _ request: PromptRequest, priority: Int, number: Int, eventCapacity: Int, tracer: Tracer, parent: SpanContext?,
        withdraw: @escaping @Sendable (PromptTask) -> Void
    ) {
        self.request = request
        self.priority = priority
        self.number = number
        self.withdraw = withdraw
        events = EventQueue(capacity: eventCapacity)
        span = tracer.start(
            SpanName.queuePrompt, parent: parent,
            ["comfy.prompt.id": .string(request.promptID), "comfy.client.id": .string(request.clientID ?? "")])
    }

    package var promptID: String { request.promptID }

    package var state: State {
        status.withLock { status in
            switch status.outcome?.status {
            case nil: status.isRunning ? .running : .queued
            case .success: .success
            case .invalid, .failed: .error
            case .interrupted: .cancelled
            }
        }
    }

    /// nil until the task has finished.
    package var outcome: PromptOutcome? { status.withLock { $0.outcome } }

    /// Waits for the end; false if the time is over before.
    package func wait(until deadline: Deadline) -> Bool {
        status.wait(until: deadline) { $0.isFinished ? true : nil } ?? false
    }

    /// Asks the task to end. Never lost: a task that waits is taken out of the queue, and one that is just being
    /// taken up by a thread finds the flag raised.
    package func cancel() {
        cancellation.cancel()
        withdraw(self)
    }

    /// The outputs of a task that succeeded.
    package func result() throws(EngineError) -> JSONObject {
        let outcome = try finished()
        switch outcome.status {
        case .success: return outcome.outputs
        case .invalid(let errors):
            let details = JSON.object(errors)
            let remark = status.withLock { $0.remark.map { "\n\($0)" } ?? "" }
            throw EngineError(.validationFailed, Self.summary(ofInvalid: errors) + remark, details: details)
        case .failed(let data):
            let type = data["exception_type"]?.string ?? "Exception"
            let node = data["node_id"]?.string ?? "?"
            let className = data["node_type"]?.string ?? "?"
            var message = data["exception_message"]?.string ?? ""
            while message.last?.isNewline == true { message.removeLast() }
            throw EngineError(
                .executionFailed, "node \(node) (\(className)): \(type): \(message)", details: .object(data))
        case .interrupted(let data):
            throw EngineError(.cancelled, "prompt \(promptID) was cancelled", details: .object(data))
        }
    }

    /// Why the task did not succeed, or which of its outputs were left out; nil if there is nothing to say.
    package func failure() throws(EngineError) -> JSONObject? {
        let outcome = try finished()
        switch outcome.status {
        case .success: return outcome.nodeErrors.isEmpty ? nil : outcome.nodeErrors
        case .invalid(let data), .failed(let data), .interrupted(let data): return data
        }
    }

    private func finished() throws(EngineError) -> PromptOutcome {
        guard let outcome else { throw EngineError(.notReady, "prompt \(promptID) has not finished") }
        return outcome
    }

    static func summary(ofInvalid errors: JSONObject) -> String {
        if let message = errors["message"]?.string {
            let details = errors["details"]?.string ?? ""
            return details.isEmpty ? message : "\(message): \(details)"
        }
        var lines: [String] = []
        for (node, entry) in errors {
            for error in entry["errors"]?.array ?? [] {
                let message = error["message"]?.string ?? "invalid"
                let details = error["details"]?.string ?? ""
                lines.append("node \(node) (\(entry["class_type"]?.string ?? "?")): \(message): \(details)")
            }
        }
        return lines.isEmpty ? "the prompt is invalid" : lines.joined(separator: "\n")
    }

    // MARK: Progress and images

    package var progress: TaskProgress {
        var progress = tracker.snapshot()
        progress.state = state
        if progress.state == .success {
            progress.nodesDone = progress.nodesTotal
            progress.overall = 1
            progress.secondsLeft = 0
        }
        if progress.state != .running { progress.nodeID = nil }
        return progress
    }

    /// The latest event of the kind `preview`.
    package var preview: EngineEvent? { tracker.preview }

    /// 0 until the task has finished.
    package var imageCount: Int { status.withLock { $0.outcome == nil ? 0 : $0.images.count } }

    package func image(at index: Int) -> OutputImage? {
        status.withLock { $0.outcome != nil && $0.images.indices.contains(index) ? $0.images[index] : nil }
    }

    /// Takes over the images of an `executed`. A node that tells of them again, since its expansion or the cache had
    /// more to say, replaces its own.
    func add(_ event: WorkflowEvent) {
        guard let nodeID = event.data["node"]?.string else { return }
        let entries = event.data["output"]?["images"]?.array ?? []
        let images = event.outputImages.enumerated().map { index, image in
            OutputImage(
                image: image, nodeID: nodeID, index: index,
                entry: entries.indices.contains(index) ? entries[index] : .null)
        }
        status.withLock { status in
            let place = status.images.firstIndex { $0.nodeID == nodeID } ?? status.images.count
            status.images.removeAll { $0.nodeID == nodeID }
            status.images.insert(contentsOf: images, at: place)
        }
    }

    /// What was warned of so far: the data of its events.
    package var warnings: [JSON] { status.withLock { $0.warnings.map { $0 } } }

    /// Takes over the data of a `warning`, within the bounds that hold for what a run tells.
    func note(warning data: JSON) {
        let message = data["message"]?.string ?? ""
        status.withLock { status in
            if let node = data["node_id"]?.string {
                guard status.warningRoom.admit(message, of: node) != nil else { return }
            } else {
                // How many were left out: it comes once, and last.
                guard status.warnings.last?["node_id"] != .null else { return }
            }
            status.warnings.append(data)
        }
    }

    // MARK: For the queue

    func begin() { status.withLock { $0.isRunning = true } }

    func finish(_ outcome: PromptOutcome, remark: String? = nil) {
        tracker.end()
        // Whoever sees the end of the events finds the task finished, and whoever has waited finds the events complete.
        status.update { status in
            status.outcome = outcome
            status.remark = remark
            events.close()
            status.isFinished = true
        }
    }
}
