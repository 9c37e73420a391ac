internal import SyntheticModels
internal import Tensors

/// The operations of a denoising transformer of one item, block by block.
struct TransformerShapes {
    private(set) var list = OperationList()
    let width: Int
    let headWidth: Int

    private var heads: Int { width / headWidth }

    init(width: Int, headWidth: Int = 128) { (self.width, self.headWidth) = (width, headWidth) }

    private mutating func linear(_ m: Int, _ k: Int, _ n: Int) { list.add(.linear(m: m, k: k, n: n)) }

    /// Queries and keys of a stream, normed and turned, and its values, out of rows of so many channels.
    private mutating func factors(_ rows: Int, of all: Int) {
        for _ in 0..<2 { list.add(.heads(tokens: rows, of: all, heads: heads, headWidth: headWidth)) }
        list.add(.plainHeads(tokens: rows, of: all, heads: heads, headWidth: headWidth))
    }

    private mutating func attention(_ rows: Int) {
        list.add(.attention(batch: 1, queries: rows, keys: rows, heads: heads, headWidth: headWidth))
    }

    private mutating func modulatedNorm(_ rows: Int) {
        list.add(.modulatedNorm(items: 1, rows: rows, channels: width))
    }

    /// Layers before and behind all blocks: those of the picture, of the text, and of the time.
    mutating func ends(picture: Int, patch: Int, text: Int, context: Int, vectors: [[Int]]) {
        linear(picture, patch, width)
        linear(text, context, width)
        for widths in vectors { for (k, n) in zip(widths, widths.dropFirst()) { linear(1, k, n) } }
        modulatedNorm(picture)
        linear(picture, width, patch)
    }

    /// Behind an attention of a stream: its projection, and a feed-forward part.
    private mutating func finish(_ rows: Int, inner: Int, gated: Bool) {
        linear(rows, width, width)
        modulatedNorm(rows)
        linear(rows, width, gated ? 2 * inner : inner)
        if gated { list.add(.gatedHalves(rows: rows, channels: inner, .silu)) }
        linear(rows, inner, width)
    }

    /// Flux's double block.
    ///
    /// - Parameter gated: Flux.2's, whose modulations are made once for all blocks.
    mutating func fluxDouble(text: Int, picture: Int, gated: Bool) {
        for rows in [picture, text] {
            if !gated { linear(1, width, 6 * width) }
            modulatedNorm(rows)
            linear(rows, width, 3 * width)
            factors(rows, of: 3 * width)
            finish(rows, inner: (gated ? 3 : 4) * width, gated: gated)
        }
        attention(text + picture)
    }

    /// Flux's single block.
    mutating func fluxSingle(_ rows: Int, gated: Bool) {
        let inner = (gated ? 3 : 4) * width, before = gated ? 2 * inner : inner
        if !gated { linear(1, width, 3 * width) }
        modulatedNorm(rows)
        linear(rows, width, 3 * width + before)
        factors(rows, of: 3 * width + before)
        attention(rows)
        list.add(
            gated
                ? .gatedBeside(rows: rows, of: 3 * width + before, channels: inner, beside: width)
                : .activatedBeside(rows: rows, of: 3 * width + before, channels: inner, beside: width))
        linear(rows, width + inner, width)
    }

    /// Z-Image's block.
    ///
    /// - Parameter time: width of the vector that modulates it; nil: nothing does.
    mutating func zImage(_ rows: Int, inner: Int, time: Int?) {
        if let time { linear(1, time, 4 * width) }
        for _ in 0..<2 {
            if time == nil {
                list.add(.rmsNorm(rows: rows, channels: width))
                list.add(.add(count: rows * width))
            } else {
                modulatedNorm(rows)
                list.add(.gatedSum(items: 1, rows: rows, channels: width))
            }
            list.add(.rmsNorm(rows: rows, channels: width))
        }
        linear(rows, width, 3 * width)
        factors(rows, of: 3 * width)
        attention(rows)
        linear(rows, width, width)
        for _ in 0..<2 { linear(rows, width, inner) }
        list.add(.product(count: rows * inner, .silu))
        linear(rows, inner, width)
    }

    /// Stable Diffusion 3.5's block.
    ///
    /// - Parameters:
    ///   - dual: the picture attends to itself too
    ///   - last: nothing of the text is wanted behind it
    mutating func mmdit(text: Int, picture: Int, dual: Bool, last: Bool) {
        for rows in [text, picture] {
            let ends = last && rows == text, isDual = dual && rows == picture
            linear(1, width, (ends ? 2 : isDual ? 9 : 6) * width)
            for _ in 0..<(isDual ? 2 : 1) {
                modulatedNorm(rows)
                linear(rows, width, 3 * width)
                factors(rows, of: 3 * width)
            }
            if isDual {
                attention(rows)
                linear(rows, width, width)
            }
            if !ends { finish(rows, inner: 4 * width, gated: false) }
        }
        attention(text + picture)
    }

    /// Qwen-Image's block.
    mutating func qwenImage(text: Int, picture: Int) {
        for rows in [picture, text] {
            linear(1, width, 6 * width)
            modulatedNorm(rows)
            for _ in 0..<3 { linear(rows, width, width) }
            factors(rows, of: width)
            finish(rows, inner: 4 * width, gated: false)
        }
        attention(text + picture)
    }
}
