internal import CComfy
internal import Engine
internal import Formats
internal import Glibc

/// Behind a `comfy_client *`.
final class ClientObject: HandleObject {
    static var handleName: String { "client" }

    let client: Client
    /// What the latest poll lent to the host.
    let lent = Monitor<EventMemory?>(nil)

    init(_ client: Client) { self.client = client }
}

/// Behind a `comfy_task *`.
final class TaskObject: HandleObject {
    static var handleName: String { "task" }

    let task: PromptTask
    let lent = Monitor<EventMemory?>(nil)
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
        pointer = UnsafePointer(CText(text).consume())
        count = text.utf8.count
    }

    deinit { free(UnsafeMutableRawPointer(mutating: pointer)) }
}

/// An image that the host may read as long as this lives.
///
/// `@unchecked Sendable`: written in `init` only.
final class ImageMemory: @unchecked Sendable {
    private let pixels: UnsafeMutablePointer<UInt8>
    private let texts: [TextMemory?]
    /// Points into this object.
    private(set) var image: comfy_image

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

/// An event that the host may read as long as this lives.
///
/// `@unchecked Sendable`: written in `init` only.
final class EventMemory: @unchecked Sendable {
    /// All texts, each with a NUL behind it: one block, since hosts poll by the million.
    private let texts: UnsafeMutablePointer<CChar>
    private let image: ImageMemory?
    private let imageStruct: UnsafeMutablePointer<comfy_image>?
    /// Points into this object.
    private(set) var event: comfy_event

    init(_ source: EngineEvent, dropped: UInt64) {
        let json = source.text
        let others = [source.name, source.promptID, source.clientID]
        texts = .allocate(capacity: others.reduce(json.count + 1) { $0 + ($1.map { $0.utf8.count + 1 } ?? 0) })
        var end = texts
        /// Where the text lies.
        func put(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafePointer<CChar> {
            let start = end
            bytes.withMemoryRebound(to: CChar.self) {
                if let from = $0.baseAddress { start.update(from: from, count: $0.count) }
            }
            start[bytes.count] = 0
            end += bytes.count + 1
            return UnsafePointer(start)
        }
        let pointers = others.map { text -> UnsafePointer<CChar>? in
            guard var text else { return nil }
            return text.withUTF8(put)
        }
        image = source.image.map { ImageMemory($0, nodeID: source.data["node_id"]?.string) }
        if let image {
            imageStruct = .allocate(capacity: 1)
            imageStruct?.initialize(to: image.image)
        } else {
            imageStruct = nil
        }
        event = comfy_event()
        event.size = MemoryLayout<comfy_event>.size
        event.kind = comfy_event_kind(source.kind.rawValue)
        event.name = pointers[0]
        event.json = json.withUnsafeBufferPointer(put)
        event.json_length = json.count
        event.prompt_id = pointers[1]
        event.client_id = pointers[2]
        event.image = imageStruct.map { UnsafePointer($0) }
        event.sequence = source.sequence
        event.dropped = dropped
        event.timestamp_ms = source.milliseconds
    }

    deinit {
        texts.deallocate()
        imageStruct?.deallocate()
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
