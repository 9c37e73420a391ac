internal import Tensors

/// Averages the predictions of one side's entries, each with its weight at each place.
struct SideSum {
    private let shape: [Int]
    private var parts: [(prediction: Tensor, entry: ResolvedEntry, area: ResolvedArea?)] = []

    /// shape: of the latent, [B, C, ...]
    init(_ shape: [Int]) { self.shape = shape }

    /// How wide the edge is over which an area fades out.
    private static let fade = 8

    /// - Parameter prediction: over the entry's area.
    mutating func add(_ prediction: Tensor, _ entry: ResolvedEntry, _ area: ResolvedArea?) {
        parts.append((prediction, entry, area))
    }

    /// The average; 0 where nothing counts.
    func average() throws(OutOfMemoryError) -> Tensor {
        if parts.count == 1, parts[0].area == nil, parts[0].entry.mask == nil, parts[0].entry.entry.strength ?? 1 == 1 {
            return parts[0].prediction
        }
        var sum = try [Float](allocating: shape.reduce(1, *), repeating: 0)
        // What is divided by where nothing counts.
        var count = try [Float](allocating: sum.count, repeating: 1e-37)
        for part in parts {
            let area =
                part.area
                ?? ResolvedArea(
                    extent: Array(shape.dropFirst(2)), start: Array(repeating: 0, count: shape.count - 2))
            let weights = try weights(part.entry, part.area, over: area)
            try add(part.prediction, weights, area, to: &sum, &count)
        }
        return Tensor(sum, shape: shape) / Tensor(count, shape: shape)
    }

    /// What the weights of some entries leave of 1 at each place; nil where they leave nothing. [N, ...]
    func rest(beside entries: [ResolvedEntry]) throws(OutOfMemoryError) -> Tensor? {
        let dimensions = Array(shape.dropFirst(2))
        let plane = dimensions.reduce(1, *)
        var rest = try [Float](allocating: shape[0] * plane, repeating: 1)
        for entry in entries {
            let own = entry.area?.clamped(to: dimensions)
            let area = own ?? ResolvedArea(extent: dimensions, start: dimensions.map { _ in 0 })
            let weights = try weights(entry, own, over: area)
            let (places, offsets) = (area.extent.reduce(1, *), area.offsets(in: dimensions))
            for item in 0..<shape[0] {
                let start = item % (weights.count / places) * places
                for place in 0..<places { rest[item * plane + offsets[place]] -= weights[start + place] }
            }
        }
        guard rest.contains(where: { $0 > 0 }) else { return nil }
        return Tensor(rest.map { max($0, 0) }, shape: [shape[0]] + dimensions)
    }

    /// The entry's weight at each place of an area, N times: item i of the batch takes those of i % N.
    private func weights(
        _ entry: ResolvedEntry, _ ownArea: ResolvedArea?, over area: ResolvedArea
    ) throws(OutOfMemoryError) -> [Float] {
        let strength = Float(entry.entry.strength ?? 1)
        if let mask = entry.mask {
            let maskStrength = Float(entry.entry.maskStrength ?? 1)
            let items = mask.slice(0..<min(mask.shape[0], shape[0]))
            return try items.box(area, leading: 1).copiedFloats().map { $0 * maskStrength * strength }
        }
        var weights = try [Float](allocating: area.extent.reduce(1, *), repeating: strength)
        if ownArea != nil {
            for dimension in area.extent.indices { fadeOut(&weights, area, along: dimension) }
        }
        return weights
    }

    /// Lets the weights rise from the edges that do not lie at the latent's.
    private func fadeOut(_ weights: inout [Float], _ area: ResolvedArea, along dimension: Int) {
        let extent = area.extent[dimension]
        let width = min(Self.fade, extent / 4)
        let inner = area.extent[(dimension + 1)...].reduce(1, *)
        let fadesAtStart = area.start[dimension] != 0
        let fadesAtEnd = area.start[dimension] + extent < shape[dimension + 2]
        for i in weights.indices {
            let place = i / inner % extent
            if fadesAtStart && place < width { weights[i] *= Float(1 / Double(width) * Double(place + 1)) }
            let fromEnd = extent - 1 - place
            if fadesAtEnd && fromEnd < width { weights[i] *= Float(1 / Double(width) * Double(fromEnd + 1)) }
        }
    }

    private func add(
        _ prediction: Tensor, _ weights: [Float], _ area: ResolvedArea, to sum: inout [Float], _ count: inout [Float]
    ) throws(OutOfMemoryError) {
        let places = area.extent.reduce(1, *)
        let offsets = area.offsets(in: Array(shape.dropFirst(2)))
        let plane = shape.dropFirst(2).reduce(1, *)
        let values = try prediction.copiedFloats()
        for layer in 0..<shape[0] * shape[1] {
            let item = layer / shape[1] % (weights.count / places)
            for place in 0..<places {
                let weight = weights[item * places + place]
                let target = layer * plane + offsets[place]
                sum[target] += values[layer * places + place] * weight
                count[target] += weight
            }
        }
    }
}

extension ResolvedArea {
    /// Where in a plane of those dimensions the area's places lie, in their order. The area lies inside.
    func offsets(in dimensions: [Int]) -> [Int] {
        var offsets = [0]
        for (dimension, whole) in dimensions.enumerated() {
            let places = start[dimension]..<start[dimension] + extent[dimension]
            offsets = offsets.flatMap { offset in places.map { offset * whole + $0 } }
        }
        return offsets
    }
}

extension Tensor {
    /// The part of a tensor's last dimensions in an area, after `leading` dimensions that are kept whole.
    func box(_ area: ResolvedArea, leading: Int) -> Tensor {
        let dimensions = Array(shape.dropFirst(leading))
        if area.extent == dimensions { return self }
        let offsets = area.offsets(in: dimensions)
        let plane = dimensions.reduce(1, *)
        let layers = shape.prefix(leading).reduce(1, *)
        let source = floats
        return Tensor(
            (0..<layers).flatMap { layer in offsets.map { source[layer * plane + $0] } },
            shape: shape.prefix(leading) + area.extent)
    }
}
