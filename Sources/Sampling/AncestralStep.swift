/// A step from one noise level to another with new noise in it (Karras et al., 2022): to `down` without noise, then the
/// latent times `scale` and noise times `up` give the level that is wanted.
struct AncestralStep {
    let down: Float
    let scale: Float
    let up: Float

    private init(down: Float, scale: Float, up: Float) {
        self.down = down
        self.scale = scale
        self.up = up
    }

    /// - Parameter eta: how much of the noise is new, 0...1.
    init(from: Float, to: Float, eta: Float = 1) {
        let from2 = from * from
        let to2 = to * to
        // infinite over infinite is no number, which a flow's first level would be where no noise is wanted
        let wanted = eta == 0 ? 0 : eta * (to2 * (from2 - to2) / from2).squareRoot()
        up = wanted < to ? wanted : to
        down = eta == 0 ? to : (to2 - up * up).squareRoot()
        scale = 1
    }

    /// Flows keep the shares of signal and noise at a sum of 1, so the signal is scaled too.
    init(_ sampling: any ModelSampling, from: Float, to: Float, eta: Float = 1) {
        guard sampling.isFlow else {
            self.init(from: from, to: to, eta: eta)
            return
        }
        let down = to * (1 + (to / from - 1) * eta)
        let scale = (1 - to) / (1 - down)
        self = Self(down: down, scale: scale, up: (to * to - down * down * scale * scale).squareRoot())
    }
}
