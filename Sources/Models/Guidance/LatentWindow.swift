package import Tensors

/// Which places of a run's latent a tensor has, along one of its axes.
package struct LatentWindow: Sendable {
    package let axis: Int
    package let places: [Int]

    package init(axis: Int, places: [Int]) {
        self.axis = axis
        self.places = places
    }

    /// The items of the latent's batch.
    func items(of count: Int) -> [Int] { axis == 0 ? places : Array(0..<count) }

    /// Those places of what lies over the latent's pictures, if it lies over all of them.
    ///
    /// - Parameters:
    ///   - tensor: whose last axes are the latent's, without the first ones.
    ///   - whole: the latent's shape, [B, C, ...]
    func part(of tensor: Tensor, in whole: [Int]) -> Tensor {
        let own = tensor.rank - (whole.count - axis)
        guard axis >= 2, own >= 0, tensor.shape[own] == whole[axis] else { return tensor }
        return tensor.gathered(places, axis: own)
    }
}

extension Tensor {
    /// Some places along an axis, in that order.
    package func gathered(_ places: [Int], axis: Int) -> Tensor {
        let inner = shape.dropFirst(axis + 1).reduce(1, *)
        let (outer, whole) = (shape.prefix(axis).reduce(1, *), shape[axis])
        var shape = shape
        shape[axis] = places.count
        var result = Tensor(uninitialized: shape)
        result.withMutableFloats { target in
            withFloats { source in
                for row in (0..<outer).halting(each: places.count * inner) {
                    for (place, index) in places.enumerated() {
                        let (from, to) = ((row * whole + index) * inner, (row * places.count + place) * inner)
                        for i in 0..<inner { target[to + i] = source[from + i] }
                    }
                }
            }
        }
        return result
    }
}
