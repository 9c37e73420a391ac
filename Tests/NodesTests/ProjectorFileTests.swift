import Folders
import Formats
import Models
import System
import Tensors
import TestSupport
import Testing
import Workflow

@testable import Nodes

/// The file of a vision part beside that of a language model, as loaders find it by its name.
@Suite(.serialized) struct ProjectorFileTests {
    static let split = Result { try SplitQwen() }
    private static let stem = "Qwen2.5-VL-7B-Instruct"

    /// What a prompt with a picture becomes.
    private func encoded(_ file: String, _ environment: NodeEnvironment) throws -> Tensor {
        let inputs: ValueDictionary = ["clip_name": .string(file), "type": .string("qwen_image")]
        let clip = try CLIPLoaderGGUF(CLIPLoader(environment: environment)).run(inputs).values[0]
        let picture = Tensor((0..<48 * 64 * 3).map { Float($0 * 7919 % 997) / 996 }, shape: [1, 48, 64, 3])
        let value = try TextEncodeQwenImageEditPlus(environment: environment).run([
            "clip": clip, "prompt": .string("paint it red"), "image1": .tensor(picture),
        ]).values[0]
        return try Conditioning(value, "c").entries[0].hidden
    }

    private func expectError(_ parts: String..., body: () throws -> Tensor) {
        let error = #expect(throws: NodeError.self) { try body() }
        for part in parts { #expect(error?.message.contains(part) == true, "\(error?.message ?? "")") }
    }

    @Test func onTheDisk() throws {
        let split = try Self.split.get()
        let base = TemporaryFolder()
        let folder = "models/text_encoders/qwen"
        base.make("\(folder)/whole.safetensors", SafetensorsWriter.serialize(split.tensors))
        base.make("\(folder)/\(Self.stem)-Q4_K_M.gguf", SplitQwen.languageWriter.bytes(split.language))
        // of another model, and in another folder
        base.make("\(folder)/Qwen2.5-VL-3B-Instruct-mmproj-F16.gguf")
        base.make("models/text_encoders/\(Self.stem)-mmproj-F16.gguf")
        let environment = NodeEnvironment.test(base.folders)
        let name = "qwen/\(Self.stem)-Q4_K_M.gguf"
        expectError("\"mmproj\" and \"qwen2.5-vl-7b-instruct\"", "\(base.path)/\(folder)") {
            try encoded(name, environment)
        }

        // one that comes later is found
        let vision = SplitQwen.visionWriter.bytes(split.vision)
        base.make("\(folder)/\(Self.stem)-mmproj-F16.gguf", vision)
        let whole = try encoded("qwen/whole.safetensors", environment)
        #expect(relativeDifference(try encoded(name, environment), whole) < 1e-5)

        // of several the first is taken, which is told
        base.make("\(folder)/\(Self.stem)-mmproj-f32.gguf", vision)
        var warnings: [String] = []
        let fresh = NodeEnvironment.test(base.folders)
        let hidden = try Warnings.kept(&warnings) { try encoded(name, fresh) }
        #expect(relativeDifference(hidden, whole) < 1e-5)
        #expect(warnings.count == 1 && warnings[0].contains("\(Self.stem)-mmproj-F16.gguf is taken"), "\(warnings)")

        // and no other if that is none
        base.make("\(folder)/\(Self.stem)-mmproj-BF16.gguf", Array(vision.prefix(vision.count / 2)))
        expectError("\(Self.stem)-mmproj-BF16.gguf", "truncated") { try encoded(name, fresh) }
    }

    /// Files that come after the node are among its choices.
    @Test func choicesAreThoseOfNow() throws {
        let base = TemporaryFolder()
        let node = CLIPLoaderGGUF(CLIPLoader(environment: NodeEnvironment.test(base.folders)))
        func choices() -> [JSON] {
            guard case .combo(let choices)? = node.schema.inputs.first?.kind else { return [] }
            return choices
        }
        #expect(choices().isEmpty)
        base.make("models/text_encoders/a.gguf")
        #expect(choices() == ["a.gguf"])
    }

    @Test func inMemory() throws {
        let split = try Self.split.get()
        let base = TemporaryFolder()
        let environment = NodeEnvironment.test(base.folders)
        func register(_ bytes: [UInt8], as name: String) {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
            memory.copyBytes(from: bytes)
            let address = UInt(bitPattern: memory.baseAddress!)
            let file = MemoryFile(pointer: UnsafeRawPointer(memory.baseAddress!), size: bytes.count) {
                UnsafeMutableRawPointer(bitPattern: address)!.deallocate()
            }
            environment.folders.register(file, as: name, of: "text_encoders")
        }
        register(SplitQwen.languageWriter.bytes(split.language), as: "qwen/a-q8_0.gguf")
        expectError("qwen/a-q8_0.gguf", "\"mmproj\" and \"a\"") { try encoded("qwen/a-q8_0.gguf", environment) }
        register(SplitQwen.visionWriter.bytes(split.vision), as: "qwen/mmproj-a.gguf")
        #expect(try encoded("qwen/a-q8_0.gguf", environment).shape[2] == 64)
    }
}
