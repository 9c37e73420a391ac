import Folders
import Formats
import Glibc
import Images
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

@Suite struct SoundAndFilmNodesTests {
    private func node(_ name: String) throws -> any Node {
        try #require(BuiltinNodes.all(.test(TemporaryFolder().folders, threads: 1)).first { $0.schema.name == name })
    }

    private func sound(_ values: [Float], channels: Int = 1, rate: Int = 4) -> Value {
        Audio(Tensor(values, shape: [1, channels, values.count / channels]), rate: rate).value
    }

    private func floats(_ value: Value) throws -> [Float] { try Audio(value, "audio").waveform.floats }

    @Test func cutsAndJoinsSounds() throws {
        let ramp = sound([0, 1, 2, 3, 4, 5, 6, 7])
        func trimmed(_ start: Double, _ duration: Double) throws -> [Float] {
            try floats(
                node("TrimAudioDuration").run([
                    "audio": ramp, "start_index": .float(start), "duration": .float(duration),
                ]).values[0])
        }
        #expect(try trimmed(0.5, 0.75) == [2, 3, 4])
        #expect(try trimmed(-0.5, 60) == [6, 7])
        #expect(throws: NodeError.self) { try trimmed(0, 0) }
        #expect(throws: NodeError.self) { try trimmed(1e300, 1) }
        let stereo = sound([1, 2, 3, 4], channels: 2)
        let parts = try node("SplitAudioChannels").run(["audio": stereo]).values
        #expect(try floats(parts[1]) == [3, 4])
        let joined = try node("JoinAudioChannels").run(["audio_left": parts[0], "audio_right": sound([9])]).values[0]
        #expect(try Audio(joined, "x").waveform.shape == [1, 2, 1])
        let both = try node("AudioConcat").run(["audio1": stereo, "audio2": sound([9]), "direction": .string("before")])
        #expect(try floats(both.values[0]) == [9, 1, 2, 9, 3, 4])
        func merged(_ method: String) throws -> [Float] {
            try floats(
                node("AudioMerge").run([
                    "audio1": sound([0.5, 1, 0.25]), "audio2": sound([0.5, 1]), "merge_method": .string(method),
                ]).values[0])
        }
        #expect(try merged("add") == [0.5, 1, 0.125])
        #expect(try merged("mean") == [0.5, 1, 0.125])
        #expect(try merged("multiply") == [0.25, 1, 0])
        let louder = try node("AudioAdjustVolume").run(["audio": sound([1]), "volume": .int(20)]).values[0]
        #expect(try floats(louder) == [10])
        let silence = try node("EmptyAudio").run([
            "duration": .float(0.5), "sample_rate": .int(10), "channels": .int(2),
        ])
        #expect(try Audio(silence.values[0], "x").waveform.shape == [1, 2, 5])
        #expect(throws: NodeError.self) {
            try node("EmptyAudio").run(["duration": .float(1e18), "sample_rate": .int(10), "channels": .int(2)])
        }
    }

    /// A tone stays the tone it is; a constant stays what it is away from the ends.
    @Test func ratesAreMatched() throws {
        let (low, high) = (8000, 11025)
        func tone(_ index: Int, _ rate: Int) -> Double {
            let turns: Double = 440 * Double(index) / Double(rate)
            return sin(2 * Double.pi * turns)
        }
        let samples = (0..<4000).map { Float(tone($0, low)) }
        let resampled = try AudioResampling.resampled(
            Audio(Tensor(samples, shape: [1, 1, samples.count]), rate: low), to: high)
        let expected = Int((4000.0 * 11025 / 8000).rounded(.up))
        #expect(resampled.count == expected && resampled.rate == high)
        let values = resampled.waveform.floats
        var worst = 0.0
        for index in 100..<(values.count - 100) { worst = max(worst, abs(Double(values[index]) - tone(index, high))) }
        #expect(worst < 0.02)
        let back = try AudioResampling.resampled(resampled, to: low)
        #expect(abs(back.count - 4000) <= 1)
    }

    @Test func framesOfLatents() throws {
        let values = (0..<24).map(Float.init)
        let film = Value.dictionary([
            "samples": .tensor(Tensor(values, shape: [1, 2, 6, 1, 2])), "kept": .int(1),
        ])
        let trimmed = try node("TrimVideoLatent").run(["samples": film, "trim_amount": .int(5)]).values[0].dictionary
        #expect(trimmed?["samples"]?.tensor?.floats == [10, 11, 22, 23] && trimmed?["kept"]?.int == 1)
        #expect(throws: NodeError.self) {
            try node("TrimVideoLatent").run(["samples": film, "trim_amount": .int(6)])
        }
        let new = Value.dictionary(["samples": .tensor(Tensor(repeating: -1, [1, 2, 1, 1, 2]))])
        func replaced(_ index: Int128) throws -> [Float]? {
            try node("ReplaceVideoLatentFrames").run(["destination": film, "source": new, "index": .int(index)])
                .values[0].dictionary?["samples"]?.tensor?.floats
        }
        var expected = values
        for at in [10, 11, 22, 23] { expected[at] = -1 }
        #expect(try replaced(5) == expected && replaced(-1) == expected)
        #expect(try replaced(6) == values && replaced(-7) == values)
        let normalized = try node("NormalizeVideoLatentStart").run([
            "latent": film, "start_frame_count": .int(1), "reference_frame_count": .int(5),
        ]).values[0].dictionary?["samples"]?.tensor?.floats
        // frame 0: 0, 1, 12, 13 has mean 6.5; the others' 12.5 is farther than 0.35 away
        let mean = [0, 1, 12, 13].reduce(Float(0)) { $0 + (normalized?[$1] ?? 0) } / 4
        #expect(abs(mean - 6.85) < 1e-4)
        #expect(normalized?[2] == 2)
        let joined = try node("LTXVConcatAVLatent").run(["video_latent": film, "audio_latent": new]).values[0]
        let parts = try node("LTXVSeparateAVLatent").run(["av_latent": joined]).values
        #expect(parts.map { $0.dictionary?["samples"]?.tensor?.shape } == [[1, 2, 6, 1, 2], [1, 2, 1, 1, 2]])
    }

    @Test func whatModelsOfFilmsWantToKnow() throws {
        let prompt = Value.list([.list([.tensor(Tensor(zeros: [1, 2, 3])), .dictionary(["own": .int(1)])])])
        let both = try node("LTXVConditioning").run(["positive": prompt, "negative": prompt, "frame_rate": .float(24)])
        let entry = both.values[1].list?[0].list?[1].dictionary
        #expect(entry?["frame_rate"]?.float == 24 && entry?["own"]?.int == 1)
        let sound = try node("ConditioningStableAudio").run([
            "positive": prompt, "negative": prompt, "seconds_start": .float(1), "seconds_total": .float(47),
        ])
        #expect(sound.values[0].list?[0].list?[1].dictionary?["seconds_total"]?.float == 47)
        var inputs: ValueDictionary = ["conditioning": prompt, "strength": .float(2)]
        for (index, name) in ["width", "height", "temporal", "x", "y", "z"].enumerated() {
            inputs[name] = .float(Double(index) / 10)
        }
        let area = try node("ConditioningSetAreaPercentageVideo").run(inputs).values[0]
        #expect(
            area.list?[0].list?[1].dictionary?["area"]?.json == ["percentage", 0.2, 0.1, 0.0, 0.5, 0.4, 0.3])
    }
}
