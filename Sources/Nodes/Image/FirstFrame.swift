internal import System

/// An animation where one picture is wanted.
enum FirstFrame {
    static func tell(_ name: String, _ frames: Int) {
        guard frames > 1 else { return }
        Warnings.tell("\(name) has \(frames) pictures, one after another; only the first is used")
    }
}
