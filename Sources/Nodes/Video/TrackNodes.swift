internal import Formats
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// The ways of points through a film: made, joined, and shown to Wan-Move (Chu et al., 2025).
enum TrackNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            FunctionNode(joinSchema, join), FunctionNode(parseSchema, parse), FunctionNode(makeSchema, make),
            FilmNode(environment, showSchema, show),
        ]
    }

    private static let joinSchema: NodeSchema = .v3(
        "WanMoveConcatTrack", category: "conditioning/video_models",
        inputs: [.socket("tracks_1", "TRACKS"), .socket("tracks_2", "TRACKS", section: .optional)],
        outputs: [OutputSchema("TRACKS")], "Two lists of tracks as one.")

    private static func join(_ inputs: NodeInputs) throws -> [Value] {
        let first = try Tracks(inputs["tracks_1"], "tracks_1")
        guard inputs["tracks_2"]?.dictionary != nil else { return [first.value] }
        let second = try Tracks(inputs["tracks_2"], "tracks_2")
        return [
            Tracks(
                path: try FilmTensors.joined([first.path, second.path], axis: 1),
                visibility: try FilmTensors.joined([first.visibility, second.visibility], axis: 1)
            ).value
        ]
    }

    private static let parseSchema: NodeSchema = .v3(
        "WanMoveTracksFromCoords", category: "conditioning/video_models",
        inputs: [
            InputSchema.string("track_coords", default: "[]", extra: ["forceInput": true, "multiline": false]).optional,
            .socket("track_mask", "MASK", section: .optional),
        ], outputs: [OutputSchema("TRACKS"), OutputSchema("INT", name: "track_length")],
        "Tracks out of a text: lists of points with x and y.")

    private static func parse(_ inputs: NodeInputs) throws -> [Value] {
        let tracks = try Tracks.parse(inputs.string("track_coords"))
        let frames = tracks[0].count
        guard tracks.allSatisfy({ $0.count >= frames }) else {
            throw NodeError("IndexError", "a track has fewer points than the first, which has \(frames)")
        }
        let shape = try Allocation.checked([frames, tracks.count, 2], "tracks")
        let values = (0..<frames).flatMap { frame in
            tracks.flatMap { [Float($0[frame].x), Float($0[frame].y)] }
        }
        return [
            Tracks(
                path: Tensor(values, shape: shape),
                visibility: try Tracks.visibility(inputs, frames: frames, count: tracks.count)
            ).value, .int(Int128(frames)),
        ]
    }

    // MARK: Making

    private static let makeSchema: NodeSchema = .v3(
        "GenerateTracks", category: "conditioning/video_models",
        inputs: [
            .int("width", default: 832, min: 16, max: 4096, step: 16),
            .int("height", default: 480, min: 16, max: 4096, step: 16),
            .float("start_x", default: 0.0, min: 0.0, max: 1.0, step: 0.01),
            .float("start_y", default: 0.0, min: 0.0, max: 1.0, step: 0.01),
            .float("end_x", default: 1.0, min: 0.0, max: 1.0, step: 0.01),
            .float("end_y", default: 1.0, min: 0.0, max: 1.0, step: 0.01),
            .int("num_frames", default: 81, min: 1, max: 1024), .int("num_tracks", default: 5, min: 1, max: 100),
            .float("track_spread", default: 0.025, min: 0.0, max: 1.0, step: 0.001), .bool("bezier", default: false),
            .float("mid_x", default: 0.5, min: 0.0, max: 1.0, step: 0.01),
            .float("mid_y", default: 0.5, min: 0.0, max: 1.0, step: 0.01),
            .combo("interpolation", ["linear", "ease_in", "ease_out", "ease_in_out", "constant"]),
            .socket("track_mask", "MASK", section: .optional),
        ], outputs: [OutputSchema("TRACKS"), OutputSchema("INT", name: "track_length")],
        aliases: ["motion paths", "camera movement", "trajectory"], "Tracks beside one another along a line or a curve."
    )

    private static func make(_ inputs: NodeInputs) throws -> [Value] {
        let (width, height) = (Double(try inputs.int("width")), Double(try inputs.int("height")))
        let (frames, count) = (try inputs.int("num_frames"), try inputs.int("num_tracks"))
        func point(_ name: String) throws -> SIMD2<Float> {
            SIMD2(Float(try inputs.float(name + "_x") * width), Float(try inputs.float(name + "_y") * height))
        }
        let (start, middle, end) = (try point("start"), try point("mid"), try point("end"))
        let spread = try inputs.float("track_spread") * (width + height) / 2
        let isCurve = try inputs.bool("bezier")
        let pace = try inputs.string("interpolation")
        var values: [Float] = []
        for frame in 0..<frames {
            let t = try moved(frames > 1 ? Float(frame) / Float(frames - 1) : 0, pace)
            var (place, direction) = (start + (end - start) * t, end - start)
            if isCurve {
                let rest = 1 - t
                place = start * (rest * rest) + middle * (2 * rest * t) + end * (t * t)
                direction = (middle - start) * (2 * rest) + (end - middle) * (2 * t)
            }
            let (x, y) = (Double(direction.x), Double(direction.y))
            let length = (x * x + y * y).squareRoot()
            let aside = length > 0 ? (x: -y / length, y: x / length) : (x: 1, y: 0)
            for track in 0..<count {
                let offset = (Double(track) - Double(count - 1) / 2) * spread
                values.append(Float(Double(place.x) + aside.x * offset))
                values.append(Float(Double(place.y) + aside.y * offset))
            }
        }
        return [
            Tracks(
                path: Tensor(values, shape: [frames, count, 2]),
                visibility: try Tracks.visibility(inputs, frames: frames, count: count)
            ).value, .int(Int128(frames)),
        ]
    }

    /// How far a movement has come at a time, both in 0...1.
    private static func moved(_ t: Float, _ pace: String) throws(NodeError) -> Float {
        switch pace {
        case "constant": 0
        case "linear": t
        case "ease_in": t * t
        case "ease_out": 1 - (1 - t) * (1 - t)
        case "ease_in_out": t * t * (3 - 2 * t)
        default: throw NodeError("ValueError", "interpolation cannot be '\(pace)'")
        }
    }

    // MARK: Showing

    private static let showSchema: NodeSchema = .v3(
        "WanMoveTrackToVideo", category: "conditioning/video_models",
        inputs: .film(
            others: [.float("strength", default: 1.0, min: 0.0, max: 100.0, step: 0.01)],
            [
                .socket("start_image", "IMAGE"), .socket("tracks", "TRACKS", section: .optional),
                .socket("clip_vision_output", "CLIP_VISION_OUTPUT", section: .optional),
            ]),
        outputs: .promptsAndLatent(), "Shows Wan-Move the picture that a film begins with and how its points move.")

    private static func show(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 16)
        let strength = Float(try call.inputs.float("strength"))
        var start: (latent: Tensor, mask: Tensor)?
        var moved: Tensor?
        if call.has("start_image") {
            let begun = try WanPictures.beginning(call, frames: shape[2])
            start = begun
            moved = begun.latent
            if call.has("tracks"), strength > 0 {
                moved = try follow(
                    Tracks(call.inputs["tracks"], "tracks"), begun.latent, strength, length: call.size("length"),
                    height: call.size("height"), width: call.size("width"))
            }
        }
        let seen = try call.seen()
        return try call.both { (entry, isPositive) throws(NodeError) in
            if let start { (entry.concatLatent, entry.concatMask) = (isPositive ? moved : start.latent, start.mask) }
            entry.set("clip_vision_output", seen)
        } + [call.emptyLatent(shape)]
    }

    /// The places of the first frame, copied to where their points are later. Where several meet, the last counts; the
    /// reference mixes the points' order by chance.
    private static func follow(
        _ tracks: Tracks, _ latent: Tensor, _ strength: Float, length: Int, height: Int, width: Int
    ) throws -> Tensor {
        let (frames, high, wide) = (latent.shape[2], latent.shape[3], latent.shape[4])
        let path = try tracks.path.copiedFloats()
        /// Where a point is in a latent frame; nil where it is not seen.
        func place(_ point: Int, _ frame: Int) -> Int? {
            let picture = frame * 4
            guard picture < min(tracks.frames, length), tracks.isSeen(picture, point) else { return nil }
            let at = (picture * tracks.count + point) * 2
            let (x, y) = (path[at], path[at + 1])
            guard x >= 0, y >= 0, x < Float(width), y < Float(height) else { return nil }
            return min(Int(y) / 8, high - 1) * wide + min(Int(x) / 8, wide - 1)
        }
        // a point that is not seen at first has the last place of the picture, as an index of -1 says in Python
        let sources = (0..<tracks.count).map { place($0, 0) ?? high * wide - 1 }
        var result = latent
        let plane = high * wide
        let source = try latent.copiedFloats()
        result.withMutableFloats { values in
            for frame in 1..<max(frames, 1) {
                for point in (0..<tracks.count).halting(each: latent.shape[1]) {
                    guard let target = place(point, frame) else { continue }
                    for channel in 0..<latent.shape[1] {
                        let start = channel * frames * plane
                        let old = source[start + frame * plane + target]
                        values[start + frame * plane + target] = old + (source[start + sources[point]] - old) * strength
                    }
                }
            }
        }
        return result
    }
}
