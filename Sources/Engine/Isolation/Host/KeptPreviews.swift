internal import Formats
internal import System
internal import Workflow

/// Pictures that the host's nodes show while a worker runs their prompt. The worker has to say where they come among the
/// other events, but need not see them: it gets an image of no pixels that names one, and gives it back in its event.
final class KeptPreviews: Sendable {
    private struct State {
        var images: [Int: PixelImage] = [:]
        var last = 0
    }
    private let state = Monitor(State())

    /// What is on its way at most, so that a node that is faster than its worker does not fill the memory.
    private static let limit = 16

    /// Keeps an image and gives what to send for it; the image itself if too many are kept.
    func keep(_ image: PixelImage) -> PixelImage {
        state.withLock { state in
            guard state.images.count < Self.limit else { return image }
            state.last += 1
            state.images[state.last] = image
            // No image of a host has no channels.
            return PixelImage(width: 0, height: state.last, channels: 0, bytes: [])
        }
    }

    /// An event as it is to be published, with what was kept for it.
    func restored(_ event: WorkflowEvent) -> WorkflowEvent {
        guard let name = event.image, name.channels == 0 else { return event }
        let number = name.height
        var event = event
        event.image = state.withLock { state in
            let image = state.images.removeValue(forKey: number)
            // Of events that never came, as after the end of their node; some may pass each other.
            state.images = state.images.filter { $0.key > number - 2 * Self.limit }
            return image
        }
        return event
    }

    func removeAll() { state.withLock { $0.images = [:] } }
}
