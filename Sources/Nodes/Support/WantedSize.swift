internal import Workflow

/// The size that a width and a height ask for; a side of 0 follows from the other.
struct WantedSize {
    let width: Int
    let height: Int

    /// Nil where both are 0, so that nothing is to be done.
    ///
    /// - Parameters:
    ///   - old: what gives the proportions; positive, in any unit.
    ///   - least: of both sides.
    init?(width: Int, height: Int, from old: ScaledSize.Size, atLeast least: Int) throws(NodeError) {
        if width == 0 && height == 0 { return nil }
        let (wide, high) = (max(width, least), max(height, least))
        self.width = width > 0 ? wide : max(try Rounding.scaled(old.width, by: high, over: old.height), least)
        self.height = height > 0 ? high : max(try Rounding.scaled(old.height, by: wide, over: old.width), least)
    }
}
