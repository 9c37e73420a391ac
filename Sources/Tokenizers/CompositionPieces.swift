@_spi(_Unicode) internal import Swift

/// Texts on their way into form NFC, in pieces that the standard library composes in linear time: it sorts runs of marks
/// in quadratic time, and takes as long for those that nothing composes with. A prompt may consist of a million marks.
struct CompositionPieces {
    /// What has been composed.
    private(set) var composed: [Unicode.Scalar] = []

    private struct Mark {
        let scalar: Unicode.Scalar
        let order: UInt8
        let place: Int
    }

    private var piece = String.UnicodeScalarView()
    private var count = 0
    private var run: [Mark] = []

    /// A piece that is longer ends before the next character that composes with nothing before it.
    private static let longestPiece = 1 << 16
    /// Longer runs of marks go apart.
    private static let longestRun = 64
    /// A character composes with four marks at most, and one that it does not compose with blocks all others of its order.
    private static let mostOfAnOrder = 8

    mutating func add(_ scalar: Unicode.Scalar) {
        let order = Self.order(scalar)
        guard order == 0 else {
            run.append(Mark(scalar: scalar, order: order, place: run.count))
            return
        }
        endRun()
        if count >= Self.longestPiece, Self.begins(scalar) { endPiece([]) }
        append(scalar)
    }

    /// Composes what is left.
    mutating func end() {
        endRun()
        endPiece([])
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        piece.append(scalar)
        count += 1
    }

    private static func order(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.isASCII ? 0 : scalar.properties.canonicalCombiningClass.rawValue
    }

    /// Whether no character composes with this one behind it.
    private static func begins(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII || (0x3400...0x9FFF).contains(scalar.value) || scalar.value >= 0x1F000
    }

    /// Brings a run of marks into canonical order. What is blocked in a long one is put behind the others of its order
    /// again once these are composed.
    private mutating func endRun() {
        if run.count > 1 { run.sort { ($0.order, $0.place) < ($1.order, $1.place) } }
        defer { run.removeAll(keepingCapacity: true) }
        guard run.count > Self.longestRun else {
            for mark in run { append(mark.scalar) }
            return
        }
        var blocked: [Mark] = []
        var before: (order: UInt8, count: Int) = (0, 0)
        for mark in run {
            before = mark.order == before.order ? (mark.order, before.count + 1) : (mark.order, 1)
            if before.count <= Self.mostOfAnOrder { append(mark.scalar) } else { blocked.append(mark) }
        }
        endPiece(blocked)
    }

    private mutating func endPiece(_ blocked: [Mark]) {
        // The standard library has no public normalisation yet; this is what its comparison of strings uses.
        let part = Array(String(piece)._nfc)
        (piece, count) = (String.UnicodeScalarView(), 0)
        let marks = part.lastIndex { Self.order($0) == 0 }.map { $0 + 1 } ?? 0
        composed += part[..<marks]
        var rest = blocked[...]
        for mark in part[marks...] {
            let earlier = rest.prefix { $0.order < Self.order(mark) }
            composed += earlier.lazy.map(\.scalar)
            rest = rest[earlier.endIndex...]
            composed.append(mark)
        }
        composed += rest.lazy.map(\.scalar)
    }
}
