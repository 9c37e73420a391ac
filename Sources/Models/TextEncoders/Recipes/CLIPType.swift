/// What a loader of text encoders is told to make of its files: ComfyUI's `type`.
package enum CLIPType: String, Sendable, Hashable, CaseIterable {
    case stableDiffusion = "stable_diffusion"
    case stableCascade = "stable_cascade"
    case sd3
    case stableAudio = "stable_audio"
    case hunyuanDiT = "hunyuan_dit"
    case flux, mochi, ltxv
    case hunyuanVideo = "hunyuan_video"
    case pixart, cosmos, lumina2, wan, hidream, chroma, ace, omnigen2
    case qwenImage = "qwen_image"
    case hunyuanImage = "hunyuan_image"
    case hunyuanVideo15 = "hunyuan_video_15"
    case ovis, kandinsky5
    case kandinsky5Image = "kandinsky5_image"
    case newbie, flux2, sdxl
}
