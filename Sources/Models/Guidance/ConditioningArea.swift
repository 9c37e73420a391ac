/// A box of a latent.
package enum ConditioningArea: Sendable, Equatable {
    /// Its extent and where it begins, in places of the latent, one of each for each dimension of a picture.
    case places(extent: [Int], start: [Int])
    /// The same in shares of the latent.
    case shares(extent: [Double], start: [Double])

    /// The box in places of a latent whose picture dimensions are `dimensions`; those that the area does not name come
    /// first and are whole.
    func resolved(in dimensions: [Int]) throws(ModelError) -> ResolvedArea {
        var (extent, start): ([Int], [Int])
        switch self {
        case .places(let givenExtent, let givenStart): (extent, start) = (givenExtent, givenStart)
        case .shares(let shares, let starts):
            let named = dimensions.suffix(shares.count)
            extent = try zip(shares, named).map { (share, whole) throws(ModelError) in
                max(1, try Self.places(share, of: whole))
            }
            start = try zip(starts, named).map { (share, whole) throws(ModelError) in try Self.places(share, of: whole)
            }
        }
        let missing = dimensions.count - extent.count
        guard extent.count == start.count, missing >= 0 else {
            throw ModelError(.badInput, "an area of \(extent.count) dimensions for a latent of \(dimensions)")
        }
        extent = dimensions.prefix(missing) + extent
        start = Array(repeating: 0, count: missing) + start
        guard zip(start, dimensions).allSatisfy({ (0..<$1).contains($0) }), extent.allSatisfy({ $0 > 0 }) else {
            throw ModelError(.badInput, "the area \(extent) at \(start) lies outside a latent of \(dimensions)")
        }
        return ResolvedArea(extent: extent, start: start)
    }

    /// Ties go to the even number, as in Python.
    private static func places(_ share: Double, of whole: Int) throws(ModelError) -> Int {
        guard let places = Int(exactly: (share * Double(whole)).rounded(.toNearestOrEven)) else {
            throw ModelError(.badInput, "an area of \(share) of the latent")
        }
        return places
    }
}

/// A box in places of a latent: it begins inside, and may reach beyond.
struct ResolvedArea: Equatable {
    let extent: [Int]
    let start: [Int]

    var ends: [Int] { zip(start, extent).map { $0.addingReportingOverflow($1).partialValue } }

    func contains(_ other: ResolvedArea) -> Bool {
        zip(start, other.start).allSatisfy { $0 <= $1 } && zip(ends, other.ends).allSatisfy { $0 >= $1 }
    }

    /// The part inside a latent.
    func clamped(to dimensions: [Int]) -> ResolvedArea {
        let extent = dimensions.indices.map { min(dimensions[$0] - start[$0], self.extent[$0]) }
        return ResolvedArea(extent: extent, start: start)
    }
}
