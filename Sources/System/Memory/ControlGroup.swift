/// The limits that a process's control group sets (cgroup v2, and v1 at its usual place).
package struct ControlGroup: Sendable {
    /// Where the file system of groups is mounted.
    private let mount: String
    /// The file that tells the process's groups.
    private let membership: String

    /// This process's.
    package static let own = ControlGroup(root: "")

    /// - Parameter root: the folder in which /proc and /sys lie.
    package init(root: String) {
        mount = "\(root)/sys/fs/cgroup"
        membership = "\(root)/proc/self/cgroup"
    }

    /// Cores' worth of processor time, nil where there is no limit.
    package var cpuQuota: Double? {
        var least: Double?
        func consider(_ quota: Double?, _ period: Double?) {
            if let quota, let period, quota > 0, period > 0 { least = min(least ?? .infinity, quota / period) }
        }
        for folder in folders(controller: "") {
            let fields = SystemFile.read("\(folder)/cpu.max")?.split(whereSeparator: \.isWhitespace) ?? []
            if fields.count == 2 { consider(Double(fields[0]), Double(fields[1])) }
        }
        for folder in folders(controller: "cpu") {
            consider(
                SystemFile.number("\(folder)/cpu.cfs_quota_us").map(Double.init),
                SystemFile.number("\(folder)/cpu.cfs_period_us").map(Double.init))
        }
        return least
    }

    /// Bytes that the group may take in all, nil where there is no limit.
    package var memoryLimit: Int? {
        let limits =
            folders(controller: "").map { "\($0)/memory.max" }
            + folders(controller: "memory").map { "\($0)/memory.limit_in_bytes" }
        // "No limit" of v1 is a number near 2^63.
        return limits.compactMap { SystemFile.number($0) }.filter { $0 < 1 << 60 }.min()
    }

    /// Bytes that the group may still take, nil where there is no limit. Pages of files that the
    /// kernel can drop count as free.
    package var memoryHeadroom: Int? {
        var least: Int?
        func consider(_ limit: String, _ usage: String, _ statistics: String, _ reclaimable: String) {
            guard let limit = SystemFile.number(limit), let usage = SystemFile.number(usage) else { return }
            let files = SystemFile.field(reclaimable, of: statistics) ?? 0
            // "No limit" of v1 is a number near 2^63.
            if limit < 1 << 60 { least = min(least ?? .max, max(limit - usage + files, 0)) }
        }
        for folder in folders(controller: "") {
            consider("\(folder)/memory.max", "\(folder)/memory.current", "\(folder)/memory.stat", "inactive_file")
        }
        for folder in folders(controller: "memory") {
            consider(
                "\(folder)/memory.limit_in_bytes", "\(folder)/memory.usage_in_bytes", "\(folder)/memory.stat",
                "total_inactive_file")
        }
        return least
    }

    /// The folders of the process's group and of its ancestors; controller "" means v2. Inside a
    /// container the path of /proc/self/cgroup may not be there, but the root then is the container's.
    private func folders(controller: String) -> [String] {
        let mount = controller.isEmpty ? mount : "\(mount)/\(controller)"
        var result = [mount]
        for line in SystemFile.read(membership)?.split(separator: "\n") ?? [] {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1].split(separator: ",").contains(controller[...]) || parts[1] == controller
            else {
                continue
            }
            var folder = mount
            for name in parts[2].split(separator: "/") {
                folder += "/\(name)"
                result.append(folder)
            }
        }
        return result
    }
}
