internal import Tensors

/// The tokens of text and pictures that Lumina 2 and Z-Image read, and where they lie along the axes. Reference pictures
/// come first, each behind a text of its own (Tongyi-MAI/Z-Image; diffusers, transformer_z_image.py; the steps from one
/// to the next are ComfyUI's, comfy/ldm/lumina/model.py).
struct NextDiTSequence {
    /// Tokens of one kind. [B, T, width]
    struct Stream {
        private(set) var parts: [Tensor] = []
        /// [axis][token]
        private(set) var positions: [[Float]] = [[], [], []]
        /// The first tokens, which are the references'.
        fileprivate(set) var clean = 0

        var count: Int { positions[0].count }

        /// - Parameter place: on each axis, of a token.
        fileprivate mutating func add(_ tokens: Tensor, at place: (Int) -> (Float, Float, Float)) {
            parts.append(tokens)
            for index in 0..<tokens.shape[1] {
                let (t, y, x) = place(index)
                positions[0].append(t)
                positions[1].append(y)
                positions[2].append(x)
            }
        }
    }

    private(set) var text = Stream()
    private(set) var picture = Stream()
    /// On the first axis, of what is added next.
    private var start = 0
    private let scale: PositionScale

    /// - Parameter scale: of the places in pictures.
    init(scale: PositionScale) { self.scale = scale }

    /// - Parameters:
    ///   - text: padded
    ///   - tokens: of the grid's patches, and padding
    mutating func add(_ text: Tensor, _ tokens: Tensor, _ grid: PatchGrid, isReference: Bool) {
        add(text)
        let end = Float(start + text.shape[1] + 1)
        picture.add(tokens) { index in
            index < grid.count ? (end, scale.y(index / grid.columns), scale.x(index % grid.columns)) : (0, 0, 0)
        }
        start += text.shape[1] + 2
        if isReference { (self.text.clean, picture.clean) = (self.text.count, picture.count) }
    }

    /// A text that no picture belongs to.
    ///
    /// - Parameter length: without padding
    mutating func add(_ text: Tensor, length: Int) {
        add(text)
        start += length
    }

    private mutating func add(_ tokens: Tensor) {
        let start = start
        text.add(tokens) { (Float(start + 1 + $0), 0, 0) }
    }

    /// Which tokens of the picture's stream are free of noise.
    var pictureRuns: [NextDiTBlock.Run] { Self.runs([picture]) }
    /// Which of both streams, the picture's behind the text's.
    var runs: [NextDiTBlock.Run] { Self.runs([text, picture]) }

    private static func runs(_ streams: [Stream]) -> [NextDiTBlock.Run] {
        var (runs, start) = ([NextDiTBlock.Run](), 0)
        for stream in streams {
            let (middle, end) = (start + stream.clean, start + stream.count)
            runs += [.init(tokens: start..<middle, isClean: true), .init(tokens: middle..<end, isClean: false)]
            start = end
        }
        return runs
    }
}
