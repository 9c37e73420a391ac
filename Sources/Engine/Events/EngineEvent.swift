package import Formats
internal import Workflow

/// An event as it goes to the host.
package struct EngineEvent: Sendable {
    package enum Kind: Int32, Sendable {
        case other, executionStart, executionCached, executing, progress, progressState, preview, executed
        case executionSuccess, executionError, executionInterrupted, status, progressText

        init(name: String) {
            self =
                switch name {
                case "execution_start": .executionStart
                case "execution_cached": .executionCached
                case "executing": .executing
                case "progress": .progress
                case "progress_state": .progressState
                case "preview": .preview
                case "executed": .executed
                case "execution_success": .executionSuccess
                case "execution_error": .executionError
                case "execution_interrupted": .executionInterrupted
                case "status": .status
                case "progress_text": .progressText
                default: .other
                }
        }

        /// Whether a later event of its kind says all that this one does, so that a full queue may drop it first.
        var isPassing: Bool {
            switch self {
            case .progress, .progressState, .preview, .progressText, .status: true
            default: false
            }
        }
    }

    package var kind: Kind
    package var name: String
    /// Written out at each call where it is a prompt's progress, which grows with the prompt.
    package var data: JSON {
        switch content {
        case .json(let data): data
        case .workflow(let event): event.data
        }
    }
    /// The data as JSON text in UTF-8, without the way over `data`.
    package var text: [UInt8] {
        switch content {
        case .json(let data):
            var writer = JSONWriter()
            writer.write(data)
            return writer.output
        case .workflow(let event): return event.text
        }
    }
    private enum Content {
        case json(JSON)
        case workflow(WorkflowEvent)
    }
    private let content: Content
    package var image: PixelImage?
    package var promptID: String?
    /// Whom it is addressed to; nil means everybody.
    package var clientID: String?
    /// Its number within the client, from 1.
    package var sequence: UInt64 = 0
    /// Since 1970.
    package var milliseconds: Int64

    package init(_ name: String, _ data: JSON, image: PixelImage? = nil, promptID: String?, clientID: String?) {
        kind = Kind(name: name)
        self.name = name
        content = .json(data)
        self.image = image
        self.promptID = promptID
        self.clientID = clientID
        milliseconds = Clock.milliseconds()
    }

    /// An event of a prompt that runs, its data left unwritten.
    init(_ event: WorkflowEvent, promptID: String?) {
        kind = Kind(name: event.name)
        name = event.name
        content = .workflow(event)
        image = event.image
        self.promptID = promptID
        clientID = event.clientID
        milliseconds = Clock.milliseconds()
    }
}
