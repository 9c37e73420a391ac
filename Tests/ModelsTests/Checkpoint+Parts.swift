import Models

extension Checkpoint {
    /// What the Stable Diffusion family has.
    var unet: UNet { model.network as! UNet }
    /// Of Stable Diffusion 1.x and 2.x.
    var clip: CLIPTextEncoder? { textEncoder as? CLIPTextEncoder }
}
