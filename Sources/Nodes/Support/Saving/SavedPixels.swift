internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Pictures and sounds on their way into files, where nothing stands for what is no number.
enum SavedPixels {
    /// images: [B, H, W, C] -> 8 bits each
    static func of(_ images: Tensor, _ cancellation: Cancellation) throws -> [PixelImage] {
        let (pixels, unknown) = try PixelConversion.pixels(images, cancellation)
        tell(unknown, of: images.count)
        return pixels
    }

    static func tell(_ unknown: Int, of count: Int) {
        guard unknown > 0 else { return }
        Warnings.tell("\(unknown) of \(count) values of the images are NaN; they are saved as 0 (black)")
    }

    static func tellUnknown(in sound: Tensor) {
        var unknown = 0
        sound.withFloats { samples in
            for i in samples.indices.halting() where samples[i].isNaN { unknown += 1 }
        }
        guard unknown > 0 else { return }
        Warnings.tell("\(unknown) of \(sound.count) samples of the sound are NaN; what is saved of them means nothing")
    }
}
