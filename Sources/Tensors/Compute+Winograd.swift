internal import CKernels

/// How a convolution by Winograd's transform is cut into blocks: by its shape alone.
///
/// The image is transformed for as many tiles at a time as stay in the last level cache until they are read; then each
/// block of tiles and one panel of outputs transforms the kernels it needs, a block of channels at a time, which stay
/// in the second level cache. So the transformed kernels, four times the weight, never exist as a whole.
struct WinogradGrid {
    static let points = 36
    private static let depth = CK_WINOGRAD_DEPTH
    private static let maximumBlock = CK_WINOGRAD_TILES
    /// Floats of transformed image: few, but for the blocks that threads share before they wait for each other.
    private static let (fewest, most, sharedBlocks) = (2 << 20, 6 << 20, 3)

    let tiles, channels, batch, block: Int

    static func tiles(batch: Int, height: Int, width: Int) -> Int { batch * ((height + 3) / 4) * ((width + 3) / 4) }

    /// Whether it is less work than the direct sum, whose multiplications are 9 a pixel and channel. The transform of
    /// a kernel costs about as much as the multiplications of 8 tiles, that of a tile's channel as those of 8 kernels.
    static func pays(tiles: Int, pixels: Int, channels: Int) -> Bool {
        channels >= 16 && 36 * (tiles + 8) < 8 * pixels
    }

    init(tiles: Int, channels: Int) {
        self.tiles = tiles
        self.channels = channels
        func evenly(_ count: Int, _ most: Int) -> Int {
            let parts = (count + most - 1) / most
            // Whole tiles of every instruction set's product.
            return min(((count + parts - 1) / parts + 11) / 12 * 12, most)
        }
        let tileSize = Self.points * channels
        let wanted = max(Self.fewest / tileSize, Self.sharedBlocks * Self.maximumBlock)
        let fitting = min(wanted, Self.most / tileSize) / Self.maximumBlock * Self.maximumBlock
        batch = evenly(tiles, max(fitting, Self.maximumBlock))
        block = evenly(min(batch, tiles), Self.maximumBlock)
    }

    var blocks: Int { (channels + Self.depth - 1) / Self.depth }
    // Not whole multiples of the cache's ways, so that the points do not fall on the same lines.
    var imageStride: Int { batch * Self.depth + 16 }
    var imageBlockStride: Int { Self.points * imageStride }
    func kernelStride(_ width: Int) -> Int { Self.depth * width + 16 }
    func sumStride(_ width: Int) -> Int { block * width + 16 }

    func channels(of block: Int) -> Range<Int> { block * Self.depth..<min((block + 1) * Self.depth, channels) }
}

extension Compute {
    /// `end` of the image's 3x3 convolution with stride 1; `end.bias` is [O], or [B, O] for each item.
    func winograd(_ image: ck_image, tiles: Int, _ weight: WeightMatrix, _ end: ProductEnd, into result: Tensor) throws
    {
        let channels = Int(image.channels), outputs = weight.n
        let grid = WinogradGrid(tiles: tiles, channels: channels)
        let transformed = try Tensor(allocating: [grid.blocks * grid.imageBlockStride])
        var image = image
        var target = ck_winograd_result()
        target.pixels = result.freshPointer
        (target.height, target.width, target.channels) = (image.out_height, image.out_width, Int64(outputs))
        target.bias = end.bias.map { UnsafePointer($0.floatPointer) }
        target.bias_stride = end.bias?.rank == 2 ? Int64(outputs) : 0
        target.residual = end.residual.map { UnsafePointer($0.floatPointer) }
        target.activation = end.activation.kernel
        defer { withExtendedLifetime((transformed, end.bias, end.residual)) {} }
        let vp = transformed.freshPointer
        let width = Self.panelWidth
        let panels = (outputs + width - 1) / width
        try weight.reading(self) { rows in
            for first in stride(from: 0, to: tiles, by: grid.batch) {
                let count = min(grid.batch, tiles - first)
                try forEachRange(count, chunk: max((1 << 13) / channels, 1)) { range in
                    ck_winograd_input(
                        vp + range.lowerBound * CK_WINOGRAD_DEPTH, Int64(grid.imageStride),
                        Int64(grid.imageBlockStride), &image, Int64(first + range.lowerBound), Int64(range.count))
                }
                let blocks = (count + grid.block - 1) / grid.block
                let kernelCount = WinogradGrid.points * grid.kernelStride(width)
                let sumCount = WinogradGrid.points * grid.sumStride(width) + 16
                try forEach(blocks * panels, scratch: (kernelCount + sumCount) * 4) { index, scratch in
                    let tile = index / panels * grid.block
                    let tileCount = min(grid.block, count - tile)
                    let column = index % panels * width
                    let columnCount = min(width, outputs - column)
                    let sums = scratch + kernelCount
                    for block in 0..<grid.blocks {
                        if let cancellation, cancellation.isCancelled { return }
                        let part = grid.channels(of: block)
                        rows.transform(
                            scratch, stride: grid.kernelStride(width), row: column, count: columnCount, channels: part)
                        ck_winograd_product(
                            sums, Int64(grid.sumStride(width)),
                            vp + block * grid.imageBlockStride + tile * CK_WINOGRAD_DEPTH,
                            Int64(grid.imageStride), scratch, Int64(grid.kernelStride(width)), Int64(tileCount),
                            Int64(part.count), Int64(columnCount), block > 0 ? 1 : 0)
                    }
                    ck_winograd_output(
                        &target, sums, Int64(grid.sumStride(width)), Int64(first + tile), Int64(tileCount),
                        Int64(column), Int64(columnCount))
                }
            }
        }
    }
}
