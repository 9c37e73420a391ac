import Testing
import Workflow

@testable import Nodes

/// How sizes follow from one another.
@Suite struct SizeRuleTests {
    @Test func aSideOfZeroFollows() throws {
        let size = try #require(try WantedSize(width: 0, height: 48, from: (128, 96), atLeast: 1))
        #expect(size.width == 64 && size.height == 48)
        let thin = try #require(try WantedSize(width: 1, height: 0, from: (1000, 1), atLeast: 1))
        #expect(thin.width == 1 && thin.height == 1)
        #expect(try WantedSize(width: 0, height: 0, from: (128, 96), atLeast: 1) == nil)
    }

    /// The least side counts before the other follows from it, as in LatentUpscale.
    @Test func theLeastSideCountsFirst() throws {
        let size = try #require(try WantedSize(width: 0, height: 32, from: (16, 8), atLeast: 64))
        #expect(size.width == 128 && size.height == 64)
        let both = try #require(try WantedSize(width: 8, height: 200, from: (16, 8), atLeast: 64))
        #expect(both.width == 64 && both.height == 200)
    }

    @Test func aSideGivesTheOther() throws {
        // 37.5 rounds to the even number
        #expect(try ScaledSize.longer(50, from: (96, 72)) == (50, 38))
        #expect(try ScaledSize.longer(50, from: (72, 96)) == (38, 50))
        #expect(try ScaledSize.shorter(36, from: (96, 72)) == (48, 36))
        #expect(try ScaledSize.shorter(7, from: (5, 5)) == (7, 7))
        #expect(throws: NodeError.self) { try ScaledSize.shorter(1 << 62, from: (1 << 40, 1)) }
    }

    @Test func multiplesAreCovered() throws {
        let wide = try #require(ScaledSize.covering(multiple: 32, from: (100, 72)))
        #expect(wide.kept == (96, 64) && wide.scaled == (96, 70))
        let high = try #require(ScaledSize.covering(multiple: 32, from: (72, 100)))
        #expect(high.kept == (64, 96) && high.scaled == (70, 96))
        for stays in [(64, 32), (31, 100)] { #expect(ScaledSize.covering(multiple: 32, from: stays) == nil) }
        #expect(ScaledSize.covering(multiple: 1, from: (5, 7)) == nil)
    }
}
