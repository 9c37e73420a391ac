internal import Formats
internal import System

/// A network beside PyTorch's: who is faster, and by how much the results differ.
struct PeerComparison {
    private let peer: TorchPeer
    private let rounds: Rounds
    private let precision: Options.Precision
    private let difference: Double

    /// - Parameter result: ours, to be compared with the peer's latest.
    init(_ peer: TorchPeer, _ rounds: Rounds, _ precision: Options.Precision, result: [Float]) throws {
        self.peer = peer
        self.rounds = rounds
        self.precision = precision
        difference = Self.relativeDifference(result, try peer.result())
    }

    func print() {
        for (name, times) in rounds.peers.sorted(by: { $0.key < $1.key }) {
            Swift.print("PyTorch \(peer.version), \(name): \(fixed(median(times), 3)) s")
        }
        let ratios = Options.Precision.allCases.compactMap { other in
            rounds.ratio(to: other).map { "\(fixed($0, 2)) times as fast as PyTorch in \(other.rawValue)" }
        }
        Swift.print("\(ratios.joined(separator: ", ")); the results differ by \(scientific(difference)) of their norm")
    }

    /// Members for a report, their names behind `prefix`.
    func members(_ prefix: String = "") -> JSONObject {
        var members: JSONObject = ["torch": .string(peer.version), "\(prefix)relative_difference": .double(difference)]
        for other in Options.Precision.allCases {
            guard let seconds = rounds.peerSeconds(other), let ratio = rounds.ratio(to: other) else { continue }
            let name = other == precision ? "" : "\(other.rawValue)_"
            members["\(prefix)torch_\(name)seconds"] = .double(seconds)
            members["\(prefix)\(name)ratio"] = .double(ratio)
        }
        return members
    }

    private static func relativeDifference(_ a: [Float], _ b: [Float]) -> Double {
        guard a.count == b.count else { return .infinity }
        var (difference, norm) = (0.0, 0.0)
        for (x, y) in zip(a, b) {
            difference += Double(x - y) * Double(x - y)
            norm += Double(y) * Double(y)
        }
        return (difference / norm).squareRoot()
    }
}
