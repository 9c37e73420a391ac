internal import Formats
internal import Images
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// Shows Wan ATI (Wang et al., 2025) the picture that a film begins with, spread along the ways of points.
enum WanTracks {
    static func all(_ environment: NodeEnvironment) -> [any Node] { [FilmNode(environment, schema, follow)] }

    private static let schema: NodeSchema = .v3(
        "WanTrackToVideo", category: "conditioning/video_models",
        inputs: .film(
            others: [.string("tracks", default: "[]", extra: ["multiline": true])],
            [
                .float("temperature", default: 220.0, min: 1.0, max: 1000.0, step: 0.1),
                .int("topk", default: 2, min: 1, max: 10), .socket("start_image", "IMAGE"),
                .socket("clip_vision_output", "CLIP_VISION_OUTPUT", section: .optional),
            ]),
        outputs: .promptsAndLatent(),
        aliases: ["motion tracking", "trajectory video", "point tracking", "keypoint animation"],
        "Shows Wan ATI the picture that a film begins with and how its points move.")

    /// Points of a track; the model was trained with so many, for films of five seconds.
    private static let trained = 121

    private static func follow(_ call: FilmCall) throws -> [Value] {
        let shape = try call.shape(channels: 16)
        let tracks = try tracks(call.inputs.string("tracks"))
        var start: (latent: Tensor, mask: Tensor)?
        if call.has("start_image") {
            start =
                try tracks.isEmpty
                ? WanPictures.beginning(call, frames: shape[2]) : spread(call, tracks, frames: shape[2])
        }
        let seen = try call.seen()
        return try call.both { (entry, _) throws(NodeError) in
            if let start { (entry.concatLatent, entry.concatMask) = (start.latent, start.mask) }
            entry.set("clip_vision_output", seen)
        } + [call.emptyLatent(shape)]
    }

    /// A text that is no JSON has no tracks.
    private static func tracks(_ text: String) throws -> [[(x: Double, y: Double)]] {
        let bytes = Array(text.replacing(text: "'", with: "\"").utf8)
        guard let json = try? JSON(parsing: bytes), json.array?.isEmpty == false else { return [] }
        return try Tracks.parse(text)
    }

    private static func spread(
        _ call: FilmCall, _ tracks: [[(x: Double, y: Double)]], frames: Int
    ) throws -> (latent: Tensor, mask: Tensor) {
        let length = try call.size("length")
        guard length % 4 == 1 else { throw NodeError("RuntimeError", "length must be 4 n + 1, not \(length)") }
        let batch = try call.size("batch_size")
        let pictures = try WanPictures.threeChannels(call.pictures("start_image", count: batch))
        let (width, height) = (Double(try call.size("width")), Double(try call.size("height")))
        let points = tracks.map { sampled($0, width: width, height: height, frames: length - 1) }
        let path = PointSpread(
            points: points, temperature: Float(try call.inputs.float("temperature")), count: try call.inputs.int("topk")
        )
        let scale = LatentFormat.wan21.scale
        var latents: [Tensor] = []
        var masks: [Tensor] = []
        for item in 0..<pictures.shape[0] {
            var film = try call.grey(length)
            film.replaceItems(from: 0, with: pictures.slice(item..<item + 1))
            let latent = try call.encoded(film)
            guard latent.shape[1] == 16, latent.shape[2] == frames else {
                throw NodeError("ValueError", "a VAE of Wan 2.1 is needed here: its latent has shape \(latent.shape)")
            }
            let (moved, weights) = try path.apply(to: scale.modelLatent(latent), call.cancellation)
            latents.append(scale.storedLatent(moved))
            masks.append(weights)
        }
        // pictures stand for as many items as there are of each
        func item(_ index: Int) -> Int {
            min(Int((Double(index) + 0.5) * Double(latents.count) / Double(batch)), latents.count - 1)
        }
        return (
            Tensor.concatenated((0..<batch).map { latents[item($0)] }),
            Tensor.concatenated((0..<batch).map { masks[item($0)] })
        )
    }

    /// Where a point is in each picture, in parts of half the shorter side from the middle; nil where it is not known.
    /// Its 121 places but the first are spread over the film's pictures but the first.
    private static func sampled(
        _ track: [(x: Double, y: Double)], width: Double, height: Double, frames: Int
    ) -> [SIMD2<Float>?] {
        let short = Float(min(width, height))
        let middle = SIMD2(Float(width / 2), Float(height / 2))
        var (a, b) = (trained - 1, frames)
        while b != 0 { (a, b) = (b, a % b) }
        // each of 120 places so often, of which every `step`th counts from the second on
        let (step, repeats) = ((trained - 1) / a, frames / a)
        let places = stride(from: min(1, step - 1), to: (trained - 1) * repeats, by: step).map { 1 + $0 / repeats }
        return ([0] + places).map { place in
            guard place < track.count else { return nil }
            return (SIMD2(Float(track[place].x), Float(track[place].y)) - middle) / short * 2
        }
    }
}
