internal import System
internal import Tensors
internal import Workflow

/// AUDIO_ENCODER_OUTPUT: ComfyUI's dictionary of what an encoder's layers make of a sound, 50 places a second.
struct EncodedSound {
    /// [T, D] each
    private let layers: [[Float]]
    private let places: Int
    private let width: Int
    /// Of the sound, 16000 a second.
    private let samples: Int

    init(_ value: Value?) throws(NodeError) {
        let wrong = NodeError("TypeError", "the input audio_encoder_output is not an encoded sound")
        guard let members = value?.dictionary, let list = members["encoded_audio_all_layers"]?.list else { throw wrong }
        let tensors = list.compactMap(\.tensor)
        guard let first = tensors.first, tensors.count == list.count, first.rank == 3, first.shape[0] == 1,
            !first.shape.contains(0), tensors.allSatisfy({ $0.shape == first.shape })
        else { throw wrong }
        var layers: [[Float]] = []
        for tensor in tensors { layers.append(try floats(tensor).floats) }
        self.layers = layers
        (places, width) = (first.shape[1], first.shape[2])
        samples = members["audio_samples"]?.int ?? places * 320
    }

    /// For Wan HuMo: five groups of layers around each latent frame, 25 places a second. [1, T, 8, 5, D]
    func windows(pictures: Int) throws(NodeError) -> Tensor {
        guard layers.count >= 33 else {
            throw NodeError("IndexError", "an encoder of 32 layers is wanted; the sound has \(layers.count - 1)")
        }
        let known = min(max(samples, 0) / 640 * 2, places)
        guard known > 0 else { throw NodeError("ValueError", "the sound is too short") }
        let groups = (0..<5).map { group -> [Float] in
            guard group < 4 else { return Array(layers[32].prefix(known * width)) }
            return (0..<known * width).map { at in
                (0..<8).reduce(Float(0)) { $0 + layers[group * 8 + $1][at] } / 8
            }
        }
        let count = Int(Double(known) / 50 * 25)
        let resampled = groups.map { Self.resampled($0, width: width, to: count) }
        let frames = 1 + (pictures - 1) / 4
        var result = Tensor(zeros: try Allocation.checked([1, frames, 8, 5, width], "a sound"))
        result.withMutableFloats { target in
            for frame in (0..<frames).halting(each: 64 * width) {
                for slot in (frame == 0 ? 3 : 0)..<8 {
                    let place = frame == 0 ? slot - 5 : 4 * frame - 5 + slot
                    guard (0..<count).contains(place) else { continue }
                    for group in 0..<5 {
                        let to = ((frame * 8 + slot) * 5 + group) * width
                        for i in 0..<width { target[to + i] = resampled[group][place * width + i] }
                    }
                }
            }
        }
        return result
    }

    /// For Wan S2V: what is heard at each picture, 16 a second, from one of them on; nil where the sound is over.
    /// [1, L, D, at most `frames`]
    func bucket(from offset: Int, frames: Int) throws(NodeError) -> Tensor? {
        let count = Int(Double(places) / 50 * 30)
        let buckets = Int(Double(count) / (Double(frames) * 30 / 16)) + 1
        let kept = min(max(buckets * frames - offset, 0), frames)
        guard kept > 0 else { return nil }
        let resampled = layers.map { Self.resampled($0, width: width, to: count) }
        var result = Tensor(zeros: try Allocation.checked([1, layers.count, width, kept], "a sound"))
        result.withMutableFloats { target in
            for picture in (0..<kept).halting(each: width * layers.count) {
                let place = Int((Double(offset + picture) / 16 * 30).rounded(.toNearestOrEven))
                guard place < count else { continue }
                for layer in layers.indices {
                    for i in 0..<width {
                        target[(layer * width + i) * kept + picture] = resampled[layer][place * width + i]
                    }
                }
            }
        }
        return result
    }

    /// Straight lines between places, the first and the last on those of before. [T, D] -> [count, D]
    private static func resampled(_ values: [Float], width: Int, to count: Int) -> [Float] {
        let places = values.count / width
        var result: [Float] = []
        result.reserveCapacity(count * width)
        for index in 0..<count {
            let at = count > 1 ? Float(index) * Float(places - 1) / Float(count - 1) : 0
            let low = min(Int(at), places - 1)
            let (high, share) = (min(low + 1, places - 1), at - Float(low))
            for i in 0..<width {
                result.append(values[low * width + i] * (1 - share) + values[high * width + i] * share)
            }
        }
        return result
    }
}
