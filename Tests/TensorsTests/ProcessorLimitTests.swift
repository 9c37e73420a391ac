import Glibc
import Testing

@testable import Tensors

/// How many threads a pool has where nobody says it.
@Suite struct ProcessorLimitTests {
    @Test(arguments: [
        (nil, 8), ("", 8), ("4", 4), (" 4 ", 4), ("4,2", 4), ("3 , 2,1", 3), ("1", 1), ("64", 8), ("0", 8), ("-2", 8),
        ("four", 8), (",4", 8), ("4 2", 8), ("2.5", 8), ("99999999999999999999", 8),
    ])
    func openMP(value: String?, threads: Int) {
        #expect(ThreadPool.threads(openMP: value, available: 8) == threads)
    }

    /// Makes `files` and what /proc/self/cgroup would say.
    func group(_ membership: String, _ files: [String: String], _ body: (ControlGroup) -> Void) throws {
        let base = "/tmp/comfy-cgroup-\(getpid())-\(UInt64.random(in: 0...(.max)))"
        defer { _ = system("rm -rf \(base)") }
        for (path, text) in files.merging(["membership": membership], uniquingKeysWith: { $1 }) {
            let full = "\(base)/\(path)"
            #expect(system("mkdir -p $(dirname '\(full)')") == 0)
            let file = try #require(fopen(full, "we"))
            fputs(text, file)
            fclose(file)
        }
        body(ControlGroup(mount: base, membership: "\(base)/membership"))
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
            #expect(ThreadPool.cores(8, within: group) == 4)
            #expect(ThreadPool.cores(2, within: group) == 2)
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
            #expect(ThreadPool.cores(8, within: group) == 1)
            #expect(group.memoryLimit == 1_000_000)
            #expect(group.memoryHeadroom == 0)
        }
    }

    /// In a container the group's own path is often not there, but the root is the container's.
    @Test func container() throws {
        try group("0::/elsewhere/job\n", ["cpu.max": "150000 100000\n"]) { group in
            #expect(ThreadPool.cores(8, within: group) == 2)
        }
        try group("", [:]) { group in
            #expect(group.cpuQuota == nil && group.memoryLimit == nil && group.memoryHeadroom == nil)
            #expect(ThreadPool.cores(8, within: group) == 8)
        }
    }
}
