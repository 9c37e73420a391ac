internal import Glibc

/// What a process's own limits (setrlimit) leave it.
enum AddressLimits {
    /// Bytes that it may still map; nil without a limit.
    static var headroom: Int? {
        var least: Int?
        for (resource, field) in [(RLIMIT_AS.rawValue, "VmSize"), (RLIMIT_DATA.rawValue, "VmData")] {
            var limit = rlimit()
            guard getrlimit(__rlimit_resource_t(resource), &limit) == 0, limit.rlim_cur < 1 << 60 else { continue }
            let used = (SystemFile.field(field, of: "/proc/self/status") ?? 0) << 10
            least = min(least ?? .max, max(Int(limit.rlim_cur) - used, 0))
        }
        return least
    }

    /// Bytes that it may map in all; nil without a limit.
    static var total: Int? {
        var least: Int?
        for resource in [RLIMIT_AS.rawValue, RLIMIT_DATA.rawValue] {
            var limit = rlimit()
            if getrlimit(__rlimit_resource_t(resource), &limit) == 0, limit.rlim_cur < 1 << 60 {
                least = min(least ?? .max, Int(limit.rlim_cur))
            }
        }
        return least
    }
}
