/// A change of the positions that a transformer's rotary embedding is told of the latent's patches: position * scale +
/// shift (comfy/ldm/flux/model.py, comfy/ldm/lumina/model.py).
package struct PositionScale: Sendable, Equatable {
    package struct Axis: Sendable, Equatable {
        package var scale: Double
        package var shift: Double

        package init(scale: Double = 1, shift: Double = 0) { (self.scale, self.shift) = (scale, shift) }

        func callAsFunction(_ position: Int) -> Float { Float(Double(position) * scale + shift) }
    }

    package var x: Axis
    package var y: Axis
    /// Time, of which pictures know the shift alone.
    package var t: Axis

    package init(x: Axis = Axis(), y: Axis = Axis(), t: Axis = Axis()) { (self.x, self.y, self.t) = (x, y, t) }
}
