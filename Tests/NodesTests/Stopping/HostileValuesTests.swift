import Formats
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// What a host or a model may bring instead of numbers ends no process: every class takes it, or refuses it.
@Suite struct HostileValuesTests {
    private static let nodes: [any Node] = BuiltinNodes.all(
        Parity.environment(TemporaryFolder(), models: ModelStore(), kinds: [], threads: 1))

    @Test(arguments: [.nan, .infinity, -.infinity, -1e30, 1e30] as [Float]) func everyClass(_ value: Float) throws {
        var tried = 0
        for node in Self.nodes {
            let schema = node.schema
            guard let inputs = LargeInputs(-1, Self.nodes, filling: value).inputs(schema) else { continue }
            tried += 1
            _ = try? Refusal.noticing { try node.execute(inputs, TestContext()) }
        }
        #expect(tried > 250)
    }
}
