import Testing
import TestSupport

@testable import System

/// What a control group leaves of the machine.
@Suite struct ControlGroupTests {
    /// Makes `files` of the groups and what /proc/self/cgroup would say.
    func group(_ membership: String, _ files: [String: String], _ body: (ControlGroup) -> Void) throws {
        var all = ["proc/self/cgroup": membership]
        for (path, text) in files { all["sys/fs/cgroup/\(path)"] = text }
        try withFakeRoot(all) { body(ControlGroup(root: $0)) }
    }

    @Test func secondVersion() throws {
        try group(
            "0::/user/job\n",
            [
                "user/cpu.max": "350000 100000\n", "user/job/cpu.max": "max 100000\n",
                "user/job/memory.max": "4000000000\n", "user/memory.max": "max\n",
                "user/job/memory.current": "1500000000\n", "user/job/memory.stat": "anon 1\ninactive_file 500000000\n",
            ]
        ) { group in
            #expect(group.cpuQuota == 3.5)
            #expect(Processors.limited(8, by: group) == 4)
            #expect(Processors.limited(2, by: group) == 2)
            #expect(group.memoryLimit == 4_000_000_000)
            #expect(group.memoryHeadroom == 3_000_000_000)
        }
    }

    @Test func firstVersion() throws {
        try group(
            "3:cpu,cpuacct:/job\n2:memory:/job\n0::/\n",
            [
                "cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n",
                "cpu/job/cpu.cfs_quota_us": "20000\n", "cpu/job/cpu.cfs_period_us": "100000\n",
                "memory/memory.limit_in_bytes": "9223372036854771712\n",
                "memory/job/memory.limit_in_bytes": "1000000\n", "memory/job/memory.usage_in_bytes": "1200000\n",
            ]
        ) { group in
            #expect(group.cpuQuota == 0.2)
            #expect(Processors.limited(8, by: group) == 1)
            #expect(group.memoryLimit == 1_000_000)
            #expect(group.memoryHeadroom == 0)
        }
    }

    /// In a container the group's own path is often not there, but the root is the container's.
    @Test func container() throws {
        try group("0::/elsewhere/job\n", ["cpu.max": "150000 100000\n"]) { group in
            #expect(Processors.limited(8, by: group) == 2)
        }
        try group("", [:]) { group in
            #expect(group.cpuQuota == nil && group.memoryLimit == nil && group.memoryHeadroom == nil)
            #expect(Processors.limited(8, by: group) == 8)
        }
    }

    /// In a container the machine may have far more than the group may take.
    @Test func memory() throws {
        let machine = ["proc/meminfo": "MemTotal:  9000000 kB\nMemFree: 5 kB\nMemAvailable:    4000000 kB\n"]
        try withFakeRoot(machine) { root in
            #expect(MachineMemory(root: root).available == 4_000_000 << 10)
        }
        var container = machine
        container["proc/self/cgroup"] = "0::/\n"
        container["sys/fs/cgroup/memory.max"] = "1000000\n"
        container["sys/fs/cgroup/memory.current"] = "400000\n"
        try withFakeRoot(container) { root in
            #expect(MachineMemory(root: root).available == 600_000)
            #expect(MachineMemory(root: root).total == 1_000_000)
        }
        #expect(MachineMemory(root: "/nowhere").available == .max)
        #expect(MachineMemory.own.available < MachineMemory.own.total)
    }
}
