package import Formats
internal import System

/// Something that a prompt's execution tells the world, under ComfyUI's name.
package struct WorkflowEvent: Sendable {
    private enum Content {
        case json(JSON)
        case progress(ProgressSnapshot)
    }

    /// "execution_start", "progress", ...
    package var name: String
    private var content: Content
    /// Previews only ("preview" has PREVIEW_IMAGE_WITH_METADATA's metadata as its data).
    package var preview: Preview?
    /// The pixels behind the images that `executed` tells of.
    package var outputImages: [PixelImage] = []
    /// Whom it is for; nil means everybody (ComfyUI's `sid`).
    package var clientID: String?

    package init(_ name: String, _ data: JSON, preview: Preview? = nil, clientID: String? = nil) {
        self.name = name
        content = .json(data)
        self.preview = preview
        self.clientID = clientID
    }

    init(_ snapshot: ProgressSnapshot, clientID: String?) {
        name = "progress_state"
        content = .progress(snapshot)
        self.clientID = clientID
    }

    /// The preview, if its pixels are here.
    package var image: PixelImage? { if case .image(let image)? = preview { image } else { nil } }

    /// What is new in a `progress_state`; nil for other events.
    package var progressChange: ProgressChange? {
        if case .progress(let snapshot) = content { snapshot.change } else { nil }
    }

    /// Writes the data.
    package func write(to writer: inout JSONWriter) {
        switch content {
        case .json(let data): writer.write(data)
        case .progress(let snapshot): snapshot.write(to: &writer)
        }
    }

    /// Written out at each call for `progress_state`, whose data grows with the prompt: keep the event rather than its
    /// data until somebody wants to read it.
    package var data: JSON {
        switch content {
        case .json(let data): return data
        case .progress(let snapshot):
            var writer = JSONWriter()
            snapshot.write(to: &writer)
            // what the writer wrote is JSON; where memory is refused to read it the prompt fails of that
            return (try? JSON(parsing: writer.output)) ?? [:]
        }
    }
}
