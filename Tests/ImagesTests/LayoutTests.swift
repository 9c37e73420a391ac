import Images
import Tensors
import Testing

@Suite struct LayoutTests {
    /// [1, 2, 3, 2]: the pixels 0 to 5, each with itself and ten times itself.
    private let picture = Tensor((0..<6).flatMap { [Float($0), Float($0 * 10)] }, shape: [1, 2, 3, 2])

    @Test func turnsChannelsAndBack() {
        let planar = Layout.nchw(picture)
        #expect(planar.shape == [1, 2, 2, 3])
        #expect(planar.floats == [0, 1, 2, 3, 4, 5, 0, 10, 20, 30, 40, 50])
        #expect(Layout.nhwc(planar).floats == picture.floats)
        #expect(picture.channel(1).floats == [0, 10, 20, 30, 40, 50])
    }

    @Test func cropsRowsAndColumns() {
        let part = Layout.cropped(picture, y: 1..<2, x: 1..<3)
        #expect(part.shape == [1, 1, 2, 2])
        #expect(part.floats == [4, 40, 5, 50])
    }

    @Test func channelsAreLeftOutOrOpaque() {
        #expect(Layout.matchingChannels(picture, 1).floats == [0, 1, 2, 3, 4, 5])
        #expect(Layout.matchingChannels(picture, 3).floats.prefix(6) == [0, 0, 1, 1, 10, 1])
        #expect(Layout.addingOnes(picture).floats == Layout.matchingChannels(picture, 3).floats)
    }

    @Test func batchesAreCycledOrCut() {
        let items = Tensor([1, 2, 3], shape: [3, 1])
        #expect(Layout.repeated(items, toBatch: 7).floats == [1, 2, 3, 1, 2, 3, 1])
        #expect(Layout.repeated(items, toBatch: 2).floats == [1, 2])
    }

    @Test func partsAndJoins() {
        let rows = [Layout.part(picture, axis: 1, 0..<1), Layout.part(picture, axis: 1, 1..<2)]
        #expect(rows[1].floats == [3, 30, 4, 40, 5, 50])
        #expect(Layout.joined(rows, axis: 1, shape: [1, 2, 3, 2]).floats == picture.floats)
        let columns = Layout.joined([rows[0], rows[1]], axis: 2, shape: [1, 1, 6, 2])
        #expect(columns.floats == picture.floats)
        let framed = Layout.centered(rows[0], in: [1, 2, 4, 2], background: 9)
        #expect(framed.floats == [0, 0, 1, 10, 2, 20, 9, 9] + [Float](repeating: 9, count: 8))
    }

    @Test func turnsAndMirrors() {
        let x = Tensor([1, 2, 3, 4, 5, 6], shape: [1, 2, 3, 1])
        #expect(Rotation.quarter.apply(x).shape == [1, 3, 2, 1])
        #expect(Rotation.quarter.apply(x).floats == [4, 1, 5, 2, 6, 3])
        #expect(Rotation.half.apply(x).floats == [6, 5, 4, 3, 2, 1])
        #expect(Rotation.threeQuarters.apply(x).floats == [3, 6, 2, 5, 1, 4])
        #expect(Flip.vertical.apply(x).floats == [4, 5, 6, 1, 2, 3])
        #expect(Flip.horizontal.apply(x).floats == [3, 2, 1, 6, 5, 4])
    }
}
