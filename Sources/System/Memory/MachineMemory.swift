internal import Glibc

/// The memory of the machine, as far as the process's control group and its own limits let it be used.
package struct MachineMemory: Sendable {
    private let controlGroup: ControlGroup
    private let information: String
    /// Whether it is this machine's: then the process's limits count.
    package let isOwn: Bool

    /// This process's.
    package static let own = MachineMemory(root: "")

    /// - Parameter root: the folder in which /proc and /sys lie.
    package init(root: String) {
        controlGroup = ControlGroup(root: root)
        information = "\(root)/proc/meminfo"
        isOwn = root.isEmpty
    }

    /// Bytes that the process could still fill without swapping; `Int.max` where the system does not say.
    package var available: Int {
        let system = SystemFile.field("MemAvailable", of: information).map { $0 << 10 }
        let limit = isOwn ? AddressLimits.headroom : nil
        return min(system ?? .max, controlGroup.memoryHeadroom ?? .max, limit ?? .max)
    }

    /// Bytes that there are in all.
    package var total: Int {
        min(
            max(sysconf(Int32(_SC_PHYS_PAGES)), 1) * max(sysconf(Int32(_SC_PAGESIZE)), 1),
            controlGroup.memoryLimit ?? .max, (isOwn ? AddressLimits.total : nil) ?? .max)
    }
}
