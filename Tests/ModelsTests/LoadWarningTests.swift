import Models
import System
import Tensors
import Testing

@Suite struct LoadWarningTests {
    final class Loaded: Sendable {}

    /// Makes nothing of a file, and tells it.
    struct TellingLoader: ModelLoader {
        static let kind = "nothing"
        var fails = false

        func load(_ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget) throws -> Loaded {
            Warnings.tell("tensor x is read by no part")
            if fails { throw ModelError(.unsupported, "no") }
            return Loaded()
        }

        static func parts(of model: Loaded) -> [ModelPart] { [] }
    }

    private static func heard(_ store: ModelStore, _ loader: TellingLoader = TellingLoader()) throws -> [String] {
        let compute = Compute(pool: ThreadPool(threads: 1))
        var messages: [String] = []
        _ = try Warnings.kept(&messages) { try store.model(loader, [], compute) }
        return messages
    }

    @Test func whoeverAsksForAModelHearsWhatItsLoaderTold() throws {
        let store = ModelStore()
        #expect(try Self.heard(store) == ["tensor x is read by no part"])
        #expect(try Self.heard(store) == ["tensor x is read by no part"])
    }

    @Test func aLoaderThatFailsIsHeardToo() {
        var messages: [String] = []
        #expect(throws: ModelError.self) {
            try Warnings.kept(&messages) {
                _ = try ModelStore().model(
                    TellingLoader(fails: true), [], Compute(pool: ThreadPool(threads: 1)))
            }
        }
        #expect(messages == ["tensor x is read by no part"])
    }
}
