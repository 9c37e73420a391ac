import Formats
import Models
import Sampling
import Tensors
import TestSupport
import Testing
import Tokenizers

/// The demo model draws what the prompt says: prompts it was not trained on, judged as
/// examples/demo-model/README.md ("How pictures are checked") says.
@Suite(.serialized) struct DemoModelTests {
    static let folder = "\(Fixtures.directory)/../../examples/demo-model"

    @Test(arguments: ["euler", "dpmpp_2m"])
    func drawsWhatThePromptSays(_ sampler: String) throws {
        let suite = try JSON(parsing: Fixtures.text("../../examples/demo-model/prompts.json"))
        let compute = Compute(pool: ThreadPool())
        let file = try SafetensorsFile(path: "\(Self.folder)/checkpoints/demo.safetensors")
        let painter = Painter(checkpoint: try CheckpointLoader.load(file, compute), compute: compute)
        let rows = try #require(suite["prompts"]?.array)
        #expect(rows.count >= 24)
        var failures: [String] = []
        for row in rows {
            let picture = try painter.paint(row, suite, sampler: sampler)
            let verdict = PictureCheck(row).failures(in: picture)
            if !verdict.isEmpty { failures.append("\(row["prompt"]!.string!): \(verdict.joined(separator: ", "))") }
        }
        print("demo model, \(sampler): \(rows.count - failures.count) of \(rows.count) prompts hold")
        #expect(failures.count * 10 <= rows.count, "\(failures.joined(separator: "\n"))")
    }
}

/// From a prompt to pixels with the library's own parts.
private struct Painter {
    let checkpoint: Checkpoint
    let compute: Compute

    /// [height, width, 3], as SaveImage would store it.
    func paint(_ row: JSON, _ suite: JSON, sampler: String) throws -> PixelImage {
        let (width, height) = (try #require(suite["width"]?.int), try #require(suite["height"]?.int))
        let positive = try condition(try #require(row["prompt"]?.string))
        let negative = try condition(try #require(suite["negative"]?.string))
        let denoiser = try GuidedDenoiser(
            model: checkpoint.model,
            guider: CFGGuider(positive: positive, negative: negative, scale: try #require(suite["cfg"]?.number)),
            shape: [1, 4, height / 8, width / 8], compute: compute)
        let sampling = KSampler(
            sampling: checkpoint.model.sampling, sampler: try Sampler(named: sampler),
            scheduler: try Scheduler(named: try #require(suite["scheduler"]?.string)),
            steps: try #require(suite["steps"]?.int), seed: UInt64(try #require(row["seed"]?.int)),
            latentScale: checkpoint.model.latentFormat.scale)
        let latent = try sampling.latentSampler().sample(latent: Tensor(zeros: [1, 4, height / 8, width / 8])) {
            x, sigma in
            try denoiser(x, sigma)
        }
        let picture = try #require(checkpoint.autoencoder).decode(latent, compute)
        return PixelImage(
            width: width, height: height, channels: 3, bytes: picture.floats.map { UInt8(min(max($0 * 255, 0), 255)) })
    }

    private func condition(_ prompt: String) throws -> Conditioning {
        let tokens = try PromptTokenizer().tokenize(prompt) { (_) throws(ModelError) in nil }
        let (hidden, pooled) = try #require(checkpoint.clip).encode(tokens.chunks, compute)
        return Conditioning([Conditioning.Entry(hidden: hidden, pooled: pooled)])
    }
}

/// What a picture has to show.
private struct PictureCheck {
    static let colours: [(name: String, rgb: [Int])] = [
        ("red", [230, 25, 25]), ("green", [20, 160, 40]), ("blue", [30, 60, 230]), ("yellow", [250, 225, 20]),
        ("orange", [255, 140, 0]), ("purple", [130, 20, 150]), ("pink", [255, 150, 190]), ("cyan", [0, 210, 230]),
        ("white", [250, 250, 250]), ("black", [10, 10, 10]), ("brown", [130, 70, 20]), ("gray", [128, 128, 128]),
    ]

    let colour: String
    let background: String
    let position: String
    let size: String

    init(_ row: JSON) {
        colour = row["colour"]!.string!
        background = row["background"]!.string!
        position = row["position"]!.string!
        size = row["size"]!.string!
    }

    func failures(in picture: PixelImage) -> [String] {
        let (width, height) = (picture.width, picture.height)
        func rgb(_ name: String) -> [Int] { Self.colours.first { $0.name == name }!.rgb }
        func distance(_ x: Int, _ y: Int, _ rgb: [Int]) -> Int {
            (0..<3).reduce(0) { sum, c in
                let difference = Int(picture.bytes[(y * width + x) * 3 + c]) - rgb[c]
                return sum + difference * difference
            }
        }
        func nearest(_ x: Int, _ y: Int) -> String {
            Self.colours.min { distance(x, y, $0.rgb) < distance(x, y, $1.rgb) }!.name
        }
        var (frame, object): ([String: Int], [String: Int]) = ([:], [:])
        var (columns, rows) = (Array(repeating: 0, count: width), Array(repeating: 0, count: height))
        for y in 0..<height {
            for x in 0..<width {
                if min(x, y, width - 1 - x, height - 1 - y) < 4 { frame[nearest(x, y), default: 0] += 1 }
                guard distance(x, y, rgb(colour)) < distance(x, y, rgb(background)) else { continue }
                object[nearest(x, y), default: 0] += 1
                columns[x] += 1
                rows[y] += 1
            }
        }
        var failures: [String] = []
        let seenBackground = frame.max { $0.value < $1.value }!.key
        if seenBackground != background { failures.append("background \(seenBackground)") }
        let area = columns.reduce(0, +)
        guard area >= 60 else { return failures + ["no object"] }
        let seenColour = object.max { $0.value < $1.value }!.key
        if seenColour != colour { failures.append("colour \(seenColour)") }
        let seenPosition = (third(centroid(columns)), third(centroid(rows)))
        let wanted = (
            1 + (position.contains("right") ? 1 : 0) - (position.contains("left") ? 1 : 0),
            1 + (position.contains("bottom") ? 1 : 0) - (position.contains("top") ? 1 : 0)
        )
        if seenPosition != wanted { failures.append("position \(seenPosition)") }
        let extent = max(extent(columns), extent(rows))
        let seenSize = extent < 32 ? "small" : extent < 53 ? "medium" : "large"
        if seenSize != size { failures.append("size \(seenSize)") }
        return failures
    }

    /// The mean place of what is counted, at pixel centres.
    private func centroid(_ counts: [Int]) -> Double {
        let sum = counts.indices.reduce(0.0) { $0 + (Double($1) + 0.5) * Double(counts[$1]) }
        return sum / Double(counts.reduce(0, +))
    }

    private func third(_ place: Double) -> Int { place < 50 ? 0 : place > 78 ? 2 : 1 }

    private func extent(_ counts: [Int]) -> Int {
        guard let first = counts.firstIndex(where: { $0 >= 2 }), let last = counts.lastIndex(where: { $0 >= 2 }) else {
            return 0
        }
        return last - first + 1
    }
}
