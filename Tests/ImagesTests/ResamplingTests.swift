import Formats
import System
import Tensors
import TestSupport
import Testing

@testable import Images

/// Against PyTorch's and Pillow's own results (Tests/Fixtures/images/make_resampling.py).
@Suite struct ResamplingTests {
    @Test func everyMethodGivesTheReferencesNumbers() throws {
        let file = try SafetensorsFile(path: Fixtures.path("images/resampling.safetensors"))
        var worst: [String: Float] = [:]
        for name in file.names where name.contains("/") {
            let parts = name.split(separator: "/")
            let method = try #require(ResamplingMethod(rawValue: String(parts[1])))
            let size = parts[2].split(separator: "x").compactMap { Int($0) }
            let expected = try file.tensor(name)
            let result = try Resampling.resize(
                file.tensor(String(parts[0])), width: size[0], height: size[1], method, cancellation: nil)
            #expect(result.shape == expected.shape, "\(name)")
            let difference = zip(result.floats, expected.floats).map { abs($0 - $1) }.max() ?? 0
            worst[method.rawValue] = max(worst[method.rawValue] ?? 0, difference)
            // Pillow's pixels are bytes: equal or wrong.
            #expect(difference <= (method == .lanczos || method == .nearestExact ? 0 : 1e-5), "\(name): \(difference)")
        }
        #expect(worst.count == 6)
        print("resampling, largest differences: \(worst)")
    }

    @Test func cancellationStops() {
        let cancellation = Cancellation()
        cancellation.cancel()
        for method in ResamplingMethod.allCases {
            #expect(throws: CancellationError.self) {
                _ = try Resampling.resize(
                    Tensor(zeros: [1, 8, 8, 3]), width: 16, height: 16, method, cancellation: cancellation)
            }
        }
    }

    @Test func cropsLikePythonRounds() {
        #expect(Resampling.centerCrop(width: 128, height: 128, toAspectOf: (96, 80)) == (0, 11))
        #expect(Resampling.centerCrop(width: 16, height: 16, toAspectOf: (32, 16)) == (0, 4))
        #expect(Resampling.centerCrop(width: 10, height: 5, toAspectOf: (2, 1)) == (0, 0))
        // 2.5 rounds to the even number
        #expect(Resampling.centerCrop(width: 10, height: 5, toAspectOf: (5, 5)) == (2, 0))
    }
}
