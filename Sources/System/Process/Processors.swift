internal import CSystem
internal import Glibc

/// The processor cores of the machine.
package enum Processors {
    /// How many this process may use: its affinity mask, cut by its control group's quota.
    package static var available: Int {
        let allowed = Int(cs_allowed_processors())
        return limited(allowed > 0 ? allowed : max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), by: .own)
    }

    /// So many as the quota pays for, a part of one counting as one.
    static func limited(_ cores: Int, by group: ControlGroup) -> Int {
        guard let quota = group.cpuQuota else { return cores }
        return min(cores, max(Int(min(quota, 1e6).rounded(.up)), 1))
    }
}
