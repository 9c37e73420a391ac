internal import CKernels

/// The transformed image of a batch of tiles.
struct WinogradImage {
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
