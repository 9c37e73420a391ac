import Folders
import Formats
import Media
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

@Suite(.enabled(if: MediaLibrary.missing == nil, "FFmpeg's libraries are not here")) struct MediaNodesTests {
    private let base = TemporaryFolder()

    private func node(_ name: String) throws -> any Node {
        try #require(BuiltinNodes.all(.test(base.folders, threads: 1)).first { $0.schema.name == name })
    }

    private func tone(_ items: Int = 1, rate: Int = 44100, count: Int = 4410) -> Value {
        let values = (0..<items * 2 * count).map { Float($0 % 100) / 200 - 0.25 }
        return Audio(Tensor(values, shape: [items, 2, count]), rate: rate).value
    }

    private func pictures(_ count: Int) -> Value {
        let values = (0..<count).flatMap { [Float](repeating: Float($0) / 10, count: 16 * 32 * 3) }
        return .tensor(Tensor(values, shape: [count, 16, 32, 3]))
    }

    private let prompt: Value = .dictionary(["1": .dictionary(["class_type": .string("X")])])

    /// Moves what a node saved into the input folder.
    private func saved(_ output: NodeOutput, _ key: String) throws -> String {
        let entry = try #require(output.ui?[key]?.array?.first)
        let path = try #require(entry["abs_path"]?.string)
        let name = try #require(entry["filename"]?.string)
        base.make("input/" + name, try FileBytes.read(path))
        return name
    }

    @Test func soundsAreSavedAndRead() throws {
        let flac = try node("SaveAudio").run([
            "audio": tone(2), "filename_prefix": .string("audio/x"), "prompt": prompt,
        ])
        #expect(flac.ui?["audio"]?.array?.map { $0["filename"]?.string } == ["x_00001_.flac", "x_00002_.flac"])
        #expect(flac.ui?["audio"]?.array?.first?["subfolder"] == "audio")
        let name = try saved(flac, "audio")
        let text = String(decoding: try FileBytes.read(base.path + "/input/" + name), as: UTF8.self)
        #expect(text.contains(#"{"1": {"class_type": "X"}}"#))
        let load = try node("LoadAudio")
        #expect(load.schema.objectInfo["input"]?["required"]?["audio"]?.array?[1]["options"] == ["x_00001_.flac"])
        let audio = try Audio(load.run(["audio": .string(name)]).values[0], "audio")
        let wanted = try Audio(tone(), "tone").waveform
        #expect(audio.rate == 44100 && audio.waveform.shape == wanted.shape)
        #expect(zip(audio.waveform.floats, wanted.floats).allSatisfy { abs($0 - $1) <= 1.0 / 32768 })
        #expect(
            try node("RecordAudio").run(["audio": .string(name)]).values[0].dictionary?["sample_rate"]?.int == 44100)
        for (format, quality, name) in [("mp3", "V0", "SaveAudioMP3"), ("opus", "64k", "SaveAudioOpus")] {
            let output = try node(name).run([
                "audio": tone(), "filename_prefix": .string("y"), "quality": .string(quality),
            ])
            let file = try saved(output, "audio")
            #expect(file.hasSuffix("_.\(format)"))
            let again = try Audio(load.run(["audio": .string(file)]).values[0], "audio")
            #expect(again.rate == (format == "opus" ? 48000 : 44100) && again.channels == 2)
        }
        let advanced = try node("SaveAudioAdvanced").run([
            "audio": tone(), "filename_prefix": .string("z"), "format": .string("mp3"),
            "format.quality": .string("128k"),
        ])
        #expect(try saved(advanced, "audio") == "z_00001_.mp3" && advanced.values.count == 1)
        let preview = try node("PreviewAudio").run(["audio": tone()])
        #expect(preview.ui?["audio"]?.array?.first?["type"] == "temp")
    }

    @Test func whatIsNoSound() throws {
        base.make("input/a.wav", [1, 2, 3])
        #expect(throws: NodeError.self) { try node("LoadAudio").run(["audio": .string("a.wav")]) }
        #expect(try node("LoadAudio").validate(NodeInputs(["audio": .string("b.wav")])) == "Invalid audio file: b.wav")
        #expect(throws: NodeError.self) { try node("RecordAudio").run(["audio": .string("")]) }
        let mono = Audio(Tensor(zeros: [1, 3, 10]), rate: 44100).value
        #expect(throws: NodeError.self) {
            try node("SaveAudio").run(["audio": mono, "filename_prefix": .string("x")])
        }
        #expect(throws: NodeError.self) {
            try node("SaveAudioMP3").run([
                "audio": tone(rate: 12345), "filename_prefix": .string("x"), "quality": .string("V0"),
            ])
        }
    }

    @Test func filmsAreMadeAndTakenApart() throws {
        let made = try node("CreateVideo").run(["images": pictures(8), "fps": .float(8), "audio": tone()]).values[0]
        let parts = try node("GetVideoComponents").run(["video": made]).values
        #expect(parts[0].tensor?.shape == [8, 16, 32, 3] && parts[2].float == 8)
        let output = try node("SaveVideo").run([
            "video": made, "filename_prefix": .string("video/x"), "format": .string("auto"), "codec": .string("auto"),
            "prompt": prompt,
        ])
        #expect(output.ui?["animated"] == [true])
        let name = try saved(output, "images")
        #expect(name == "x_00001_.mp4")
        let loaded = try node("LoadVideo").run(["file": .string(name)]).values[0]
        let read = try node("GetVideoComponents").run(["video": loaded]).values
        #expect(read[0].tensor?.shape == [8, 16, 32, 3] && read[2].float == 8)
        let first = try #require(read[0].tensor).slice(5..<6).floats
        #expect(first.allSatisfy { abs($0 - 0.5) < 0.03 })
        #expect(try Audio(read[1], "audio").rate == 44100)
        // the same packets, with another prompt
        let copied = try node("SaveVideo").run([
            "video": loaded, "filename_prefix": .string("y"), "format": .string("mp4"), "codec": .string("h264"),
            "prompt": .dictionary(["2": .string("another")]),
        ])
        let copy = try saved(copied, "images")
        let bytes = String(decoding: try FileBytes.read(base.path + "/input/" + copy), as: UTF8.self)
        #expect(bytes.contains("another") && !bytes.contains("class_type"))
        let again = try node("LoadVideo").run(["file": .string(copy)]).values[0]
        #expect(
            try node("GetVideoComponents").run(["video": again]).values[0].tensor?.floats == read[0].tensor?.floats)
        #expect(try Audio(node("LoadAudio").run(["audio": .string(copy)]).values[0], "audio").rate == 44100)
    }

    @Test func partsOfFilms() throws {
        let made = try node("CreateVideo").run(["images": pictures(8), "fps": .float(4), "audio": tone(count: 88200)])
            .values[0]
        func part(_ start: Double, _ duration: Double, strict: Bool = false) throws -> [Value] {
            let video = try node("Video Slice").run([
                "video": made, "start_time": .float(start), "duration": .float(duration),
                "strict_duration": .bool(strict),
            ]).values[0]
            return try node("GetVideoComponents").run(["video": video]).values
        }
        let middle = try part(0.5, 1)
        #expect(middle[0].tensor?.shape[0] == 4 && middle[0].tensor?.floats[0] == 0.2)
        #expect(try Audio(middle[1], "audio").count == 44100)
        #expect(try part(1.5, 0)[0].tensor?.shape[0] == 2)
        #expect(try part(-0.5, 5)[0].tensor?.shape[0] == 2)
        #expect(throws: NodeError.self) { try part(1.5, 1, strict: true) }
        #expect(throws: NodeError.self) { try part(2, 1) }
    }

    @Test func filmsOfRequests() throws {
        let made = try node("CreateVideo").run(["images": pictures(8), "fps": .float(4)]).values[0]
        let name = try saved(
            node("SaveVideo").run([
                "video": made, "filename_prefix": .string("r"), "format": .string("auto"), "codec": .string("auto"),
            ]), "images")
        let values = try node("VideoRequestParameter").run([
            "value": .string(name), "skip_first_frames": .int(1), "select_every_nth": .int(3),
            "frame_load_cap": .int(2),
        ]).values
        let images = try node("GetVideoComponents").run(["video": values[0]]).values[0].tensor
        #expect(images?.shape == [2, 16, 32, 3] && abs((images?.floats.last ?? 0) - 0.4) < 0.03)
        #expect(values[1].tensor?.shape == [2, 16, 32] && values[2].int == 2 && values[3].float == 4)
        let other = try node("LoadVideoFromURL").run(["value": .string(" "), "default_if_empty": made]).values
        #expect(other[2].int == 0)
        #expect(throws: NodeError.self) {
            try node("LoadVideoFromURL").run(["value": .string("http://127.0.0.1/x.mp4")])
        }
    }

    @Test(arguments: ["vp9", "av1"]) func filmsForTheWeb(_ codec: String) throws {
        let images = Value.tensor(Tensor(repeating: 0.5, [3, 64, 64, 3]))
        let output = try node("SaveWEBM").run([
            "images": images, "filename_prefix": .string("w"), "codec": .string(codec), "fps": .float(24),
            "crf": .float(32),
        ])
        let name = try saved(output, "images")
        let video = try node("LoadVideo").run(["file": .string(name)]).values[0]
        let parts = try node("GetVideoComponents").run(["video": video]).values
        #expect(parts[0].tensor?.shape == [3, 64, 64, 3] && parts[2].float == 24)
        guard case .null = parts[1] else {
            Issue.record("there is a sound")
            return
        }
    }

    @Test func picturesAsFramesOfFilms() throws {
        let values = (0..<17 * 33 * 3).map { (place: Int) -> Float in Float(place % 256) / 255 }
        let image = Value.tensor(Tensor(values, shape: [1, 17, 33, 3]))
        let plain = try node("LTXVPreprocess").run(["image": image, "img_compression": .int(0)]).values[0].tensor
        #expect(plain?.floats == values)
        let worn = try node("LTXVPreprocess").run(["image": image, "img_compression": .int(35)]).values[0].tensor
        #expect(worn?.shape == [1, 16, 32, 3] && worn?.floats.allSatisfy { (0...1).contains($0) } == true)
    }

    @Test func picturesOfCameras() throws {
        let picture = try node("PreviewImage").run(["images": pictures(1)])
        let name = try saved(picture, "images")
        let read = try node("WebcamCapture").run([
            "image": .string(name), "width": .int(0), "height": .int(0), "capture_on_queue": .bool(true),
        ])
        #expect(read.values.count == 1 && read.values[0].tensor?.shape == [1, 16, 32, 3])
        #expect(try node("WebcamCapture").validate(NodeInputs(["image": .string("none.png")])) != nil)
    }
}
