import System
import TestSupport
import Testing
import Workflow

@testable import Nodes

@Suite struct AllocationTests {
    /// What the container may still take counts, not what its machine has.
    @Test func theControlGroupBounds() throws {
        let files = [
            "proc/meminfo": "MemAvailable: 4000000 kB\n", "proc/self/cgroup": "0::/\n",
            "sys/fs/cgroup/memory.max": "2000000\n", "sys/fs/cgroup/memory.current": "1000000\n",
        ]
        try withFakeRoot(files) { root in
            let memory = MachineMemory(root: root)
            let fitting = try Allocation.checked([1, 500, 500], "a mask", of: memory)
            #expect(fitting == [1, 500, 500])
            #expect(throws: NodeError.self) { try Allocation.checked([1, 501, 500], "a mask", of: memory) }
        }
    }

    @Test(arguments: [[1 << 40, 1 << 40], [-1], [1 << 35]]) func absurd(shape: [Int]) {
        #expect(throws: NodeError.self) { try Allocation.checked(shape, "a mask") }
    }
}
