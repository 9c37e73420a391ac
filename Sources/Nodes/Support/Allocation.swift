internal import System
internal import Tensors
internal import Workflow

/// Refuses tensors that this process could not hold, before memory is asked for.
enum Allocation {
    /// Bytes that one result of a node may take. Far above what a node can be asked for sensibly, and far below the
    /// point where a size overflows.
    static let limit = 1 << 36

    /// The shape if its f32 tensor may be made.
    static func checked(
        _ shape: [Int], _ what: String, of memory: MachineMemory = .own
    ) throws(NodeError) -> [Int] {
        var bytes = 4
        for size in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
            guard !overflow, size >= 0 else { throw tooLarge(shape, what) }
            bytes = product
        }
        guard bytes <= limit, bytes <= memory.available || bytes <= memory.available + kept(memory) else {
            throw tooLarge(shape, what)
        }
        return shape
    }

    /// What the last prompt has left in the arena is there for this one.
    private static func kept(_ memory: MachineMemory) -> Int { memory.isOwn ? TensorMemory.freeByteCount : 0 }

    private static func tooLarge(_ shape: [Int], _ what: String) -> NodeError {
        NodeError("MemoryError", "\(what) of shape \(shape) does not fit into memory")
    }
}
