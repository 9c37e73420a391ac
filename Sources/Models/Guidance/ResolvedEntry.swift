internal import Sampling
internal import Tensors

/// A conditioning's entry, fitted to a latent and a model's noise levels.
struct ResolvedEntry {
    var entry: Conditioning.Entry
    /// Tells it from the other entries of a run.
    var identity = 0
    /// Nil: all of the latent.
    var area: ResolvedArea?
    /// [N, ...] over the whole latent.
    var mask: Tensor?
    /// What the network is told beside the prompt.
    var extras: EntryExtras?
    /// The noise levels between which it counts.
    private let start: Double?
    private let end: Double?

    /// The least extent of an area that is a mask's.
    private static let leastExtent = 8

    /// - Parameter dimensions: of the latent, without batch and channels.
    init(_ entry: Conditioning.Entry, in dimensions: [Int], _ sampling: any ModelSampling) throws {
        guard entry.hidden.rank == 3, entry.hidden.count > 0 else {
            throw ModelError(.badInput, "a conditioning of shape \(entry.hidden.shape)")
        }
        self.entry = entry
        let startPercent = entry.clipStartPercent.map { max($0, entry.startPercent ?? 0) } ?? entry.startPercent
        let endPercent = entry.clipEndPercent.map { min($0, entry.endPercent ?? 1) } ?? entry.endPercent
        start = startPercent.map(sampling.percentToSigma)
        end = endPercent.map(sampling.percentToSigma)
        mask = try entry.mask.map { try Self.fitted($0, to: dimensions) }
        area = try entry.area?.resolved(in: dimensions)
        if let mask, entry.setsAreaToBounds == true { area = try Self.bounds(of: mask, in: dimensions) }
    }

    /// Hooks of a run have a state of their own; entries that share some go on sharing them.
    static func startHooks(_ sides: inout [[ResolvedEntry]], _ run: SamplingFacts) {
        var started: [ObjectIdentifier: any ModelHooks] = [:]
        for side in sides.indices {
            for index in sides[side].indices {
                guard let hooks = sides[side][index].entry.hooks else { continue }
                let running = started[ObjectIdentifier(hooks)] ?? hooks.started(run)
                started[ObjectIdentifier(hooks)] = running
                sides[side][index].entry.hooks = running
            }
        }
    }

    static func number(_ sides: inout [[ResolvedEntry]], from first: Int = 0) {
        var next = first
        for side in sides.indices {
            for index in sides[side].indices {
                sides[side][index].identity = next
                next += 1
            }
        }
    }

    func isActive(at sigma: Float) -> Bool {
        let sigma = Double(sigma)
        return start.map { sigma <= $0 } ?? true && end.map { sigma >= $0 } ?? true
    }

    private static func fitted(_ mask: Tensor, to dimensions: [Int]) throws -> Tensor {
        guard mask.rank >= 2, mask.count > 0 else {
            throw ModelError(.badInput, "a mask of shape \(mask.shape) for a conditioning")
        }
        if Array(mask.shape.dropFirst()) == dimensions { return mask }
        if mask.shape == dimensions { return mask.reshaped([1] + dimensions) }
        guard dimensions.count == 2 else {
            throw ModelError(.badInput, "a mask of shape \(mask.shape) for a latent of \(dimensions)")
        }
        let items = mask.shape.dropLast(2).reduce(1, *)
        return try NoiseMask.fitted(mask, to: [items, 1] + dimensions).reshaped([items] + dimensions)
    }

    /// The box of what a mask [N, H, W] covers in any item.
    private static func bounds(of mask: Tensor, in dimensions: [Int]) throws -> ResolvedArea {
        guard dimensions.count == 2 else {
            throw ModelError(.badInput, "the bounds of a mask over a latent of \(dimensions)")
        }
        let width = dimensions[1]
        let plane = width * dimensions[0]
        let covered = mask.floats.enumerated().filter { $1 != 0 }.map { index, _ in index % plane }
        let rows = covered.map { $0 / width }
        let columns = covered.map { $0 % width }
        guard let top = rows.min(), let bottom = rows.max(), let left = columns.min(), let right = columns.max() else {
            return ResolvedArea(extent: [leastExtent, leastExtent], start: [0, 0])
        }
        return ResolvedArea(
            extent: [max(leastExtent, bottom - top + 1), max(leastExtent, right - left + 1)], start: [top, left])
    }
}

extension ResolvedEntry {
    /// Gives each side an entry of its own for every area of the others, so that guidance has two predictions there.
    static func matchAreas(_ sides: inout [[ResolvedEntry]]) {
        for side in sides.indices {
            for entry in sides[side] {
                for other in sides.indices where other != side { match(entry, in: &sides[other]) }
            }
        }
    }

    /// The prompt is that of the smallest area around the entry's.
    private static func match(_ entry: ResolvedEntry, in entries: inout [ResolvedEntry]) {
        guard let area = entry.area else { return }
        var smallest: ResolvedEntry?
        for candidate in entries {
            guard let around = candidate.area else {
                smallest = smallest ?? candidate
                continue
            }
            guard around.contains(area) else { continue }
            if let known = smallest?.area, known.size <= around.size { continue }
            smallest = candidate
        }
        guard let smallest, smallest.area != area else { return }
        var copy = entry
        copy.entry.hidden = smallest.entry.hidden
        copy.entry.pooled = smallest.entry.pooled
        copy.entry.languageLayers = smallest.entry.languageLayers
        copy.entry.controlHidden = smallest.entry.controlHidden
        copy.entry.sizes = smallest.entry.sizes
        copy.extras = smallest.extras
        entries.append(copy)
    }
}

extension ResolvedArea {
    fileprivate var size: Double { extent.reduce(1.0) { $0 * Double($1) } }
}

extension ResolvedEntry {
    /// Gives the controls of a side to the others, where they ask for that and the others have none of their own, and
    /// what acts in the network for its entries.
    static func shareControls(_ sides: inout [[ResolvedEntry]], of side: Int?) {
        guard let side else { return }
        share(\.control, in: &sides, of: side) { $0.controlsNegative == true ? $0.control : nil }
        share(\.patch, in: &sides, of: side, \.patch)
    }

    private static func share<T>(
        _ path: WritableKeyPath<Conditioning.Entry, T?>, in sides: inout [[ResolvedEntry]], of side: Int,
        _ shared: (Conditioning.Entry) -> T?
    ) {
        let values = sides[side].compactMap { $0.area == nil ? shared($0.entry) : nil }
        for other in sides.indices where other != side {
            let whole = sides[other].indices.filter { sides[other][$0].area == nil }
            guard !whole.isEmpty, whole.allSatisfy({ sides[other][$0].entry[keyPath: path] == nil }) else { continue }
            for (index, value) in values.enumerated() {
                sides[other][whole[index % whole.count]].entry[keyPath: path] = value
            }
        }
    }
}
