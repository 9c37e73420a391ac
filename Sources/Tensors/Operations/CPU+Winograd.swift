internal import CKernels
internal import System

extension CPU {
    /// `end` of the image's 3x3 convolution with stride 1; `end.bias` is [O], or [B, O] for each item. Where factors
    /// are rounded to bf16 elsewhere they are in fixed point here, or as they are where that would be no faster.
    func winograd(_ image: ck_image, tiles: Int, _ weight: WeightMatrix, _ end: ProductEnd, into result: Tensor) throws
    {
        let channels = Int(image.channels), outputs = weight.n
        let isFixed = ck_has_fixed() != 0 && rounds(segment: channels)
        let scales = isFixed ? try weight.winogradScales(workers) : nil
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
        let width = WeightMatrix.panelWidth
        let panels = (outputs + width - 1) / width
        try weight.reading(workers) { rows in
            for first in stride(from: 0, to: tiles, by: grid.batch) {
                let count = min(grid.batch, tiles - first)
                try workers.forEachRange(count, chunk: max((1 << 13) / channels, 1)) {
                    transformed.fill($0, of: image, first: first)
                }
                let blocks = (count + grid.block - 1) / grid.block
                let kernelCount = WinogradGrid.points * grid.kernelStride(width)
                let sumCount = WinogradGrid.points * grid.sumStride(width) + 16
                try workers.forEach(blocks * panels, scratch: (kernelCount + sumCount) * 4) { index, scratch in
                    let tile = index / panels * grid.block
                    let tileCount = min(grid.block, count - tile)
                    let column = index % panels * width
                    let columnCount = min(width, outputs - column)
                    let sums = scratch + kernelCount
                    for block in 0..<grid.blocks {
                        if let cancellation = workers.cancellation, cancellation.isCancelled { return }
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
