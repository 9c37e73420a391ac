package import Formats
package import Sampling
package import Tensors

/// What a family's latents are: their scale and how they look.
package struct LatentFormat: Sendable {
    package let channels: Int
    /// Pixels of the picture for one place of the latent, along each side.
    package let downscale: Int
    /// What makes of a latent as nodes pass it one in model space.
    package let scale: LatentScale
    /// Latents have an axis of frames before those of the picture.
    package var hasFrames = false
    /// A rough picture of a latent in model space: RGB in -1...1 from each channel. [channels][3]
    package let rgbFactors: [[Float]]
    /// What is added to them. [3]
    package var rgbBias: [Float] = [0, 0, 0]
    /// Channels of a place are squares of so many smaller places along a side, which the factors are for.
    var foldedPlaces = 1
    /// How the file of the TAESD decoder that shows them begins.
    package var tinyDecoder: String?

    /// Stable Diffusion 1's and 2's. The scale is the paper's (Rombach et al. 2022, appendix D.1), the factors are ComfyUI's
    /// (comfy/latent_formats.py, SD15).
    package static let sd1 = LatentFormat(
        channels: 4, downscale: 8, scale: 0.18215,
        rgbFactors: [
            [0.3512, 0.2297, 0.3227], [0.3250, 0.4974, 0.2350], [-0.2829, 0.1762, 0.2721], [-0.2120, -0.2616, -0.7177],
        ],
        tinyDecoder: "taesd_decoder")

    /// SDXL's autoencoder was trained anew (Podell et al. 2023, section 2.4). The scale is diffusers', the factors are
    /// ComfyUI's (SDXL).
    package static let sdxl = LatentFormat(
        channels: 4, downscale: 8, scale: 0.13025,
        rgbFactors: [
            [0.3651, 0.4232, 0.4341], [-0.2533, -0.0042, 0.1068], [0.1076, 0.1111, -0.0362],
            [-0.3165, -0.2492, -0.2188],
        ],
        rgbBias: [0.1084, -0.0175, -0.0011], tinyDecoder: "taesdxl_decoder")

    /// Playground 2.5's, of SDXL's autoencoder: means and deviations are its repository's (vae/config.json), the factors are
    /// ComfyUI's (SDXL_Playground_2_5).
    package static let playground = LatentFormat(
        channels: 4, downscale: 8,
        scale: LatentScale(
            means: [-1.6574, 1.886, -1.383, 2.5155], deviations: [8.4927, 5.9022, 6.5498, 5.2299], deviation: 0.5),
        rgbFactors: [
            [0.3920, 0.4054, 0.4549], [-0.2634, -0.0196, 0.0653], [0.0568, 0.1687, -0.0755],
            [-0.3112, -0.2359, -0.2076],
        ],
        tinyDecoder: "taesdxl_decoder")

    /// The x4 upscaler's. Scale and factors are ComfyUI's (SD_X4).
    package static let sdX4 = LatentFormat(
        channels: 4, downscale: 4, scale: 0.08333,
        rgbFactors: [
            [-0.2340, -0.3863, -0.3257], [0.0994, 0.0885, -0.0908], [-0.2833, -0.2349, -0.3741],
            [0.2523, -0.0055, -0.1651],
        ])

    /// The first item (and frame) of a latent in model space [B, C, (T,) H, W] as a picture of the latent's size.
    package func preview(_ latent: Tensor) -> PixelImage {
        let latent = flat(latent)
        let (channels, height, width) = (latent.shape[1], latent.shape[2], latent.shape[3])
        var bytes = [UInt8](repeating: 0, count: height * width * 3)
        let values = latent.slice(0..<1).floats
        for pixel in 0..<height * width {
            for colour in 0..<3 {
                var value = rgbBias[colour]
                for channel in 0..<min(channels, rgbFactors.count) {
                    value += values[channel * height * width + pixel] * rgbFactors[channel][colour]
                }
                let level = (value + 1) / 2
                bytes[pixel * 3 + colour] = level.isNaN ? 0 : UInt8(min(max(level, 0), 1) * 255)
            }
        }
        return PixelImage(width: width, height: height, channels: 3, bytes: bytes)
    }

    /// The first item's first frame, its channels unfolded. [B, C, (T,) H, W] -> [1, C', H', W']
    private func flat(_ latent: Tensor) -> Tensor {
        let (channels, height, width) = (latent.shape[1], latent.shape[latent.rank - 2], latent.shape[latent.rank - 1])
        let frames = latent.shape[2..<latent.rank - 2].reduce(1, *)
        let (side, plane) = (foldedPlaces, height * width)
        var result = Tensor(uninitialized: [1, channels / (side * side), height * side, width * side])
        result.withMutableFloats { target in
            latent.withFloats { source in
                for channel in 0..<channels {
                    let (own, fold) = channel.quotientAndRemainder(dividingBy: side * side)
                    for place in 0..<plane {
                        let (y, x) = place.quotientAndRemainder(dividingBy: width)
                        let row = own * height * side + y * side + fold / side
                        target[row * width * side + x * side + fold % side] = source[channel * frames * plane + place]
                    }
                }
            }
        }
        return result
    }
}
