/// A node class of the host's.
struct HostClass: WireRecord, Hashable {
    var name: String
    /// Tells classes of one name apart.
    var registration: Int

    static let wire = WireForm<HostClass>.record(HostClass.init) { ($0.name, $0.registration) }
}
