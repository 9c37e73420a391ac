internal import Tensors

extension ControlResiduals {
    private func mapped(_ change: (Tensor) throws -> Tensor) rethrows -> ControlResiduals {
        ControlResiduals(
            input: try input.map { try $0.map(change) }, middle: try middle.map(change),
            skips: try skips.map { try $0.map(change) })
    }

    /// Times the strength, each channel's mean everywhere if asked for.
    func weighed(_ strength: Double, poolsGlobally: Bool) throws -> ControlResiduals {
        guard strength != 1 || poolsGlobally else { return self }
        let factor = Float(strength)
        return try mapped { tensor in
            let tensor = poolsGlobally ? tensor.pooledOverPlaces() : tensor
            return try tensor.mapped { $0 * factor }
        }
    }

    /// The sums with those of controls that came before.
    func adding(before: ControlResiduals, _ compute: Compute) throws -> ControlResiduals {
        func sum(_ a: Tensor?, _ b: Tensor?) throws -> Tensor? {
            guard let a, let b else { return a ?? b }
            guard a.shape == b.shape else {
                throw ModelError(.badInput, "controls of shapes \(a.shape) and \(b.shape) cannot be chained")
            }
            return try compute.add(a, b)
        }
        func sums(_ a: [Tensor?], _ b: [Tensor?]) throws -> [Tensor?] {
            try (0..<max(a.count, b.count)).map { index in
                try sum(index < a.count ? a[index] : nil, index < b.count ? b[index] : nil)
            }
        }
        return ControlResiduals(
            input: try sums(before.input, input), middle: try sum(before.middle, middle),
            skips: try sums(before.skips, skips))
    }
}

extension Tensor {
    /// Each channel's mean over an item's places, at all of them. [B, H, W, C] -> [B, H, W, C]
    fileprivate func pooledOverPlaces() -> Tensor {
        let means = meanOverPlaces()
        let (batch, channels) = (shape[0], shape[shape.count - 1])
        let places = count / max(batch * channels, 1)
        return Tensor.concatenated(
            (0..<batch).flatMap { item in Array(repeating: means.slice(item..<item + 1), count: places) }
        ).reshaped(shape)
    }

    /// [B, H, W, C] -> [B, C]
    func meanOverPlaces() -> Tensor {
        let (batch, channels) = (shape[0], shape[shape.count - 1])
        let places = count / max(batch * channels, 1)
        var sums = [Double](repeating: 0, count: batch * channels)
        withFloats { values in
            for item in 0..<batch {
                for place in 0..<places {
                    let start = (item * places + place) * channels
                    for channel in 0..<channels { sums[item * channels + channel] += Double(values[start + channel]) }
                }
            }
        }
        return Tensor(sums.map { Float($0 / Double(places)) }, shape: [batch, channels])
    }
}
