internal import Formats
internal import Tracing
internal import Workflow

/// What a parent says to its child.
enum ParentMessage: WireMessage {
    /// The first one.
    case setup(ChildSetup)
    /// An image in memory, or that there is none of that name any more.
    case image(name: String, PixelImage?)
    /// A model file in memory, or that there is none any more.
    case modelFile(folder: String, name: String, SharedMemory?)
    /// All node classes of the host's own.
    case classes([HostClass])
    /// `trace`: the span that asked for it.
    case run(PromptRequest, trace: SpanContext, logLevel: Int)
    /// Cancels the prompt that runs.
    case cancel
    /// To be answered under that number.
    case request(UInt64, ChildRequest)
    case ping
    /// How a node call ended, if the node has not put it off.
    case answer(UInt64, CallAnswer)
    case progress(call: UInt64, value: Double, max: Double, preview: Preview?)
    case text(call: UInt64, String)
    case warning(call: UInt64, String)
    /// The client is being destroyed: asynchronous nodes are waited for only while they show signs of life.
    case closing
    /// A node call that was put off shows one.
    case alive(call: UInt64)

    static let wire: [WireForm<ParentMessage>] = [
        WireForm(setup) { if case .setup(let setup) = $0 { setup } else { nil } },
        WireForm(image) { if case .image(let name, let image) = $0 { (name, image) } else { nil } },
        WireForm(modelFile) {
            if case .modelFile(let folder, let name, let memory) = $0 { (folder, name, memory) } else { nil }
        },
        WireForm(classes) { if case .classes(let classes) = $0 { classes } else { nil } },
        WireForm(run) {
            if case .run(let request, let trace, let level) = $0 { (request, trace, level) } else { nil }
        },
        WireForm(cancel) { if case .cancel = $0 { true } else { false } },
        WireForm(request) { if case .request(let number, let request) = $0 { (number, request) } else { nil } },
        WireForm(ping) { if case .ping = $0 { true } else { false } },
        WireForm(answer) { if case .answer(let number, let answer) = $0 { (number, answer) } else { nil } },
        WireForm(progress) {
            if case .progress(let call, let value, let max, let preview) = $0 {
                (call, value, max, preview)
            } else {
                nil
            }
        },
        WireForm(text) { if case .text(let call, let text) = $0 { (call, text) } else { nil } },
        WireForm(warning) { if case .warning(let call, let message) = $0 { (call, message) } else { nil } },
        WireForm(closing) { if case .closing = $0 { true } else { false } },
        WireForm(alive) { if case .alive(let call) = $0 { call } else { nil } },
    ]
}

/// What is asked of a child beside its prompts.
enum ChildRequest: WireChoice {
    /// Answered with the report.
    case memory
    case load(folder: String, name: String)
    /// Answered with whether there was one.
    case unload(folder: String, name: String)
    case unloadAll
    case clearCache

    static let wire: [WireForm<ChildRequest>] = [
        WireForm(memory) { if case .memory = $0 { true } else { false } },
        WireForm(load) { if case .load(let folder, let name) = $0 { (folder, name) } else { nil } },
        WireForm(unload) { if case .unload(let folder, let name) = $0 { (folder, name) } else { nil } },
        WireForm(unloadAll) { if case .unloadAll = $0 { true } else { false } },
        WireForm(clearCache) { if case .clearCache = $0 { true } else { false } },
    ]
}
