internal import CKernels

extension CPU {
    /// 3x3 kernels with stride 1 go through Winograd's transform where that is less work. Otherwise the product
    /// reads the pixels where they lie, after M. Dukhan, "The Indirect Convolution Algorithm" (arXiv 1907.02129).
    func conv2d(_ x: Tensor, _ w: ConvWeight, _ options: Convolution) throws -> Tensor {
        precondition(x.rank == 4 && x.shape[3] == w.inputs, "conv2d: \(x.shape) by \(w.inputs) channels")
        let (batch, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let (stride, padding, activation) = (options.stride, options.padding, options.activation)
        let (itemBias, residual) = (options.itemBias, options.residual)
        let result = try Tensor(allocating: options.resultShape(x.shape, w))
        let (outHeight, outWidth) = (result.shape[1], result.shape[2])
        precondition(residual == nil || residual!.shape == result.shape)
        precondition(itemBias == nil || itemBias!.shape == [batch, w.outputs])
        guard result.count > 0 else { return result }
        let zeros = Tensor(zeros: [channels])
        var image = ck_image()
        image.pixels = x.floatPointer
        image.zeros = zeros.floatPointer
        (image.height, image.width, image.channels) = (Int64(height), Int64(width), Int64(channels))
        (image.out_height, image.out_width) = (Int64(outHeight), Int64(outWidth))
        (image.kernel_height, image.kernel_width) = (Int64(w.kernelHeight), Int64(w.kernelWidth))
        (image.stride, image.top, image.left, image.shift) = (
            Int64(stride), Int64(padding.top), Int64(padding.left), options.upsampled ? 1 : 0
        )
        defer { withExtendedLifetime((x, zeros)) {} }
        let tiles = WinogradGrid.tiles(batch: batch, height: outHeight, width: outWidth)
        if stride == 1, w.kernelHeight == 3, w.kernelWidth == 3,
            WinogradGrid.pays(tiles: tiles, pixels: batch * outHeight * outWidth, channels: channels)
        {
            let end = ProductEnd(bias: try w.bias.addedTo(itemBias), residual: residual, activation: activation)
            try winograd(image, tiles: tiles, w.matrix, end, into: result)
            return result
        }
        try product(
            m: batch * outHeight * outWidth, taps: w.taps, segment: channels, w.matrix,
            ProductEnd(
                bias: w.bias, residual: itemBias == nil ? residual : nil,
                activation: itemBias == nil ? activation : .none),
            into: result
        ) { rows, table in
            ck_image_rows(table, &image, Int64(rows.lowerBound), Int64(rows.count))
        }
        guard let itemBias else { return result }
        return try addPerItem(result, itemBias, activation: activation, residual: residual)
    }
}

extension Tensor? {
    /// self + items, where nil is zero. self: [O], items: [B, O] -> [B, O], or [O] where there are no items.
    fileprivate func addedTo(_ items: Tensor?) throws(OutOfMemoryError) -> Tensor? {
        guard let items, let bias = self else { return items ?? self }
        let result = try Tensor(allocating: items.shape)
        for item in 0..<items.shape[0] {
            ck_add(
                result.freshPointer + item * bias.count, items.floatPointer + item * bias.count, bias.floatPointer,
                Int64(bias.count))
        }
        return result
    }
}
