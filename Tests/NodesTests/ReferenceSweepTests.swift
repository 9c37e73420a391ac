import Glibc
import TestSupport
import Testing

@testable import Nodes

/// Any of the reference's workflows, on its model files: for whoever has all of both. COMFY_REFERENCE is the reference's
/// folder, COMFY_REFERENCE_MODELS one with the files that make_checkpoint.py writes, COMFY_REFERENCE_WORKFLOWS the names,
/// with commas between.
@Suite(.serialized, .enabled(if: Sweep.root != nil)) struct ReferenceSweepTests {
    @Test(arguments: Sweep.names) func matchesTheReference(_ name: String) throws {
        let folder = try #require(Sweep.variable("COMFY_REFERENCE_MODELS"))
        let report = try Parity.compare(name, on: [], root: try #require(Sweep.root), folder: folder)
        for (key, difference) in report.latents.sorted(by: { $0.key < $1.key }) {
            print("sweep \(name)/\(key): \(difference)")
            #expect(difference < 1e-3, "\(name)/\(key): \(difference)")
        }
        for (key, difference) in report.pictures {
            print("sweep \(name)/\(key): \(difference)")
            #expect(difference.share <= 1e-3 && difference.most <= 3, "\(name)/\(key): \(difference)")
        }
        if report.latents.isEmpty && report.pictures.isEmpty { print("sweep \(name): nothing to compare") }
    }
}

private enum Sweep {
    static let root = variable("COMFY_REFERENCE")
    static let names = (variable("COMFY_REFERENCE_WORKFLOWS") ?? "").split(separator: ",").map(String.init)

    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
