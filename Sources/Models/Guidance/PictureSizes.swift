/// What a conditioning says of the picture's sizes, in pixels: its size before training cut it, where the cut began and
/// the size it was cut to (Podell et al. 2023, section 2.2). Nil is left to the family.
package struct PictureSizes: Sendable, Equatable {
    package var height: Int?
    package var width: Int?
    package var cropTop: Int?
    package var cropLeft: Int?
    package var targetHeight: Int?
    package var targetWidth: Int?
    /// Of how many points people would think the picture, 0...10; SDXL's refiner was told.
    package var aestheticScore: Double?

    package init(
        height: Int? = nil, width: Int? = nil, cropTop: Int? = nil, cropLeft: Int? = nil, targetHeight: Int? = nil,
        targetWidth: Int? = nil, aestheticScore: Double? = nil
    ) {
        self.height = height
        self.width = width
        self.cropTop = cropTop
        self.cropLeft = cropLeft
        self.targetHeight = targetHeight
        self.targetWidth = targetWidth
        self.aestheticScore = aestheticScore
    }
}
