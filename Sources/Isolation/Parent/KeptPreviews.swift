internal import Formats
internal import System
internal import Workflow

/// Pictures that the host's nodes show while a child runs their prompt. The child has to say where they come among the
/// other events, but need not see them: it gets a number, and gives it back in its event.
final class KeptPreviews: Sendable {
    private struct State {
        var images: [Int: PixelImage] = [:]
        var last = 0
    }
    private let state = Monitor(State())

    /// What is on its way at most, so that a node that is faster than its child does not fill the memory.
    private static let limit = 16

    /// Keeps an image and gives what to send for it; the image itself if too many are kept.
    func keep(_ preview: Preview) -> Preview {
        guard case .image(let image) = preview else { return preview }
        return state.withLock { state in
            guard state.images.count < Self.limit else { return preview }
            state.last += 1
            state.images[state.last] = image
            return .kept(state.last)
        }
    }

    /// An event as it is to be published, with what was kept for it.
    func restored(_ event: WorkflowEvent) -> WorkflowEvent {
        guard case .kept(let number)? = event.preview else { return event }
        var event = event
        event.preview = state.withLock { state in
            let image = state.images.removeValue(forKey: number)
            // Of events that never came, as after the end of their node; some may pass each other.
            state.images = state.images.filter { $0.key > number - 2 * Self.limit }
            return image.map(Preview.image)
        }
        return event
    }

    func removeAll() { state.withLock { $0.images = [:] } }
}
