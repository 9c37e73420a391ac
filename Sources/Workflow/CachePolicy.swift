/// How long the outputs of nodes are kept between prompts.
package enum CachePolicy: Sendable, Equatable {
    /// What the latest prompt used.
    case classic
    /// The outputs of about `count` nodes, the least recently used go first (`cache_lru`).
    case lru(Int)
    /// Nothing; within a prompt, an output lives as long as something needs it (`cache_none`).
    case none
    /// Everything, until less than `headroom` GiB of memory are free (`cache_ram`).
    case ramPressure(headroom: Double)
}
