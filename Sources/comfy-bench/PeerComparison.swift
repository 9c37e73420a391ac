internal import Formats
internal import System

/// A network beside a peer's: who is faster, and by how much the results differ.
struct PeerComparison {
    private let peer: any NetworkPeer
    private let rounds: Rounds
    private let precision: Options.Precision
    /// Nil where the results are none of the same numbers.
    private let difference: Double?

    /// - Parameter result: ours, to be compared with the peer's latest; nil where that would mean nothing.
    init(_ peer: any NetworkPeer, _ rounds: Rounds, _ precision: Options.Precision, result: [Float]?) throws {
        self.peer = peer
        self.rounds = rounds
        self.precision = precision
        difference = try result.map { Self.relativeDifference($0, try peer.result()) }
    }

    func print() {
        for (name, times) in rounds.peers.sorted(by: { $0.key < $1.key }) {
            let way = String(name.reversed().drop { $0 == " " }.reversed())
            Swift.print("\(peer.title) \(peer.version), \(way): \(fixed(median(times), 3)) s")
        }
        let ratios = Options.Precision.allCases.compactMap { other in
            rounds.ratio(to: other).map { "\(fixed($0, 2)) times as fast as \(peer.title) in \(other.rawValue)" }
        }
        let differing = difference.map { "; the results differ by \(scientific($0)) of their norm" } ?? ""
        Swift.print(ratios.joined(separator: ", ") + differing)
    }

    /// Members for a report, their names behind `prefix`.
    func members(_ prefix: String = "") -> JSONObject {
        var members: JSONObject = [peer.name: .string(peer.version)]
        if let difference { members["\(prefix)relative_difference"] = .double(difference) }
        for other in Options.Precision.allCases {
            guard let seconds = rounds.peerSeconds(other), let ratio = rounds.ratio(to: other) else { continue }
            let name = other == precision ? "" : "\(other.rawValue)_"
            members["\(prefix)\(peer.name)_\(name)seconds"] = .double(seconds)
            members["\(prefix)\(name)ratio"] = .double(ratio)
        }
        return members
    }

    static func relativeDifference(_ a: [Float], _ b: [Float]) -> Double {
        guard a.count == b.count else { return .infinity }
        var (difference, norm) = (0.0, 0.0)
        for (x, y) in zip(a, b) {
            difference += Double(x - y) * Double(x - y)
            norm += Double(y) * Double(y)
        }
        return (difference / norm).squareRoot()
    }
}
