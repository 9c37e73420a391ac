extension TextEncoderRecipe {
    static let stableDiffusion1 = TextEncoderRecipe(
        "Stable Diffusion 1", [.stableDiffusion], [Part("clip_l", .clipL)]
    ) { try $0.clip(.l)! }

    static let stableDiffusion2 = TextEncoderRecipe(
        "Stable Diffusion 2", [.stableDiffusion], [Part("clip_h", .clipH)]
    ) { try $0.clip(.h)! }

    static let stableDiffusionXLRefiner = TextEncoderRecipe(
        "SDXL's refiner", [.stableDiffusion], [Part("clip_g", .clipG)]
    ) { try $0.clip(.xlG)! }

    static let stableDiffusionXL = TextEncoderRecipe(
        "SDXL", [.sdxl], [Part("clip_l", .clipL), Part("clip_g", .clipG)]
    ) { TwoCLIPTextEncoder(try $0.clip(.xlL)!, try $0.clip(.xlG)!, $0.weights) }
}
