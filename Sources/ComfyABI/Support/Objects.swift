internal import CComfy
internal import Engine
internal import Formats
internal import System
internal import Tensors
internal import Tracing

/// Behind a `comfy_client *`.
final class ClientObject: HandleObject {
    static var handleName: String { "client" }

    let client: Client
    /// What the latest poll lent to the host.
    let lent = Monitor(EventMemory())
    /// Calls of node classes that the host asks for instead of being called.
    let polledCalls = PolledCalls()

    init(_ client: Client) { self.client = client }
}

/// Behind a `comfy_task *`.
final class TaskObject: HandleObject {
    static var handleName: String { "task" }

    let task: PromptTask
    let lent = Monitor(EventMemory())
    /// By index; made when first asked for, and kept, because the host may keep the pointers.
    let images = Monitor<[Int: ImageMemory]>([:])
    /// By the events' numbers; kept like the images.
    let previews = Monitor<[UInt64: ImageMemory]>([:])
    let nodeIDs = Monitor<[String: TextMemory]>([:])

    init(_ task: PromptTask) { self.task = task }
}

/// Behind a `comfy_error *`.
final class ErrorObject: Sendable {
    let status: Int
    let message: TextMemory
    let details: TextMemory?

    init(_ failure: Failure) {
        status = failure.status
        message = TextMemory(failure.message)
        details = failure.details.map { TextMemory($0.serialized()) }
    }
}

/// A text that the host may read as long as this lives.
///
/// `@unchecked Sendable`: written in `init` only.
final class TextMemory: @unchecked Sendable {
    let pointer: UnsafePointer<CChar>
    /// Bytes without the NUL.
    let count: Int

    init(_ text: String) {
        var text = text
        count = text.utf8.count
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
        text.withUTF8 { bytes in
            UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyBytes(from: bytes)
        }
        (copy + text.utf8.count).initialize(to: 0)
        pointer = UnsafePointer(copy)
    }

    deinit { pointer.deallocate() }
}

/// An image that the host may read as long as this lives.
///
/// `@unchecked Sendable`: written in `init` only.
final class ImageMemory: @unchecked Sendable {
    private let pixels: UnsafeMutablePointer<UInt8>
    private let texts: [TextMemory?]
    /// Points into this object.
    private(set) var image: comfy_image

    /// Throws if there is no memory for the pixels.
    convenience init(
        copying source: PixelImage, index: Int = 0, nodeID: String?, entry: JSON = .null
    ) throws(OutOfMemoryError) {
        try TensorMemory.check(source.bytes.count)
        self.init(source, index: index, nodeID: nodeID, entry: entry)
    }

    init(_ source: PixelImage, index: Int = 0, nodeID: String?, entry: JSON = .null) {
        let count = max(source.bytes.count, 1)
        let pixels = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        self.pixels = pixels
        pixels.initialize(repeating: 0, count: count)
        source.bytes.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { pixels.update(from: start, count: bytes.count) }
        }
        texts = [nodeID, entry["filename"]?.string, entry["subfolder"]?.string, entry["type"]?.string].map { text in
            text.map { TextMemory($0) }
        }
        image = comfy_image()
        image.size = MemoryLayout<comfy_image>.size
        image.pixels = UnsafePointer(pixels)
        image.width = Int64(source.width)
        image.height = Int64(source.height)
        image.channels = Int64(source.channels)
        image.stride = Int64(source.width * source.channels)
        image.format = comfy_pixel_format(source.channels)
        image.index = Int32(clamping: index)
        image.node_id = texts[0]?.pointer
        image.filename = texts[1]?.pointer
        image.subfolder = texts[2]?.pointer
        image.type = texts[3]?.pointer
    }

    deinit { pixels.deallocate() }
}

/// Where events lie that the host reads, one after another.
///
/// `@unchecked Sendable`: used by one thread at a time, who has its monitor or is the dispatcher's.
final class EventMemory: @unchecked Sendable {
    private var writer = JSONWriter()
    /// All texts, each with a NUL behind it, in one block that stays: hosts poll by the million.
    private var texts = UnsafeMutableBufferPointer<CChar>(start: nil, count: 0)
    private var image: ImageMemory?
    private let imageStruct = UnsafeMutablePointer<comfy_image>.allocate(capacity: 1)
    private let progressStruct = UnsafeMutablePointer<comfy_progress>.allocate(capacity: 1)
    /// Points into this object.
    private(set) var event = comfy_event()

    /// Takes in another event; what pointed to the former one is void.
    func hold(_ source: EngineEvent, dropped: UInt64) {
        writer.clear()
        source.write(to: &writer)
        let (name, promptID, clientID) = (source.name, source.promptID, source.clientID)
        // Each with a NUL behind it.
        let nodeID = source.progress?.nodeID
        makeRoom(
            writer.count + name.utf8.count + (promptID?.utf8.count ?? 0) + (clientID?.utf8.count ?? 0)
                + (nodeID?.utf8.count ?? 0) + 5)
        var end = 0
        event.size = MemoryLayout<comfy_event>.size
        event.kind = comfy_event_kind(source.kind.rawValue)
        event.json = writer.withOutput { put($0, &end) }
        event.json_length = writer.count
        event.name = put(name, &end)
        event.prompt_id = put(promptID, &end)
        event.client_id = put(clientID, &end)
        image = source.image.map { ImageMemory($0, nodeID: source.data["node_id"]?.string) }
        if let image { imageStruct.initialize(to: image.image) }
        event.image = image == nil ? nil : UnsafePointer(imageStruct)
        if let progress = source.progress {
            var host = comfy_progress(progress)
            host.size = MemoryLayout<comfy_progress>.size
            host.node_id = put(nodeID, &end)
            progressStruct.initialize(to: host)
        }
        event.progress = source.progress == nil ? nil : UnsafePointer(progressStruct)
        event.sequence = source.sequence
        event.dropped = dropped
        event.timestamp_ms = source.milliseconds
    }

    /// A block that is far too large goes too: one event of a large prompt is no reason to keep it.
    private func makeRoom(_ count: Int) {
        guard texts.count < count || texts.count > max(1 << 16, 4 * count) else { return }
        texts.deallocate()
        texts = .allocate(capacity: 2 * count)
    }

    /// Copies a text behind the others; where it lies.
    private func put(_ bytes: UnsafeBufferPointer<UInt8>, _ end: inout Int) -> UnsafePointer<CChar>? {
        guard let start = texts.baseAddress.map({ $0 + end }) else { return nil }
        bytes.withMemoryRebound(to: CChar.self) {
            if let from = $0.baseAddress { start.initialize(from: from, count: $0.count) }
        }
        (start + bytes.count).initialize(to: 0)
        end += bytes.count + 1
        return UnsafePointer(start)
    }

    private func put(_ text: String?, _ end: inout Int) -> UnsafePointer<CChar>? {
        guard var text else { return nil }
        return text.withUTF8 { put($0, &end) }
    }

    deinit {
        texts.deallocate()
        imageStruct.deallocate()
        progressStruct.deallocate()
    }
}

/// A span that the host may read as long as this lives.
///
/// `@unchecked Sendable`: written in `init` only.
final class SpanMemory: @unchecked Sendable {
    private let texts: [TextMemory?]
    /// Points into this object.
    private(set) var span: comfy_span

    init(_ source: SpanRecord) {
        var message: String?
        if case .error(let text) = source.status { message = text }
        let events: [JSON] = source.events.map {
            ["name": .string($0.name), "time_ns": .int(Int128($0.time)), "attributes": .object($0.attributes)]
        }
        texts = [
            source.name, source.context.traceID.hex, source.context.spanID.hex, source.parentSpanID?.hex,
            source.context.traceState, message, JSON.object(source.attributes).serialized(),
            JSON.array(events).serialized(),
        ].map { text in text.map { TextMemory($0) } }
        span = comfy_span()
        span.size = MemoryLayout<comfy_span>.size
        span.status = comfy_span_status(message == nil ? COMFY_SPAN_STATUS_UNSET : COMFY_SPAN_STATUS_ERROR)
        span.name = texts[0]?.pointer
        span.trace_id = texts[1]?.pointer
        span.span_id = texts[2]?.pointer
        span.parent_span_id = texts[3]?.pointer
        span.trace_state = texts[4]?.pointer
        span.start_ns = source.start
        span.end_ns = source.end
        span.status_message = texts[5]?.pointer
        span.attributes = texts[6]?.pointer
        span.events = texts[7]?.pointer
    }
}

extension comfy_progress {
    /// Without the node, whose name needs memory.
    init(_ progress: TaskProgress) {
        self.init()
        state = progress.state.rawValue
        value = progress.value
        max = progress.max
        overall = progress.overall
        nodes_done = progress.nodesDone
        nodes_total = progress.nodesTotal
        seconds_per_step = progress.secondsPerStep ?? 0
        seconds_elapsed = progress.secondsElapsed
        seconds_left = progress.secondsLeft ?? -1
    }
}
