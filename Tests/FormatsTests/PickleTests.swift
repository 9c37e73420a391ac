import Formats
import System
import Glibc
import Tensors
import TestSupport
import Testing

/// Model files that PyTorch pickled, made by PyTorch itself, and those that want something else than to be read.
@Suite struct PickleTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let file: [UInt8]
        let json: JSON
        var testDescription: String { name }

        static let all: [Case] = {
            let json = try! JSON(parsing: Fixtures.text("formats/pickles.json"))
            return json.array!.map { Case(name: $0["name"]!.string!, file: bytes(hex: $0["file"]!.string!), json: $0) }
        }()
        static let good = all.filter { $0.json["error"] == nil }
        static let bad = all.filter { $0.json["error"] != nil }

        func open() throws -> any WeightSource {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: 64)
            memory.copyBytes(from: file)
            return try ModelFile.open(memory: UnsafeRawBufferPointer(memory), name: name) { memory.deallocate() }
        }
    }

    @Test(arguments: Case.good) func whatPyTorchSaved(_ item: Case) throws {
        let file = try item.open()
        let tensors = try #require(item.json["tensors"]?.object)
        #expect(file.names.sorted() == tensors.keys.sorted())
        for (name, tensor) in tensors {
            let info = try #require(file.info(name))
            #expect(info.shape == tensor["shape"]?.array?.compactMap(\.int).map { Int($0) })
            #expect(info.format.name == tensor["dtype"]?.string)
            #expect(
                try file.weight(name).expanded().floats
                    == tensor["values"]?.array?.compactMap(\.number).map { Float($0) }
            )
        }
        let texts = try #require(item.json["texts"]?.object)
        #expect(file.metadata == texts.reduce(into: [:]) { $0[$1.0] = $1.1.string })
    }

    @Test(arguments: Case.bad) func refused(_ item: Case) throws {
        let error = #expect(throws: FormatError.self) { try item.open() }
        let part = try #require(item.json["error"]?.string)
        #expect(error?.message.hasPrefix("\(item.name): ") == true)
        #expect(part.isEmpty || error?.message.contains(part) == true, "\(error?.message ?? "")")
        // what the hostile ones would have left behind
        #expect(access("/tmp/comfy-was-here", F_OK) != 0)
    }

    /// Any piece of a file that is read is refused, in time.
    @Test func truncated() throws {
        for item in Case.good where item.file.count < 4000 {
            for length in stride(from: 1, to: item.file.count - 64, by: 13) {
                let piece = Case(name: item.name, file: Array(item.file.prefix(length)), json: item.json)
                #expect(throws: FormatError.self) { try piece.open() }
            }
        }
    }
}
