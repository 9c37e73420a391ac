package import Formats
package import Tensors

/// What a family's latents are: their scale and how they look.
package struct LatentFormat: Sendable {
    package let channels: Int
    /// Pixels of the picture for one place of the latent, along each side.
    package let downscale: Int
    /// A latent as nodes pass it, times this, is a latent in model space.
    package let scale: Float
    /// A rough picture of a latent in model space: RGB in -1...1 from each channel. [channels][3]
    package let rgbFactors: [[Float]]
    /// What is added to them. [3]
    package var rgbBias: [Float] = [0, 0, 0]

    /// Stable Diffusion 1's and 2's. The scale is the paper's (Rombach et al. 2022, appendix D.1), the factors are ComfyUI's
    /// (comfy/latent_formats.py, SD15).
    package static let sd1 = LatentFormat(
        channels: 4, downscale: 8, scale: 0.18215,
        rgbFactors: [
            [0.3512, 0.2297, 0.3227], [0.3250, 0.4974, 0.2350], [-0.2829, 0.1762, 0.2721], [-0.2120, -0.2616, -0.7177],
        ])

    /// SDXL's autoencoder was trained anew (Podell et al. 2023, section 2.4). The scale is diffusers', the factors are
    /// ComfyUI's (SDXL).
    package static let sdxl = LatentFormat(
        channels: 4, downscale: 8, scale: 0.13025,
        rgbFactors: [
            [0.3651, 0.4232, 0.4341], [-0.2533, -0.0042, 0.1068], [0.1076, 0.1111, -0.0362],
            [-0.3165, -0.2492, -0.2188],
        ],
        rgbBias: [0.1084, -0.0175, -0.0011])

    /// The first item of a latent in model space [B, C, H, W] as a picture of the latent's size.
    package func preview(_ latent: Tensor) -> PixelImage {
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
}
