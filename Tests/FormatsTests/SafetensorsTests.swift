import Formats
import Glibc
import System
import Tensors
import TestSupport
import Testing

@Suite struct SafetensorsTests {
    @Test func readsWhatTheReferenceWrote() throws {
        let file = try SafetensorsFile(path: Fixtures.path("reference/goldens/internals.safetensors"))
        let sigmas = try file.tensor("sd1.sigmas").floats
        #expect(sigmas.count == 1000)
        #expect(sigmas[999] == 14.614641)
        #expect(file.info("sd1.unet.x")?.shape == [2, 4, 16, 16])
    }

    @Test func roundTrip() throws {
        let path = "/tmp/libcomfy-test-\(UInt64.random(in: 0...UInt64.max)).safetensors"
        let tensors = [
            "b": Tensor([1, 2, 3], shape: [3]), "a": Tensor([4], shape: []), "e": Tensor(zeros: [0, 2], dtype: .f16),
        ]
        #expect(try SafetensorsWriter.write(tensors, metadata: ["prompt": "x"], to: path))
        #expect(try SafetensorsWriter.write(tensors, to: path, overwriting: false) == false)
        defer { unlink(path) }
        let file = try SafetensorsFile(path: path)
        #expect(file.names == ["a", "b", "e"])
        #expect(try file.tensor("b").floats == [1, 2, 3])
        #expect(try file.tensor("a").shape == [])
        #expect(file.metadata == ["prompt": "x"])
    }

    /// The file holds every type as a matrix, a scalar and an empty tensor: Fixtures/formats/make_safetensors.py.
    @Test func writesWhatTheFormatsOwnImplementationWrites() throws {
        let path = Fixtures.path("formats/every_dtype.safetensors")
        let file = try SafetensorsFile(path: path)
        #expect(file.names.count == 45)
        var tensors: [String: Tensor] = [:]
        for name in file.names { tensors[name] = try file.tensor(name) }
        for dtype in DType.allCases { #expect(tensors.values.count { $0.dtype == dtype } == 3) }
        var metadata = JSONObject()
        for (key, value) in file.metadata { metadata[key] = .string(value) }
        #expect(metadata == ["prompt": "{\"a\": \"é\n\"}"])
        #expect(
            SafetensorsWriter.serialize(tensors, metadata: metadata)
                == Fixtures.bytes("formats/every_dtype.safetensors"))
        #expect(file.info("a_scalar.F16")?.shape == [])
        #expect(file.info("c_empty.BOOL")?.shape == [0, 4])
        #expect(throws: FormatError(.malformed, "\(path): no tensor x")) { try file.tensor("x") }
    }

    /// Where the header's length is no multiple of a type's size, tensors are copied, not read at odd addresses.
    @Test(arguments: 0..<9) func unalignedDataIsReadable(_ padding: Int) throws {
        let header =
            #"{"h":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#
        let bytes = Self.file(
            header + String(repeating: " ", count: padding), data: [1, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])
        let tensor = try Self.open(bytes).tensor("x")
        #expect(tensor.floats == [1, 2])
        tensor.withFloats { #expect(UInt(bitPattern: $0.baseAddress) % 4 == 0) }
    }

    @Test func flippedBitsAreReadOrRejected() throws {
        let bytes = Fixtures.bytes("formats/every_dtype.safetensors")
        let headerEnd = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        for index in 0..<headerEnd {
            var flipped = bytes
            flipped[index] ^= 1 << (index % 7)
            guard let file = try? Self.open(flipped) else { continue }
            for name in file.names {
                let tensor = try file.tensor(name)
                #expect(tensor.byteCount == file.info(name)?.byteCount)
                tensor.withUnsafeBytes { for byte in $0 where byte > 0x3f { Issue.record("data from elsewhere") } }
            }
        }
    }

    @Test func aFileTruncatedLaterIsAnError() throws {
        let path = "/tmp/libcomfy-test-\(UInt64.random(in: 0...UInt64.max)).safetensors"
        try AtomicFile.write(Fixtures.bytes("formats/every_dtype.safetensors"), to: path)
        defer { unlink(path) }
        let file = try SafetensorsFile(path: path)
        _ = try file.tensor("b_matrix.BOOL")
        #expect(truncate(path, 3000) == 0)
        #expect(throws: FormatError(.io, "\(path): the file was truncated after it was opened")) {
            try file.tensor("b_matrix.BOOL")
        }
    }

    @Test func doneTensorsAreStillReadable() throws {
        let path = "/tmp/libcomfy-test-\(UInt64.random(in: 0...UInt64.max)).safetensors"
        try SafetensorsWriter.write(["x": Tensor(repeating: 3, [100_000])], to: path)
        defer { unlink(path) }
        let file = try SafetensorsFile(path: path)
        let weight = try file.weight("x")
        // each reading gives the file's pages back
        for _ in 0..<2 { #expect(try weight.expanded().floats.allSatisfy { $0 == 3 }) }
    }

    @Test func errorsNameTheFile() throws {
        let path = Fixtures.path("reference/input/ref128.png")
        do {
            _ = try SafetensorsFile(path: path)
            Issue.record("read a PNG")
        } catch {
            #expect(error.message.hasPrefix("\(path): not a safetensors file"))
        }
    }

    @Test func everyTruncationIsAnError() throws {
        let bytes = Fixtures.bytes("reference/goldens/txt2img_latent.safetensors")
        for count in 0..<bytes.count {
            #expect(throws: FormatError.self) { try Self.open(Array(bytes[..<count])) }
        }
        _ = try Self.open(bytes)
    }

    @Test(arguments: [
        (
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            4
        ),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8),
        (
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            8
        ),
        (#"{"a":{"dtype":"F32","shape":[4611686018427387904,8],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[0,4611686018427387904,8],"data_offsets":[0,0]}}"#, 0),
        (#"{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4), (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, 4), (#"{"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}"#, 4),
        (
            #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#,
            3
        ),
        (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}} x"#, 1),
        (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}"#, 1),
        (#"{"__metadata__":{"a":1}}"#, 0), (#"{"__metadata__":[]}"#, 0), (#"{"a":[]}"#, 0), ("[]", 0), ("", 0),
    ])
    func rejects(_ header: String, _ dataCount: Int) {
        let bytes = Self.file(header, data: [UInt8](repeating: 0, count: dataCount))
        #expect(throws: FormatError.self) { try Self.open(bytes) }
    }

    /// As the format's own implementation (safetensors 0.8) reads them.
    @Test func readsWhatIsOfNoUse() throws {
        #expect(try Self.open(Self.file(#"{"__metadata__":null}"#, data: [])).metadata.isEmpty)
        #expect(try Self.open(Self.file(#"{"__metadata__":{"a":"b","a":"c"}}"#, data: [])).metadata == ["a": "c"])
        for (type, count) in [("C64", 16), ("F8_E8M0", 2), ("F4", 1), ("F8_E4M3FNUZ", 2)] {
            let header = """
                {"a":{"dtype":"\(type)","shape":[2],"data_offsets":[0,\(count)]},\
                "b":{"dtype":"U8","shape":[1],"data_offsets":[\(count),\(count + 1)]}}
                """
            let file = try Self.open(Self.file(header, data: [UInt8](repeating: 7, count: count + 1)))
            #expect(file.info("a") == WeightInfo(shape: [2], format: .opaque(type), byteCount: count))
            #expect { try file.tensor("a") } throws: { "\($0)".contains("tensor a is stored as \(type)") }
            #expect(try file.tensor("b").shape == [1])
        }
    }

    /// A real header has some thousands of tensors; this one would take seconds and gigabytes.
    @Test func refusesHeadersOfMillionsOfTensors() {
        let tensors = (0..<100_000).map { #""\#($0)":{"dtype":"U8","shape":[1],"data_offsets":[\#($0),\#($0 + 1)]}"# }
        let bytes = Self.file("{\(tensors.joined(separator: ","))}", data: [UInt8](repeating: 0, count: 100_000))
        #expect { try Self.open(bytes) } throws: { "\($0)".contains("more than 524288 values") }
    }

    @Test(arguments: ["/", "/dev/null", "/no/such/file", "/dev/zero"])
    func rejectsWhatIsNoFile(_ path: String) {
        #expect(throws: FormatError.self) { try SafetensorsFile(path: path) }
    }

    @Test func aPipeDoesNotBlock() {
        let path = "/tmp/libcomfy-test-\(UInt64.random(in: 0...UInt64.max)).fifo"
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        #expect(throws: FormatError(.io, "\(path): not a regular file")) { try SafetensorsFile(path: path) }
    }

    @Test(arguments: [UInt64.max, 1 << 63, 100_000_001, 9])
    func rejectsHeaderLengths(_ length: UInt64) {
        let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array("{}      ".utf8)
        #expect(throws: FormatError.self) { try Self.open(bytes) }
    }

    @Test func anEmptyFileIsAnError() throws {
        let path = "/tmp/libcomfy-test-\(UInt64.random(in: 0...UInt64.max))"
        try AtomicFile.write([UInt8](), to: path)
        defer { unlink(path) }
        #expect(throws: FormatError(.malformed, "\(path): the file is empty")) { try SafetensorsFile(path: path) }
    }

    @Test func releasesHostMemoryOnce() throws {
        let bytes = Fixtures.bytes("reference/goldens/txt2img_latent.safetensors")
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
        memory.copyBytes(from: bytes)
        let counter = Counter()
        do {
            let file = try SafetensorsFile(memory: UnsafeRawBufferPointer(memory), name: "host") { counter.value += 1 }
            let tensor = try file.tensor(file.names[0])
            #expect(tensor.count > 0 && counter.value == 0)
        }
        #expect(counter.value == 1)
        memory[9] = 0
        #expect(throws: FormatError.self) {
            try SafetensorsFile(memory: UnsafeRawBufferPointer(memory), name: "host") { counter.value += 1 }
        }
        #expect(counter.value == 2)
        memory.deallocate()
    }

    private final class Counter { var value = 0 }

    private static func file(_ header: String, data: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8) + data
    }

    /// A file in memory that the library frees.
    private static func open(_ bytes: [UInt8]) throws -> SafetensorsFile {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
        memory.copyBytes(from: bytes)
        return try SafetensorsFile(memory: UnsafeRawBufferPointer(memory), name: "test") { memory.deallocate() }
    }
}
