internal import Formats
package import Network
package import System
package import Tensors
package import Workflow

/// What the keys mean for the prompts of a client.
extension Configuration {
    /// Prompts that may wait.
    package var queueCapacity: Int { self["max_queue_size"].int ?? 65536 }

    /// What is to be seen on standard output.
    package var printedLevel: Log.Level? {
        bool("log_stdout") ? Log.Level(python: string("logging_level")) : nil
    }

    /// The parts of models to be computed with bf16.
    package var bf16: ModelParts {
        var parts: ModelParts = bool("force_bf16") ? .all : []
        if bool("bf16_unet") { parts.insert(.unet) }
        if bool("bf16_text_enc") { parts.insert(.textEncoder) }
        if bool("bf16_vae") { parts.insert(.autoencoder) }
        return parts
    }

    /// The parts of models whose linear layers are multiplied in integers of 8 bits.
    package var integers: ModelParts { bool("int8_unet") ? .unet : [] }

    /// Fetches what requests name by URLs; nil: nothing is fetched.
    package var web: WebFetch? {
        bool("fetch_urls") ? WebFetch(reachesOwnNetworks: bool("fetch_urls_of_own_networks")) : nil
    }

    package var cachePolicy: CachePolicy {
        if let count = self["cache_lru"].int, count > 0 { return .lru(count) }
        if let headroom = self["cache_ram"].number, headroom > 0 { return .ramPressure(headroom: headroom) }
        return bool("cache_none") ? .none : .classic
    }

    // MARK: Memory

    /// Bytes of weights in memory with `lowvram`: enough for what a sampling step reads most often.
    private static let lowMemory = 512 << 20

    /// Bytes that decoding or encoding a picture may take with `lowvram` before it is done in tiles: enough for 512x512
    /// and a bit more; and with `novram`.
    private static let lowWorkingMemory = 1 << 30
    private static let leastWorkingMemory = 512 << 20

    /// What the keys for the memory of a graphics card mean where weights are mapped files: how much of them stays in
    /// memory between their uses, and when the VAE works in tiles. Results are the same bit for bit but for those tiles.
    ///
    /// - `highvram`: all of it, whatever the machine has.
    /// - none of the keys: as much as takes half of the machine's memory.
    /// - `lowvram`: 512 MiB; the rest leaves memory behind each use and comes back from the page cache. Tiles from 1 GiB
    ///   on, which is more than a picture of 512x512 needs.
    /// - `novram`: nothing. Tiles from 512 MiB on.
    /// - `reserve_vram`: what would leave less than this many GB of the machine's memory free does not stay, and is done
    ///   in tiles.
    ///
    /// - Parameter limit: the host's, in bytes, of weights and of a picture's activations; the smaller counts.
    package func weightBudget(_ limit: Int? = nil) -> WeightBudget {
        var bytes = bool("highvram") ? Int.max : MachineMemory.own.total / 2
        if let limit { bytes = limit }
        if bool("lowvram") { bytes = min(bytes, Self.lowMemory) }
        if bool("novram") { bytes = 0 }
        let gigabytes: Double = min(max(self["reserve_vram"].number ?? 0, 0), 1e6)
        var activations = limit ?? .max
        if bool("lowvram") { activations = min(activations, Self.lowWorkingMemory) }
        if bool("novram") { activations = min(activations, Self.leastWorkingMemory) }
        return WeightBudget(
            limit: bytes, reserve: Int(gigabytes * Double(1 << 30)), activationLimit: activations)
    }
}
