internal import System
internal import Tensors

/// Pillow's Lanczos resize of 8-bit pictures, in its fixed-point arithmetic (src/libImaging/Resample.c).
extension Resampling {
    /// x: [B, H, W, C] in 0...1 -> [B, height, width, C]. With two or four channels the last is alpha, and colours count
    /// by it.
    static func lanczos(
        _ x: Tensor, width: Int, height: Int, cancellation: Cancellation?
    ) throws(CancellationError) -> Tensor {
        let (batch, oldHeight, oldWidth, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        var result = Tensor(uninitialized: [batch, height, width, channels])
        let hasAlpha = channels == 2 || channels == 4
        let across = width == oldWidth ? nil : LanczosTaps(from: oldWidth, to: width)
        let down = height == oldHeight ? nil : LanczosTaps(from: oldHeight, to: height)
        // Since version 13, where the height loses more than twice what the width does. The order shows where what lies
        // between the passes is rounded.
        let isDownFirst = height < oldHeight && oldHeight - height > 2 * (oldWidth - width)
        var unknown = 0
        for b in 0..<batch {
            try cancellation?.check()
            var pixels = PixelConversion.bytes(x.slice(b..<(b + 1)), &unknown)
            // Pillow returns an unchanged copy if nothing is to be done, without the detour through premultiplied alpha.
            let isCopy = across == nil && down == nil
            if hasAlpha && !isCopy { premultiply(&pixels, channels) }
            var (lines, columns) = (oldHeight, oldWidth)
            func resizeAcross() throws(CancellationError) {
                guard let across else { return }
                pixels = try across.apply(
                    pixels, lines: lines, lineStride: oldWidth * channels, stride: channels, channels: channels,
                    outLineStride: width * channels, outStride: channels, cancellation)
                columns = width
            }
            func resizeDown() throws(CancellationError) {
                guard let down else { return }
                pixels = try down.apply(
                    pixels, lines: columns, lineStride: channels, stride: columns * channels, channels: channels,
                    outLineStride: channels, outStride: columns * channels, cancellation)
                lines = height
            }
            if isDownFirst { try resizeDown() }
            try resizeAcross()
            if !isDownFirst { try resizeDown() }
            if hasAlpha && !isCopy { unpremultiply(&pixels, channels) }
            let count = pixels.count
            result.withMutableFloats { target in
                for i in (0..<count).halting() { target[b * count + i] = Float(pixels[i]) / 255 }
            }
        }
        if unknown > 0 {
            Warnings.tell("\(unknown) of \(x.count) values of the images are NaN; Lanczos takes them as 0")
        }
        return result
    }

    private static func premultiply(_ pixels: inout [UInt8], _ channels: Int) {
        for index in (0..<pixels.count / channels).halting(each: channels) {
            let pixel = index * channels
            let alpha = Int(pixels[pixel + channels - 1])
            for c in 0..<(channels - 1) {
                let product = Int(pixels[pixel + c]) * alpha + 128
                pixels[pixel + c] = UInt8((product >> 8 + product) >> 8)
            }
        }
    }

    private static func unpremultiply(_ pixels: inout [UInt8], _ channels: Int) {
        for index in (0..<pixels.count / channels).halting(each: channels) {
            let pixel = index * channels
            let alpha = Int(pixels[pixel + channels - 1])
            if alpha == 0 || alpha == 255 { continue }
            for c in 0..<(channels - 1) { pixels[pixel + c] = UInt8(min(255 * Int(pixels[pixel + c]) / alpha, 255)) }
        }
    }
}
