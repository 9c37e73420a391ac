internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// A LATENT: ComfyUI's dictionary, of which nodes keep what they do not know.
struct Latent {
    private(set) var members: ValueDictionary
    /// [B, C, (T,) H, W] f32, nothing empty; H and W are an eighth of the picture's.
    var samples: Tensor {
        didSet { members["samples"] = .tensor(samples) }
    }

    init(_ samples: Tensor) {
        self.samples = samples
        members = ["samples": .tensor(samples)]
    }

    /// How many dimensions it has: 3 of sounds, 4 of pictures, 5 of films.
    static let ofPictures = 4...4, ofFilmsToo = 4...5, anyRank = 3...5

    init(_ value: Value?, _ name: String, ranks: ClosedRange<Int> = ofPictures) throws(NodeError) {
        guard let dictionary = value?.dictionary, let samples = dictionary["samples"]?.tensor else {
            throw NodeError("TypeError", "the input \(name) is not a latent")
        }
        guard ranks.contains(samples.rank), !samples.shape.contains(0) else {
            let wanted = ranks == Self.ofPictures ? "[B, C, H, W]" : "[B, C, ...]"
            throw NodeError("ValueError", "\(name) is not a latent of shape \(wanted): \(samples.shape)")
        }
        self.samples = try floats(samples)
        members = dictionary
        members["samples"] = .tensor(self.samples)
    }

    var value: Value { .dictionary(members) }

    var batch: Int { samples.shape[0] }

    /// Of a picture or of a film's frames, in places of the latent.
    var side: (width: Int, height: Int) { (samples.shape[samples.rank - 1], samples.shape[samples.rank - 2]) }

    /// Which items of a larger batch these are (LatentFromBatch), as they choose the noise; nil: the first ones.
    var batchIndex: [Int]? {
        get throws(NodeError) {
            guard let value = members["batch_index"] else { return nil }
            let indices = value.list?.compactMap(\.int) ?? []
            guard indices.count == value.list?.count, indices.count == batch,
                indices.allSatisfy({ (0..<65536).contains($0) })
            else { throw NodeError("ValueError", "the latent's batch_index does not fit its \(batch) items") }
            return indices
        }
    }

    /// Nil: the items choose the noise by their own places.
    mutating func setBatchIndex(_ indices: [Int]?) {
        members["batch_index"] = indices.map { .list($0.map { .int(Int128($0)) }) }
    }

    /// [M, 1, h, w] f32, 1 where the latent is to be repainted; any size. Of films also [M, 1, t, h, w].
    var noiseMask: Tensor? {
        get throws(NodeError) {
            guard let value = members["noise_mask"] else { return nil }
            guard let mask = value.tensor, mask.rank >= 2, !mask.shape.contains(0) else {
                throw NodeError("ValueError", "the latent's noise_mask is not a mask")
            }
            if mask.rank == 5, samples.rank == 5 { return try floats(mask) }
            let (height, width) = (mask.shape[mask.rank - 2], mask.shape[mask.rank - 1])
            return try floats(mask).reshaped([mask.count / (height * width), 1, height, width])
        }
    }

    mutating func setNoiseMask(_ mask: Tensor) { members["noise_mask"] = .tensor(mask) }
}
