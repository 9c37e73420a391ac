internal import CKernels
internal import System

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

/// The transformed image of a batch of tiles.
private struct WinogradImage {
    private let grid: WinogradGrid
    private let values: Tensor
    /// In fixed point what 1 stands for in each block of channels of each tile.
    private let units: Tensor?

    init(_ grid: WinogradGrid, fixed: Bool) throws(OutOfMemoryError) {
        self.grid = grid
        values = try Tensor(allocating: [grid.blocks * grid.imageBlockStride])
        units = fixed ? try Tensor(allocating: [grid.blocks, grid.batch]) : nil
    }

    private func start(_ tile: Int, block: Int = 0) -> UnsafeMutablePointer<Float> {
        values.freshPointer + block * grid.imageBlockStride + tile * CK_WINOGRAD_DEPTH / grid.density
    }

    /// Transforms tiles `range` of the batch that begins with tile `first` of the image.
    func fill(_ range: Range<Int>, of image: ck_image, first: Int) {
        let (stride, blockStride) = (Int64(grid.imageStride), Int64(grid.imageBlockStride))
        let (first, count) = (Int64(first + range.lowerBound), Int64(range.count))
        withUnsafePointer(to: image) { image in
            if let units {
                ck_winograd_input_fixed(
                    start(range.lowerBound), stride, blockStride, units.freshPointer + range.lowerBound,
                    Int64(grid.batch), image, first, count)
            } else {
                ck_winograd_input(start(range.lowerBound), stride, blockStride, image, first, count)
            }
        }
    }

    /// Adds to `sums` the products of tiles `tiles` and `count` kernels, over one block of channels.
    func multiply(
        _ tiles: Range<Int>, by kernels: UnsafePointer<Float>, count: Int, width: Int, block: Int,
        into sums: UnsafeMutablePointer<Float>
    ) {
        let (stride, kernelStride) = (Int64(grid.imageStride), Int64(grid.kernelStride(width)))
        let (sumStride, accumulates) = (Int64(grid.sumStride(width)), Int32(block > 0 ? 1 : 0))
        let (tileCount, channels) = (Int64(tiles.count), Int64(grid.channels(of: block).count))
        let start = start(tiles.lowerBound, block: block)
        if let units {
            ck_winograd_product_fixed(
                sums, sumStride, start, stride, units.freshPointer + block * grid.batch + tiles.lowerBound, kernels,
                kernelStride, tileCount, channels, Int64(count), accumulates)
        } else {
            ck_winograd_product(
                sums, sumStride, start, stride, kernels, kernelStride, tileCount, channels, Int64(count), accumulates)
        }
    }
}

extension Compute {
    /// `end` of the image's 3x3 convolution with stride 1; `end.bias` is [O], or [B, O] for each item. Where factors
    /// are rounded to bf16 elsewhere they are in fixed point here.
    func winograd(_ image: ck_image, tiles: Int, _ weight: WeightMatrix, _ end: ProductEnd, into result: Tensor) throws
    {
        let channels = Int(image.channels), outputs = weight.n
        let scales = rounds(segment: channels) ? try weight.winogradScales(self) : nil
        let grid = WinogradGrid(tiles: tiles, channels: channels, fixed: scales != nil)
        let transformed = try WinogradImage(grid, fixed: scales != nil)
        var target = ck_winograd_result()
        target.pixels = result.freshPointer
        (target.height, target.width, target.channels) = (image.out_height, image.out_width, Int64(outputs))
        target.bias = end.bias.map { UnsafePointer($0.floatPointer) }
        target.bias_stride = end.bias?.rank == 2 ? Int64(outputs) : 0
        target.residual = end.residual.map { UnsafePointer($0.floatPointer) }
        target.activation = end.activation.kernel
        target.streams = result.streams
        defer { withExtendedLifetime((end.bias, end.residual, scales)) {} }
        let width = Self.panelWidth
        let panels = (outputs + width - 1) / width
        try weight.reading(self) { rows in
            for first in stride(from: 0, to: tiles, by: grid.batch) {
                let count = min(grid.batch, tiles - first)
                try forEachRange(count, chunk: max((1 << 13) / channels, 1)) {
                    transformed.fill($0, of: image, first: first)
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
                        rows.transform(
                            scratch, stride: grid.kernelStride(width), scales: scales?.scales(column), row: column,
                            count: columnCount, channels: grid.channels(of: block))
                        transformed.multiply(
                            tile..<tile + tileCount, by: scratch, count: columnCount, width: width, block: block,
                            into: sums)
                    }
                    var target = target
                    target.units = scales?.units(column)
                    ck_winograd_output(
                        &target, sums, Int64(grid.sumStride(width)), Int64(first + tile), Int64(tileCount),
                        Int64(column), Int64(columnCount))
                }
            }
        }
    }
}
