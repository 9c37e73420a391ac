internal import Tensors

/// How a latent is cut into square patches, which are the tokens of a transformer.
struct PatchGrid {
    /// Of the numbers of a patch.
    enum Order {
        /// (channel, row, column)
        case channelsFirst
        /// (row, column, channel)
        case channelsLast
    }

    /// Places along a side of a patch.
    let size: Int
    /// Of the latent.
    let height: Int
    let width: Int
    /// In patches; those at the lower and right edges may reach beyond the latent.
    let rows: Int
    let columns: Int

    var count: Int { rows * columns }

    /// x: [..., H, W]
    init(of x: Tensor, size: Int) {
        (self.size, height, width) = (size, x.shape[x.rank - 2], x.shape[x.rank - 1])
        (rows, columns) = ((height + size - 1) / size, (width + size - 1) / size)
    }

    /// Beyond the edges lies what is at the opposite ones. x: [B, C, H, W] -> [B, rows * columns, C * size * size]
    func tokens(_ x: Tensor, _ order: Order) throws(OutOfMemoryError) -> Tensor {
        let (batch, channels) = (x.shape[0], x.shape[1])
        precondition(x.rank == 4 && x.shape[2] == height && x.shape[3] == width)
        var result = try Tensor(allocating: [batch, count, channels * size * size])
        result.withMutableFloats { target in
            x.withFloats { source in
                forEachPlace(batch: batch, channels: channels, order) { item, channel, y, x, place in
                    target[place] = source[((item * channels + channel) * height + y % height) * width + x % width]
                }
            }
        }
        return result
    }

    /// tokens: [B, rows * columns, C * size * size] -> [B, C, H, W]
    func picture(_ tokens: Tensor, _ order: Order) throws(OutOfMemoryError) -> Tensor {
        let (batch, channels) = (tokens.shape[0], tokens.shape[2] / (size * size))
        precondition(tokens.shape == [batch, count, channels * size * size])
        var result = try Tensor(allocating: [batch, channels, height, width])
        result.withMutableFloats { target in
            tokens.withFloats { source in
                forEachPlace(batch: batch, channels: channels, order) { item, channel, y, x, place in
                    guard y < height, x < width else { return }
                    target[((item * channels + channel) * height + y) * width + x] = source[place]
                }
            }
        }
        return result
    }

    /// Each number of the tokens in their order: whose it is, and its index.
    private func forEachPlace(
        batch: Int, channels: Int, _ order: Order, _ body: (Int, Int, Int, Int, Int) -> Void
    ) {
        var place = 0
        for item in 0..<batch {
            for row in 0..<rows {
                for column in 0..<columns {
                    switch order {
                    case .channelsFirst:
                        for channel in 0..<channels {
                            for y in 0..<size {
                                for x in 0..<size {
                                    body(item, channel, row * size + y, column * size + x, place)
                                    place += 1
                                }
                            }
                        }
                    case .channelsLast:
                        for y in 0..<size {
                            for x in 0..<size {
                                for channel in 0..<channels {
                                    body(item, channel, row * size + y, column * size + x, place)
                                    place += 1
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
