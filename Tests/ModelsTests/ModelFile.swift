import Formats
import Glibc
import Models
import TestSupport
import Tensors

/// A model file's tensors to be changed and read again, in memory.
struct ModelFile {
    var tensors: [String: Tensor] = [:]

    init(_ tensors: [String: Tensor] = [:]) { self.tensors = tensors }

    /// Those of a tiny checkpoint below `prefix`, without it.
    init(tinyBelow prefix: String, of kind: SyntheticCheckpoint.Kind = .tiny) {
        let file = try! SafetensorsFile(path: SyntheticCheckpoint.path(kind))
        for name in file.names where name.hasPrefix(prefix) {
            tensors[String(name.dropFirst(prefix.count))] = try! file.tensor(name)
        }
    }

    /// The same tensors under other names; those for which there is none are left out.
    func renamed(_ rename: (String) -> String?) -> ModelFile {
        var result = ModelFile()
        for (name, tensor) in tensors {
            if let name = rename(name) { result.tensors[name] = tensor }
        }
        return result
    }

    func behind(_ prefix: String) -> ModelFile { renamed { prefix + $0 } }

    static func + (a: ModelFile, b: ModelFile) -> ModelFile { ModelFile(a.tensors.merging(b.tensors) { $1 }) }

    func file(_ name: String = "model.safetensors") -> SafetensorsFile {
        let types: [DType: String] = [
            .f32: "F32", .f16: "F16", .bf16: "BF16", .f8e4m3: "F8_E4M3", .f64: "F64", .i64: "I64",
        ]
        var header: [String] = []
        var size = 0
        let sorted = tensors.sorted { $0.key < $1.key }
        for (name, tensor) in sorted {
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            header.append(
                "\"\(name)\":{\"dtype\":\"\(types[tensor.dtype]!)\",\"shape\":[\(shape)],\"data_offsets\":[\(size),\(size + tensor.byteCount)]}"
            )
            size += tensor.byteCount
        }
        var head = Array("{\(header.joined(separator: ","))}".utf8)
        while head.count % 8 != 0 { head.append(UInt8(ascii: " ")) }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 + head.count + size, alignment: 64)
        memory.storeBytes(of: UInt64(head.count).littleEndian, as: UInt64.self)
        var at = 8
        func append(_ bytes: UnsafeRawBufferPointer) {
            if bytes.count > 0 {
                (memory.baseAddress! + at).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
            }
            at += bytes.count
        }
        head.withUnsafeBytes(append)
        for (_, tensor) in sorted { tensor.withUnsafeBytes(append) }
        let address = UInt(bitPattern: memory.baseAddress!)
        return try! SafetensorsFile(
            memory: UnsafeRawBufferPointer(memory), name: name,
            release: { UnsafeMutableRawPointer(bitPattern: address)!.deallocate() })
    }
}

/// A thread that runs a closure.
struct BackgroundThread {
    private let thread: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    init(_ run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(Body(run)).toOpaque()
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { body in
                Unmanaged<Body>.fromOpaque(body!).takeRetainedValue().run()
                return nil
            }, body)
        self.thread = thread
    }

    func join() { pthread_join(thread, nil) }
}

/// Seconds on a clock that only goes forward.
func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
