internal import System
internal import Tensors

/// The keys and values that attentions made of encoded prompts during a run of sampling: a prompt is the same at every
/// step, and so are they.
package final class PromptKeys: Sendable {
    /// What attentions made of one batch of prompts.
    final class Batch: Sendable {
        fileprivate let tokens: Tensor
        /// By the key's layer. What tells layers apart is kept, so that no later one has the place of an earlier.
        private let known = Lock<[ObjectIdentifier: Known]>([:])
        private let space: Space

        fileprivate init(_ tokens: Tensor, _ space: Space) { (self.tokens, self.space) = (tokens, space) }

        /// Keys and values [B, T, C] by two layers, made by `make` the first time.
        func keys(
            by key: LinearWeight, _ value: LinearWeight, make: () throws -> (Tensor, Tensor)
        ) throws -> (Tensor, Tensor) {
            if let found = known.withLock({ $0[ObjectIdentifier(key.identity)] }), found.value === value.identity {
                return found.made
            }
            let made = try make()
            guard space.admits(made.0.byteCount + made.1.byteCount) else { return made }
            let new = Known(key: key.identity, value: value.identity, made: made)
            known.withLock { $0[ObjectIdentifier(key.identity)] = new }
            return made
        }
    }

    private struct Known: Sendable {
        let key: any AnyObject & Sendable
        let value: any AnyObject & Sendable
        let made: (Tensor, Tensor)
    }

    /// Bytes that may still be kept, for all batches of a run.
    fileprivate final class Space: Sendable {
        private let byteCount: Lock<Int>

        init(_ byteCount: Int) { self.byteCount = Lock(byteCount) }

        /// Takes room for what will be kept; false if there is none.
        func admits(_ wanted: Int) -> Bool {
            byteCount.withLock { byteCount in
                guard wanted <= byteCount else { return false }
                byteCount -= wanted
                return true
            }
        }
    }

    private static let mostBatches = 16
    private let space: Space
    private let batches = Lock<[Batch]>([])

    /// - Parameter limit: bytes that are kept at most. Those of SDXL's UNet for four prompts of 77 tokens are 205 MB.
    package init(limit: Int = 256 << 20) { space = Space(limit) }

    /// What is known of these tokens [B, T, D], number for number.
    func batch(_ tokens: Tensor) -> Batch {
        batches.withLock { batches in
            if let known = batches.first(where: { $0.tokens.hasSameElements(as: tokens) }) { return known }
            let batch = Batch(tokens, space)
            // where prompts change at each step nothing is gained
            if batches.count < Self.mostBatches { batches.append(batch) }
            return batch
        }
    }
}

/// An encoded prompt as attentions take it.
struct PromptContext: Sendable {
    /// [B, T, D]
    let tokens: Tensor
    private let known: PromptKeys.Batch?

    init(_ tokens: Tensor, _ keys: PromptKeys? = nil) {
        self.tokens = tokens
        known = keys?.batch(tokens)
    }

    /// Keys and values by two layers. [B, T, C] each
    func keys(by key: LinearWeight, _ value: LinearWeight, _ compute: Compute) throws -> (Tensor, Tensor) {
        let make = { (try compute.linear(tokens, key), try compute.linear(tokens, value)) }
        return try known?.keys(by: key, value, make: make) ?? make()
    }
}
