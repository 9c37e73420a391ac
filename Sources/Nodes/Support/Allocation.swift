internal import System
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
        guard bytes <= min(limit, memory.available) else { throw tooLarge(shape, what) }
        return shape
    }

    private static func tooLarge(_ shape: [Int], _ what: String) -> NodeError {
        NodeError("MemoryError", "\(what) of shape \(shape) does not fit into memory")
    }
}
