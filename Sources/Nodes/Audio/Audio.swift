internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// An AUDIO: ComfyUI's dictionary of a waveform and its rate.
struct Audio {
    /// [B, channels, samples] f32
    var waveform: Tensor
    /// Samples a second.
    var rate: Int

    init(_ waveform: Tensor, rate: Int) {
        self.waveform = waveform
        self.rate = rate
    }

    init(_ value: Value?, _ name: String) throws(NodeError) {
        guard let dictionary = value?.dictionary, let tensor = dictionary["waveform"]?.tensor,
            let rate = dictionary["sample_rate"]?.int
        else { throw NodeError("TypeError", "the input \(name) is not an audio") }
        guard tensor.rank == 3, tensor.shape[0] > 0, tensor.shape[1] > 0, (1...1_000_000).contains(rate) else {
            throw NodeError("ValueError", "\(name) is not an audio of shape [B, C, T]: \(tensor.shape) at \(rate) Hz")
        }
        waveform = try floats(tensor)
        self.rate = rate
    }

    var value: Value { .dictionary(["waveform": .tensor(waveform), "sample_rate": .int(Int128(rate))]) }
    var channels: Int { waveform.shape[1] }
    var count: Int { waveform.shape[2] }
}

extension NodeInputs {
    func audio(_ name: String) throws(NodeError) -> Audio { try Audio(self[name], name) }
}
