internal import CKernels

/// How a convolution by Winograd's transform is cut into blocks: by its shape alone.
///
/// The image is transformed for as many tiles at a time as stay in the last level cache until they are read; then each
/// block of tiles and one panel of outputs transforms the kernels it needs, a block of channels at a time, which stay
/// in the second level cache. So the transformed kernels, four times the weight, never exist as a whole.
struct WinogradGrid {
    static let points = WinogradScales.points
    private static let depth = CK_WINOGRAD_DEPTH
    private static let maximumBlock = CK_WINOGRAD_TILES
    /// Floats of transformed image: few, but for the blocks that threads share before they wait for each other.
    private static let (fewest, most, sharedBlocks) = (2 << 20, 6 << 20, 3)

    /// Channels that a float of a transformed image or kernel stands for.
    let density: Int
    let tiles, channels, batch, block: Int

    static func tiles(batch: Int, height: Int, width: Int) -> Int { batch * ((height + 3) / 4) * ((width + 3) / 4) }

    /// Whether it is less work than the direct sum, whose multiplications are 9 a pixel and channel. The transform of
    /// a kernel costs about as much as the multiplications of 8 tiles, that of a tile's channel as those of 8 kernels.
    static func pays(tiles: Int, pixels: Int, channels: Int) -> Bool {
        channels >= 16 && 36 * (tiles + 8) < 8 * pixels
    }

    /// - Parameter fixed: whether the factors are 16 bits in fixed point.
    init(tiles: Int, channels: Int, fixed: Bool) {
        density = fixed ? 2 : 1
        self.tiles = tiles
        self.channels = channels
        func evenly(_ count: Int, _ most: Int) -> Int {
            let parts = (count + most - 1) / most
            // Whole tiles of every instruction set's product.
            return min(((count + parts - 1) / parts + 11) / 12 * 12, most)
        }
        let tileSize = Self.points * channels / density
        let wanted = max(Self.fewest / tileSize, Self.sharedBlocks * Self.maximumBlock)
        let fitting = min(wanted, Self.most / tileSize) / Self.maximumBlock * Self.maximumBlock
        batch = evenly(tiles, max(fitting, Self.maximumBlock))
        block = evenly(min(batch, tiles), Self.maximumBlock)
    }

    var blocks: Int { (channels + Self.depth - 1) / Self.depth }
    // Not whole multiples of the cache's ways, so that the points do not fall on the same lines.
    var imageStride: Int { batch * Self.depth / density + 16 }
    var imageBlockStride: Int { Self.points * imageStride }
    func kernelStride(_ width: Int) -> Int { Self.depth / density * width + 16 }
    func sumStride(_ width: Int) -> Int { block * width + 16 }

    func channels(of block: Int) -> Range<Int> { block * Self.depth..<min((block + 1) * Self.depth, channels) }
}
