internal import Formats
internal import Tensors

extension Configuration {
    /// Bytes of weights in memory with `lowvram`: enough for what a sampling step reads most often.
    private static let lowMemory = 512 << 20

    /// What the keys for the memory of a graphics card mean where weights are mapped files: how much of them stays in
    /// memory between their uses. Results are the same bit for bit.
    ///
    /// - `highvram`: all of it, whatever the machine has.
    /// - none of the keys: as much as takes half of the machine's memory.
    /// - `lowvram`: 512 MiB; the rest leaves memory behind each use and comes back from the page cache.
    /// - `novram`: nothing.
    /// - `reserve_vram`: what would leave less than this many GB of the machine's memory free does not stay.
    ///
    /// - Parameter limit: the host's, in bytes, of which nothing exceeds the smaller.
    func weightBudget(_ limit: Int? = nil) -> WeightBudget {
        var bytes = bool("highvram") ? Int.max : TensorMemory.machineByteCount / 2
        if let limit { bytes = limit }
        if bool("lowvram") { bytes = min(bytes, Self.lowMemory) }
        if bool("novram") { bytes = 0 }
        let gigabytes: Double = min(max(self["reserve_vram"].number ?? 0, 0), 1e6)
        return WeightBudget(limit: bytes, reserve: Int(gigabytes * Double(1 << 30)))
    }
}
