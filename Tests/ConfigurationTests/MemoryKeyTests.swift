import Formats
import System
import Tensors
import Testing

@testable import Configuration

/// What the keys for memory and for arithmetic come to.
@Suite struct MemoryKeyTests {
    func budget(_ json: JSON, _ limit: Int? = nil) throws -> WeightBudget {
        try Configuration(json).weightBudget(limit)
    }

    /// The keys for arithmetic are apart from one another.
    @Test func integers() throws {
        #expect(try Configuration([:]).integers == [])
        #expect(try Configuration(["int8_unet": true]).integers == .unet)
        #expect(try Configuration(["int8_unet": true]).bf16 == [])
        #expect(try Configuration(["force_bf16": true]).integers == [])
    }

    @Test func limits() throws {
        let half = MachineMemory.own.total / 2
        #expect(try budget([:]).limit == half)
        #expect(try budget(["highvram": true]).limit == .max)
        #expect(try budget(["normalvram": true]).limit == half)
        let low = try budget(["lowvram": true]).limit
        #expect(low > 0 && low <= 1 << 30)
        #expect(try budget(["novram": true]).limit == 0)
        #expect(try budget([:], 1000).limit == 1000)
        #expect(try budget(["highvram": true], 1000).limit == 1000)
        #expect(try budget(["lowvram": true], 1 << 40).limit == low)
        #expect(try budget(["reserve_vram": 1.5]).reserve == 3 << 29)
        #expect(try budget([:]).activationAllowance == .max)
        #expect(try budget([:], 1000).activationAllowance == 1000)
        #expect(try budget(["lowvram": true]).activationAllowance == 1 << 30)
        #expect(try budget(["novram": true]).activationAllowance == 512 << 20)
        #expect(try budget(["lowvram": true, "reserve_vram": 1e6]).activationAllowance == 0)
        #expect(try budget(["reserve_vram": nil]).reserve == 0)
        #expect(try budget(["reserve_vram": -3]).reserve == 0)
        #expect(try budget(["reserve_vram": 1e300]).reserve > 1 << 40)
    }
}
