import Formats
import Images
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// Against PyTorch, with an autoencoder that is simple arithmetic (Tests/Fixtures/nodes/make_films.py).
@Suite struct FilmNodesTests {
    private static let file = try! SafetensorsFile(path: Fixtures.path("nodes/films.safetensors"))

    private func expected(_ name: String) throws -> Tensor { try Self.file.tensor(name) }

    private func node(_ name: String) throws -> any Node {
        try #require(BuiltinNodes.all(.test(TemporaryFolder().folders, threads: 1)).first { $0.schema.name == name })
    }

    private func vae(_ codec: PlainCodec = PlainCodec()) -> Value { .object(VAEObject(codec)) }

    private func picture(_ count: Int, _ height: Int, _ width: Int, _ channels: Int = 3, scale: Float = 1) -> Value {
        var values: [Float] = []
        for i in 0..<count {
            for y in 0..<height {
                for x in 0..<width {
                    for c in 0..<channels { values.append(Float((i * 7 + y * 3 + x * 5 + c * 11) % 17) / 16 * scale) }
                }
            }
        }
        return .tensor(Tensor(values, shape: [count, height, width, channels]))
    }

    private let prompt = Value.list([.list([.tensor(Tensor(zeros: [1, 2, 3])), .dictionary(["own": .int(1)])])])

    private func sizes(_ more: ValueDictionary, _ codec: PlainCodec = PlainCodec(), height: Int128 = 16)
        -> ValueDictionary
    {
        var inputs: ValueDictionary = [
            "positive": prompt, "negative": prompt, "vae": vae(codec), "width": .int(32), "height": .int(height),
            "length": .int(9), "batch_size": .int(1),
        ]
        for (key, value) in more { inputs[key] = value }
        return inputs
    }

    private func entry(_ value: Value) throws -> ValueDictionary {
        try #require(value.list?[0].list?[1].dictionary)
    }

    private func expect(_ value: Value?, _ name: String, _ comment: Comment? = nil) throws {
        let (tensor, wanted) = (try #require(value?.tensor, comment), try expected(name))
        #expect(tensor.shape == wanted.shape, "\(name)")
        if tensor.shape == wanted.shape { #expect(relativeDifference(tensor, wanted) < 3e-6, "\(name)") }
    }

    // MARK: Wan

    @Test func filmsBeginWithPictures() throws {
        let values = try node("WanImageToVideo").run(sizes(["start_image": picture(2, 20, 24)])).values
        for value in values.prefix(2) {
            let entry = try entry(value)
            try expect(entry["concat_latent_image"], "start.latent")
            try expect(entry["concat_mask"], "start.mask")
            #expect(entry["own"]?.int == 1)
        }
        #expect(values[2].dictionary?["samples"]?.tensor?.shape == [1, 16, 3, 2, 4])
        let bare = try node("WanImageToVideo").run(sizes([:])).values
        #expect(try entry(bare[0])["concat_latent_image"] == nil)
        // a VAE of single pictures, and pictures without colours
        #expect(throws: NodeError.self) {
            try node("WanImageToVideo").run(sizes(["start_image": picture(2, 20, 24, 1)]))
        }
    }

    @Test(arguments: ["WanFirstLastFrameToVideo", "WanFunInpaintToVideo"]) func filmsWithBothEnds(_ name: String) throws
    {
        let values = try node(name).run(
            sizes(["start_image": picture(2, 20, 24), "end_image": picture(3, 16, 32, scale: 0.5)])
        ).values
        try expect(entry(values[1])["concat_latent_image"], "ends.latent")
        try expect(entry(values[1])["concat_mask"], "ends.mask")
    }

    @Test func filmsFollowOthers() throws {
        let inputs = sizes(["start_image": picture(2, 20, 24), "control_video": picture(5, 20, 24)])
        try expect(
            entry(node("WanFunControlToVideo").run(inputs).values[0])["concat_latent_image"], "fun.latent")
        let second = try entry(
            node("Wan22FunControlToVideo").run(inputs.with("ref_image", picture(1, 16, 32))).values[0])
        try expect(second["concat_latent_image"], "fun.latent")
        #expect(second["concat_mask_index"]?.int == 16 && second["reference_latents"]?.list?.count == 1)
        let path = Value.tensor(Tensor(zeros: [1]))
        let camera = try entry(
            node("WanCameraImageToVideo").run(sizes(["start_image": picture(2, 20, 24), "camera_conditions": path]))
                .values[0])
        try expect(camera["concat_latent_image"], "camera.latent")
        try expect(camera["concat_mask"], "camera.mask")
        #expect(camera["camera_conditions"]?.tensor?.shape == [1])
    }

    @Test func partsOfFilmsAreMadeAnew() throws {
        let masks = Value.tensor(try #require(picture(3, 20, 24, 1).tensor).reshaped([3, 20, 24]))
        let values = try node("WanVaceToVideo").run(
            sizes([
                "control_video": picture(5, 20, 24), "control_masks": masks, "reference_image": picture(1, 16, 32),
                "strength": .float(0.75),
            ])
        ).values
        let positive = try entry(values[0])
        try expect(positive["vace_frames"]?.list?[0], "vace.frames")
        try expect(positive["vace_mask"]?.list?[0], "vace.mask")
        #expect(positive["vace_strength"]?.list?[0].float == 0.75)
        #expect(values[2].dictionary?["samples"]?.tensor?.shape == [1, 16, 4, 2, 4] && values[3].int == 1)
        // a second one joins the first
        let again = try node("WanVaceToVideo").run(
            sizes(["strength": .float(1), "positive": values[0], "negative": values[1]])
        ).values
        #expect(try entry(again[0])["vace_frames"]?.list?.count == 2)
        let subjects = try node("WanPhantomSubjectToVideo").run(sizes(["images": picture(2, 16, 32)])).values
        #expect(try entry(subjects[1])["time_dim_concat"]?.tensor?.shape == [1, 16, 2, 2, 4])
        let empty = try entry(subjects[2])["time_dim_concat"]?.tensor?.floats
        #expect(empty?.first == -0.7571 && empty?.last == -0.2921)
    }

    @Test func charactersMove() throws {
        let values = try node("WanAnimateToVideo").run(
            sizes([
                "reference_image": picture(1, 16, 32), "pose_video": picture(3, 16, 32),
                "face_video": picture(1, 16, 16), "continue_motion": picture(7, 16, 32),
                "background_video": picture(9, 16, 32, scale: 0.5),
                "character_mask": .tensor(Tensor(repeating: 1, [1, 2, 4])),
                "continue_motion_max_frames": .int(5), "video_frame_offset": .int(5),
            ])
        ).values
        let (positive, negative) = (try entry(values[0]), try entry(values[1]))
        let compute = NodeEnvironment.test(TemporaryFolder().folders, threads: 1).compute(Cancellation())
        func frame(_ latent: Tensor, _ index: Int) -> [Float] {
            Layout.part(latent, axis: 2, index..<index + 1).floats
        }
        // the character before the film of 9
        let latent = try #require(positive["concat_latent_image"]?.tensor)
        #expect(latent.shape == [1, 16, 4, 2, 4])
        let own = try PlainCodec().encode(#require(picture(1, 16, 32).tensor), compute)
        #expect(frame(latent, 0) == own.floats)
        // the film goes on with the last 5 pictures of the one before, then with its background from the 6th on
        var film = try #require(picture(7, 16, 32).tensor).slice(2..<7)
        film = Tensor.concatenated([film, try #require(picture(9, 16, 32, scale: 0.5).tensor).slice(5..<9)])
        let encoded = try PlainCodec().encode(film, compute)
        for index in 0..<3 { #expect(frame(latent, index + 1) == frame(encoded, index)) }
        let mask = try #require(positive["concat_mask"]?.tensor)
        #expect(mask.shape == [1, 4, 4, 2, 4])
        #expect(positive["pose_video_latent"]?.tensor?.shape == [1, 16, 3, 2, 4])
        #expect(positive["face_video_pixels"]?.tensor?.shape == [1, 3, 1, 512, 512])
        #expect(negative["face_video_pixels"]?.tensor?.floats.allSatisfy { $0 == -1 } == true)
        #expect(values[2].dictionary?["samples"]?.tensor?.shape == [1, 16, 4, 2, 4])
        #expect(values[3].int == 1 && values[4].int == 5 && values[5].int == 9)
    }

    @Test func soundsAreHeard() throws {
        let layers = (0..<33).map { l -> Value in
            let values = (0..<400).map { Float((l * 5 + $0 / 4 * 3 + $0 % 4 * 7) % 13) / 12 }
            return .tensor(Tensor(values, shape: [1, 100, 4]))
        }
        let sound = Value.dictionary(["encoded_audio_all_layers": .list(layers), "audio_samples": .int(32000)])
        let humo = try node("WanHuMoImageToVideo").run(
            sizes(["audio_encoder_output": sound, "ref_image": picture(1, 16, 32)])
        ).values
        try expect(entry(humo[0])["audio_embed"], "sound.windows")
        #expect(try entry(humo[1])["audio_embed"]?.tensor?.floats.allSatisfy { $0 == 0 } == true)
        #expect(try entry(humo[0])["reference_latents"]?.list?[0].tensor?.shape == [1, 16, 1, 2, 4])
        let before = Value.dictionary(["samples": .tensor(Tensor(repeating: 1, [1, 16, 3, 2, 4]))])
        let more = try node("WanSoundImageToVideoExtend").run(
            sizes(["audio_encoder_output": sound, "video_latent": before])
        ).values
        try expect(entry(more[0])["audio_embed"], "sound.bucket")
        #expect(try entry(more[0])["reference_motion"]?.tensor?.shape == [1, 16, 3, 2, 4])
        let first = try node("WanSoundImageToVideo").run(sizes(["ref_motion": picture(2, 16, 32)])).values
        #expect(try entry(first[0])["reference_motion"]?.tensor?.shape == [1, 16, 19, 2, 4])
        #expect(try entry(first[1])["control_video"]?.tensor?.floats.first == -0.7571)
    }

    // MARK: Other models

    @Test func latentsBeginWithPictures() throws {
        let codec = PlainCodec(by: 8)
        let inputs = sizes(["start_image": picture(1, 20, 24)], codec)
        let cosmos = try node("CosmosImageToVideoLatent").run(inputs).values[0].dictionary
        try expect(cosmos?["samples"], "cosmos.start")
        #expect(
            cosmos?["noise_mask"]?.tensor?.floats == [Float](repeating: 0, count: 8) + [Float](repeating: 1, count: 8))
        let both = try node("CosmosImageToVideoLatent").run(
            inputs.with("end_image", picture(1, 16, 32, scale: 0.5)).with("batch_size", .int(2))
        ).values[0].dictionary?["samples"]?.tensor
        try expect(both.map { .tensor($0.slice(1..<2)) }, "cosmos.both")
        let predict = try node("CosmosPredict2ImageToVideoLatent").run(sizes(["start_image": picture(1, 20, 24)]))
        try expect(predict.values[0].dictionary?["samples"], "predict.start")
        let wide = PlainCodec(latentChannels: 48, downscale: 16)
        let wan22 = try node("Wan22ImageToVideoLatent").run(sizes(["start_image": picture(1, 16, 32)], wide))
            .values[0].dictionary?["samples"]?.tensor
        #expect(wan22?.shape == [1, 48, 3, 1, 2] && wan22?.floats.last == -0.0667)
    }

    @Test func hunyuansPictures() throws {
        let inputs = sizes(["start_image": picture(2, 20, 24), "guidance_type": .string("v1 (concat)")])
        let first = try node("HunyuanImageToVideo").run(inputs).values
        #expect(try entry(first[0])["concat_latent_image"]?.tensor?.shape == [1, 16, 1, 2, 4])
        let second = try node("HunyuanImageToVideo").run(inputs.with("guidance_type", .string("v2 (replace)"))).values
        #expect(try entry(second[0])["guiding_frame_index"]?.int == 0)
        #expect(second[1].dictionary?["noise_mask"]?.tensor?.shape == [1, 1, 3, 2, 4])
        let latent = Value.dictionary(["samples": .tensor(Tensor(repeating: 2, [1, 2, 3, 1, 1]))])
        let enlarged = try node("HunyuanVideo15SuperResolution").run([
            "positive": prompt, "negative": prompt, "latent": latent, "noise_augmentation": .float(0.7),
        ]).values
        let concat = try entry(enlarged[0])["concat_latent_image"]?.tensor?.floats
        #expect(concat == [0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 1, 1, 1])
        let tokens = CLIPVisionOutput(
            lastHidden: Tensor(zeros: [1, 1, 8]), penultimate: Tensor(zeros: [1, 1, 8]), embeds: Tensor(zeros: [1, 8]))
        let seen = Value.object(CLIPVisionOutputObject(tokens))
        let views = try node("Hunyuan3Dv2ConditioningMultiView").run([
            "front": seen, "left": seen, "back": seen, "right": seen,
        ]).values[0].list?[0].list?[0].tensor
        let places = try expected("views")
        #expect(try relativeDifference(#require(views).reshaped(places.shape), places) < 1e-6)
    }

    @Test func guidesOfLTX() throws {
        let codec = PlainCodec(latentChannels: 128, downscale: 32, by: 8)
        let latent = Value.dictionary(["samples": .tensor(Tensor(zeros: [1, 128, 4, 2, 2]))])
        let inputs: ValueDictionary = [
            "positive": prompt, "negative": prompt, "vae": vae(codec), "latent": latent,
            "image": picture(10, 40, 48), "frame_idx": .int(8), "strength": .float(0.25),
        ]
        let guided = try node("LTXVAddGuide").run(inputs).values
        try expect(entry(guided[1])["keyframe_idxs"], "guide.places")
        let samples = try #require(guided[2].dictionary?["samples"]?.tensor)
        #expect(samples.shape == [1, 128, 6, 2, 2])
        let mask = guided[2].dictionary?["noise_mask"]?.tensor
        #expect(mask?.shape == [1, 1, 6, 1, 1] && mask?.floats == [1, 1, 1, 1, 0.75, 0.75])
        let cropped = try node("LTXVCropGuides").run([
            "positive": guided[0], "negative": guided[1], "latent": guided[2],
        ]).values
        #expect(cropped[2].dictionary?["samples"]?.tensor?.shape == [1, 128, 4, 2, 2])
        #expect(throws: NodeError.self) { try node("LTXVAddGuide").run(inputs.with("frame_idx", .int(30))) }
        let begun = try node("LTXVImgToVideo").run(
            sizes(["image": picture(1, 40, 48), "strength": .float(0.5)], codec, height: 32)
        ).values[2].dictionary
        #expect(begun?["noise_mask"]?.tensor?.floats == [0.5, 1])
    }

    @Test func schedulesOfFlows() throws {
        func sigmas(_ name: String, _ inputs: ValueDictionary) throws -> Value { try node(name).run(inputs).values[0] }
        let latent = Value.dictionary(["samples": .tensor(Tensor(zeros: [1, 128, 3, 2, 2]))])
        let inputs: ValueDictionary = [
            "steps": .int(5), "max_shift": .float(2.05), "base_shift": .float(0.95), "stretch": .bool(false),
            "terminal": .float(0.1), "latent": latent,
        ]
        try expect(sigmas("LTXVScheduler", inputs), "ltx.plain")
        try expect(sigmas("LTXVScheduler", inputs.with("stretch", .bool(true))), "ltx.stretched")
        let optimal = try sigmas(
            "OptimalStepsScheduler", ["model_type": .string("FLUX"), "steps": .int(10), "denoise": .float(0.3)])
        #expect(optimal.tensor?.floats == [0.8287, 0.5512, 0.2808, 0])
    }

    // MARK: Cameras and points

    @Test func raysOfCameras() throws {
        for (pose, speed, name) in [("Pan Left", 1.0, "rays.left"), ("ClockWise (CW)", 1.5, "rays.turn")] {
            let values = try node("WanCameraEmbedding").run([
                "camera_pose": .string(pose), "width": .int(16), "height": .int(16), "length": .int(5),
                "speed": .float(speed),
            ]).values
            try expect(values[0], name)
            #expect(values[1].int == 16 && values[3].int == 5)
        }
    }

    @Test func tracksLeadPlaces() throws {
        let text = "[[{'x': 4, 'y': 4}, {'x': 1, 'y': 1}], [{\"x\": 4.5, \"y\": 5}, {\"x\": 2, \"y\": 2}]]"
        let parsed = try node("WanMoveTracksFromCoords").run(["track_coords": .string(text)]).values
        #expect(parsed[1].int == 2)
        #expect(parsed[0].dictionary?["track_path"]?.tensor?.floats == [4, 4, 4.5, 5, 1, 1, 2, 2])
        #expect(throws: NodeError.self) { try node("WanMoveTracksFromCoords").run(["track_coords": .string("[1]")]) }
        let joined = try node("WanMoveConcatTrack").run(["tracks_1": parsed[0], "tracks_2": parsed[0]]).values[0]
        #expect(joined.dictionary?["track_path"]?.tensor?.shape == [2, 4, 2])
        var path = [Float](repeating: 0, count: 9 * 2)
        (path[8], path[9]) = (9, 15)
        (path[16], path[17]) = (31, 8)
        let tracks = Tracks(path: Tensor(path, shape: [9, 1, 2]), visibility: Tensor(repeating: 1, [9, 1])).value
        let moved = try node("WanMoveTrackToVideo").run(
            sizes(["start_image": picture(2, 20, 24), "tracks": tracks, "strength": .float(0.5)])
        ).values
        try expect(entry(moved[0])["concat_latent_image"], "moved.latent")
        try expect(entry(moved[1])["concat_latent_image"], "start.latent")
    }

    @Test func pointsSpread() throws {
        let still = (0..<121).map { _ in "{'x': 9, 'y': 6}" }.joined(separator: ",")
        let going = (0..<60).map { "{'x': \(16 + Double($0) / 8), 'y': 8}" }.joined(separator: ",")
        let inputs = sizes([
            "start_image": picture(1, 20, 24), "tracks": .string("[[\(still)],[\(going)]]"), "temperature": .float(3),
            "topk": .int(1),
        ])
        let positive = try entry(node("WanTrackToVideo").run(inputs).values[0])
        try expect(positive["concat_latent_image"], "points.latent")
        try expect(positive["concat_mask"], "points.mask")
        // no tracks: as without them
        let bare = try entry(
            node("WanTrackToVideo").run(inputs.with("tracks", .string("[]")).with("start_image", picture(2, 20, 24)))
                .values[0])
        #expect(bare["concat_latent_image"]?.tensor?.shape == [1, 16, 3, 2, 4])
    }

    @Test func tracksAreMade() throws {
        let inputs: ValueDictionary = [
            "width": .int(100), "height": .int(100), "start_x": .float(0), "start_y": .float(0.5), "end_x": .float(1),
            "end_y": .float(0.5), "num_frames": .int(3), "num_tracks": .int(2), "track_spread": .float(0.1),
            "bezier": .bool(false), "mid_x": .float(0.5), "mid_y": .float(1), "interpolation": .string("ease_in"),
        ]
        func path(_ inputs: ValueDictionary) throws -> [Float]? {
            try node("GenerateTracks").run(inputs).values[0].dictionary?["track_path"]?.tensor?.floats
        }
        #expect(try path(inputs) == [0, 45, 0, 55, 25, 45, 25, 55, 100, 45, 100, 55])
        let curve = try path(
            inputs.with("bezier", .bool(true)).with("interpolation", .string("linear")).with("num_tracks", .int(1)))
        #expect(curve == [0, 50, 50, 75, 100, 50])
    }

    // MARK: Pictures

    /// scikit-image's lines and OpenCV's colours (Tests/Fixtures/nodes/make_shapes.py).
    @Test func linesAndColours() throws {
        let known = try JSON(parsing: Fixtures.bytes("nodes/shapes.json"))
        func rows(_ name: String) throws -> [Float] {
            let text = try #require(known[name]?.array).map { $0.string ?? "" }.joined()
            try #require(text.utf8.count == 40 * 56)
            return text.utf8.map { $0 == UInt8(ascii: "#") ? 1 : 0 }
        }
        let shape = try rows("shape").flatMap { [$0, $0, $0] }
        for approach in ["skeletonize", "thinning"] {
            let lines = try node("SkeletonizeThin").run([
                "image": .tensor(Tensor(shape, shape: [1, 40, 56, 3])), "binary_threshold": .float(0.5),
                "approach": .string(approach),
            ]).values[0].tensor
            #expect(try lines?.floats == rows(approach).flatMap { [$0, $0, $0] }, "\(approach)")
        }
        let depths = (0..<64).map { Float(0.02 + 2.98 * Double($0) / 63) }
        for name in ["COLORMAP_INFERNO", "COLORMAP_JET", "COLORMAP_WINTER"] {
            let colours = try node("ImageApplyColorMap").run([
                "image": .tensor(Tensor(depths, shape: [1, 1, 64, 1])), "colormap": .string(name),
                "gamma": .float(0.5), "min_depth": .float(0.1), "max_depth": .float(2), "one_minus": .bool(false),
                "clip_min": .bool(true), "clip_max": .bool(false),
            ]).values[0].tensor?.floats
            let wanted = try #require(known[name]?.array).compactMap(\.number)
            #expect(colours?.map { Double(($0 * 255).rounded()) } == wanted, "\(name)")
        }
    }

    @Test func gradientsArePillows() throws {
        let stops = "0:255,0,0\n25:255,255,255\n50:0,255,0\n75:0,0,255"
        for (width, height, tolerance, name) in [(64, 64, 0, "gradient.wide"), (600, 70, 40, "gradient.coarse")] {
            let image = try node("ImageGenerateGradient").run([
                "width": .int(Int128(width)), "height": .int(Int128(height)), "direction": .string("horizontal"),
                "tolerance": .int(Int128(tolerance)), "gradient_stops": .string(stops),
            ]).values[0].tensor
            let line = try #require(image?.floats.prefix(width * 3)).map { ($0 * 255).rounded() }
            #expect(line == (try expected(name)).floats, "\(name)")
        }
    }
}

extension ValueDictionary {
    fileprivate func with(_ key: String, _ value: Value) -> ValueDictionary {
        var copy = self
        copy[key] = value
        return copy
    }
}
