internal import System
internal import Tensors

/// Writes plain values and tensors as `torch.save` does: a zip archive of stored entries, with a pickle of the protocol 2
/// (https://pytorch.org/docs/stable/notes/serialization.html; CPython's Lib/pickletools.py).
package enum TorchArchiveWriter {
    /// - Throws: `tooLarge` from 4 GiB on, `unsupported` for a type that PyTorch has no storage of.
    package static func serialize(_ item: PickledItem) throws(FormatError) -> [UInt8] {
        var pickle = PickleWriter()
        try pickle.write(item)
        var archive = ZipWriter()
        try archive.add("archive/data.pkl", pickle.finished)
        try archive.add("archive/byteorder", Array("little".utf8))
        for (key, tensor) in pickle.tensors.enumerated() {
            try archive.add("archive/data/\(key)", tensor.withUnsafeBytes { Array($0) })
        }
        try archive.add("archive/version", Array("3\n".utf8))
        return archive.finished()
    }
}

/// The opcodes.
private struct PickleWriter {
    private var bytes: [UInt8] = [0x80, 2]
    /// In the order of their keys.
    private(set) var tensors: [Tensor] = []

    /// With the end.
    var finished: [UInt8] { bytes + [UInt8(ascii: ".")] }

    mutating func write(_ item: PickledItem) throws(FormatError) {
        switch item {
        case .none: put("N")
        case .bool(let value): bytes.append(value ? 0x88 : 0x89)
        case .int(let value): write(value)
        case .float(let value):
            put("G")
            number(value.bitPattern.bigEndian)
        case .string(let text): write(text)
        case .tensor(let tensor): try write(tensor)
        case .list(let items):
            put("](")
            for item in items { try write(item) }
            put("e")
        case .dictionary(let members):
            put("}(")
            for (key, value) in members {
                write(key)
                try write(value)
            }
            put("u")
        }
    }

    private mutating func put(_ opcodes: String) { bytes += opcodes.utf8 }

    private mutating func number<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }

    private mutating func write(_ value: Int) {
        if let small = Int32(exactly: value) {
            put("J")
            number(small)
        } else {
            bytes += [0x8a, 8]
            number(value)
        }
    }

    private mutating func write(_ text: String) {
        put("X")
        number(UInt32(text.utf8.count))
        bytes += text.utf8
    }

    private mutating func global(_ module: String, _ name: String) { put("c\(module)\n\(name)\n") }

    private mutating func tuple(_ sizes: [Int]) {
        put("(")
        for size in sizes { write(size) }
        put("t")
    }

    /// A call that puts it together, with its storage named by a key.
    private mutating func write(_ tensor: Tensor) throws(FormatError) {
        guard let name = PickleGlobal.storageName(of: tensor.dtype) else {
            throw FormatError(.unsupported, "PyTorch has no storage of \(tensor.dtype)")
        }
        global("torch._utils", "_rebuild_tensor_v2")
        put("((")
        write("storage")
        global("torch", name)
        write(String(tensors.count))
        write("cpu")
        write(tensor.count)
        put("tQ")
        write(0)
        tuple(tensor.shape)
        var strides = [Int](repeating: 1, count: tensor.rank)
        for axis in strides.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * max(tensor.shape[axis + 1], 1)
        }
        tuple(strides)
        bytes.append(0x89)
        global("collections", "OrderedDict")
        put(")RtR")
        tensors.append(tensor)
    }
}

/// Stored entries.
private struct ZipWriter {
    private var file: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ contents: [UInt8]) throws(FormatError) {
        guard file.count + contents.count < Int(UInt32.max) - 1 << 20, count < Int(UInt16.max) else {
            throw FormatError(.tooLarge, "more than 4 GiB, or 65534 tensors, in one file")
        }
        // version 2.0, no flags, stored, the first day that the format has
        var facts: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]
        facts += Self.bytes(CRC32.of(contents))
        for _ in 0..<2 { facts += Self.bytes(UInt32(contents.count)) }
        facts += Self.bytes(UInt16(name.utf8.count))
        directory += [0x50, 0x4b, 1, 2, 20, 0]
        directory += facts
        directory += [UInt8](repeating: 0, count: 12)
        directory += Self.bytes(UInt32(file.count))
        directory += Array(name.utf8)
        // what tensors are of begins at a multiple of 64, as PyTorch has it for its mapped files
        let padding = (64 - (file.count + 30 + name.utf8.count + 4) % 64) % 64
        file += [0x50, 0x4b, 3, 4]
        file += facts
        file += Self.bytes(UInt16(padding + 4))
        file += Array(name.utf8)
        file += Array("FB".utf8)
        file += Self.bytes(UInt16(padding))
        file += [UInt8](repeating: UInt8(ascii: "Z"), count: padding)
        file += contents
        count += 1
    }

    /// The whole, with its directory.
    func finished() -> [UInt8] {
        var result = file
        result += directory
        result += [0x50, 0x4b, 5, 6, 0, 0, 0, 0]
        for _ in 0..<2 { result += Self.bytes(UInt16(count)) }
        result += Self.bytes(UInt32(directory.count))
        result += Self.bytes(UInt32(file.count))
        return result + [0, 0]
    }

    private static func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
