/// Times of our rounds and the peer's, taken in turn.
struct Rounds {
    private(set) var ours: [Double] = []
    private(set) var peers: [String: [Double]] = [:]

    init(_ count: Int, peer: (any Peer)?, _ round: () throws -> Double) throws {
        for _ in 0..<count {
            ours.append(try round())
            for (layout, time) in try peer?.round() ?? [:] { peers[layout, default: []].append(time) }
        }
    }

    var seconds: Double { median(ours) }
    /// In the peer's better layout; nil if there is none, or not in that precision.
    func peerSeconds(_ precision: Options.Precision) -> Double? {
        peers.filter { $0.key.hasPrefix("\(precision.rawValue) ") }.values.map(median).min()
    }
    /// The peer's time in a precision over ours.
    func ratio(to precision: Options.Precision) -> Double? { peerSeconds(precision).map { $0 / seconds } }
}
