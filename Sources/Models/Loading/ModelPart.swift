package import Tensors

/// A part of a loaded model, as reports name it.
package struct ModelPart: Sendable {
    package let name: String
    /// Bytes of the weights as stored.
    package let byteCount: Int
    /// Counts what of them is in memory.
    package let room: WeightRoom

    package init(_ name: String, _ byteCount: Int, _ room: WeightRoom) {
        self.name = name
        self.byteCount = byteCount
        self.room = room
    }
}
