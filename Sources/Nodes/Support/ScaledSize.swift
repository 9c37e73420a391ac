/// Sizes that keep a picture's proportions, rounded as ComfyUI rounds them.
enum ScaledSize {
    typealias Size = (width: Int, height: Int)

    /// The longer side has `pixels`.
    static func longer(_ pixels: Int, from old: Size) throws -> Size {
        try side(pixels, isWidth: old.width > old.height, from: old)
    }

    /// The shorter side has `pixels`.
    static func shorter(_ pixels: Int, from old: Size) throws -> Size {
        try side(pixels, isWidth: old.width < old.height, from: old)
    }

    /// The smallest size that covers the largest multiples of `multiple` within `old`, and these; nil where the size stays.
    static func covering(multiple: Int, from old: Size) -> (scaled: Size, kept: Size)? {
        let kept = (width: old.width / multiple * multiple, height: old.height / multiple * multiple)
        guard multiple > 1, kept.width > 0, kept.height > 0, kept != old else { return nil }
        let (horizontal, vertical) = (
            Double(kept.width) / Double(old.width), Double(kept.height) / Double(old.height)
        )
        if horizontal >= vertical {
            let height = Int((Double(old.height) * horizontal).rounded(.up))
            return ((kept.width, max(height, kept.height)), kept)
        }
        let width = Int((Double(old.width) * vertical).rounded(.up))
        return ((max(width, kept.width), kept.height), kept)
    }

    private static func side(_ pixels: Int, isWidth: Bool, from old: Size) throws -> Size {
        if old.width == old.height { return (pixels, pixels) }
        if isWidth {
            return (pixels, try Rounding.integer(Double(old.height) / Double(old.width) * Double(pixels)))
        }
        return (try Rounding.integer(Double(old.width) / Double(old.height) * Double(pixels)), pixels)
    }
}
