internal import CComfy

/// A struct of the header that starts with its size.
protocol HostStruct {
    var size: Int { get set }
    init()
    static var typeName: String { get }
    /// What its first version took; smaller ones do not exist.
    static var firstSize: Int { get }
}

extension comfy_client_options: HostStruct {
    static var typeName: String { "comfy_client_options" }
    static var firstSize: Int { 104 }
}

extension comfy_prompt_options: HostStruct {
    static var typeName: String { "comfy_prompt_options" }
    static var firstSize: Int { 64 }
}

extension comfy_model_file: HostStruct {
    static var typeName: String { "comfy_model_file" }
    static var firstSize: Int { 40 }
}

extension comfy_image: HostStruct {
    static var typeName: String { "comfy_image" }
    static var firstSize: Int { 88 }
}

extension comfy_event: HostStruct {
    static var typeName: String { "comfy_event" }
    static var firstSize: Int { 88 }
}

extension comfy_progress: HostStruct {
    static var typeName: String { "comfy_progress" }
    static var firstSize: Int { 64 }
}

extension comfy_node_functions: HostStruct {
    static var typeName: String { "comfy_node_functions" }
    static var firstSize: Int { 64 }
}

extension comfy_node_call_info: HostStruct {
    static var typeName: String { "comfy_node_call_info" }
    static var firstSize: Int { 56 }
}

extension comfy_node_result: HostStruct {
    static var typeName: String { "comfy_node_result" }
    static var firstSize: Int { 56 }
}

extension HostStruct {
    /// No version of any struct will ever be larger; a size beyond is garbage.
    private static var largest: Int { 4096 }

    /// The structs of an array, each as far from the next as the first one says it is large.
    static func read(_ start: UnsafePointer<Self>, count: Int) throws(Failure) -> [Self] {
        let step = try size(start)
        var structs: [Self] = []
        for index in 0..<count {
            let item = UnsafeRawPointer(start) + index * step
            structs.append(try read(item.assumingMemoryBound(to: Self.self)))
        }
        return structs
    }

    /// The size that a host's struct says it has, checked.
    fileprivate static func size(_ pointer: UnsafeRawPointer) throws(Failure) -> Int {
        let size = pointer.loadUnaligned(as: Int.self)
        // No version has a size that is no multiple of a pointer's: half a field would be read.
        guard size >= firstSize, size <= largest, size % MemoryLayout<Int>.alignment == 0 else {
            throw Failure(
                COMFY_STATUS_INVALID_STRUCT,
                "\(typeName).size is \(UInt(bitPattern: size)), expected \(MemoryLayout<Self>.size)")
        }
        return size
    }

    /// A copy of the host's struct. Fields that an older host does not have are zero; fields that this version does not
    /// have must be.
    static func read(_ pointer: UnsafePointer<Self>) throws(Failure) -> Self {
        let source = UnsafeRawPointer(pointer)
        let size = try size(source)
        let known = MemoryLayout<Self>.size
        for offset in stride(from: known, to: size, by: 1)
        where source.loadUnaligned(fromByteOffset: offset, as: UInt8.self) != 0 {
            throw Failure(
                COMFY_STATUS_UNSUPPORTED, "\(typeName): a field at offset \(offset), which this version lacks, is set")
        }
        var copy = Self()
        withUnsafeMutableBytes(of: &copy) { target in
            target.copyMemory(from: UnsafeRawBufferPointer(start: source, count: min(size, known)))
        }
        copy.size = known
        return copy
    }
}

/// The host's struct that is to be filled, its size checked before anything happens.
struct Destination<Struct: HostStruct> {
    private let pointer: UnsafeMutableRawPointer
    private let size: Int

    init(_ pointer: UnsafeMutablePointer<Struct>?, _ name: String) throws(Failure) {
        self.pointer = UnsafeMutableRawPointer(try required(pointer, name))
        size = try Struct.size(self.pointer)
    }

    /// Fills what the host's version has; fields that this version does not have become zero.
    func fill(_ value: Struct) {
        var value = value
        value.size = size
        let known = min(size, MemoryLayout<Struct>.size)
        withUnsafeBytes(of: value) { source in
            guard let start = source.baseAddress else { return }
            pointer.copyMemory(from: start, byteCount: known)
        }
        for offset in known..<size { pointer.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self) }
    }
}
