internal import Formats
internal import System
internal import Tensors
internal import Workflow

extension PixelImage: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(width)
        writer.write(height)
        writer.write(channels)
        let owner = Bytes(bytes)
        owner.bytes.withUnsafeBytes { writer.write(block: $0, owner: owner, isCopied: true) }
    }

    /// Keeps an array's elements where they are.
    private final class Bytes {
        let bytes: [UInt8]
        init(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    init(from reader: inout WireReader) throws {
        let (width, height, channels): (Int, Int, Int) = (try reader.read(), try reader.read(), try reader.read())
        let block = try reader.block()
        let (area, overflow) = width.multipliedReportingOverflow(by: height)
        let (count, beyond) = area.multipliedReportingOverflow(by: channels)
        guard width >= 0, height >= 0, channels >= 0, !overflow, !beyond, count == block.count else {
            throw WireError("an image with too few or too many pixels")
        }
        self.init(width: width, height: height, channels: channels, bytes: try block.copy())
    }
}

extension NodeError: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(type)
        writer.write(message)
        writer.write(traceback)
    }
    init(from reader: inout WireReader) throws {
        self.init(try reader.read(), try reader.read(), traceback: try reader.read())
    }
}

extension NodeInputs: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(values)
        writer.write(missing)
    }
    init(from reader: inout WireReader) throws { self.init(try reader.read(), missing: try reader.read()) }
}

extension Subgraph.Node: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(classType)
        writer.write(inputs)
        writer.write(displayNodeID)
    }
    init(from reader: inout WireReader) throws {
        self.init(try reader.read(), inputs: try reader.read(), displayNodeID: try reader.read())
    }
}

extension Subgraph: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(nodes) }
    init(from reader: inout WireReader) throws { self.init(try reader.read(OrderedDictionary<Node>.self)) }
}

extension NodeOutput: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(values)
        writer.write(ui)
        writer.write(images)
        writer.write(expansion)
        writer.write(blocker.map { Value.object($0) })
    }
    init(from reader: inout WireReader) throws {
        self.init(
            try reader.read(), ui: try reader.read(), images: try reader.read(), expansion: try reader.read())
        if case .object(let object)? = try reader.read(Value?.self) { blocker = object as? ExecutionBlocker }
    }
}

extension InputSchema: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(name)
        writer.write(section.rawValue)
        switch kind {
        case .named(let type):
            writer.write(true)
            writer.write(type)
        case .combo(let values):
            writer.write(false)
            writer.write(values)
        }
        writer.write(options)
    }
    init(from reader: inout WireReader) throws {
        let name: String = try reader.read()
        guard let section = Section(rawValue: try reader.read()) else {
            throw WireError("an input of an unknown section")
        }
        let kind: Kind = try reader.read(Bool.self) ? .named(reader.read()) : .combo(reader.read())
        self.init(name, kind, try reader.read(), section: section)
    }
}

extension OutputSchema: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(type)
        writer.write(name)
        writer.write(isList)
        writer.write(tooltip)
    }
    init(from reader: inout WireReader) throws {
        let (type, name): (String, String) = (try reader.read(), try reader.read())
        self.init(type, name: name, isList: try reader.read(), tooltip: try reader.read())
    }
}

extension NodeSchema: WireCodable {
    private static let flags: [any WritableKeyPath<NodeSchema, Bool> & Sendable] = [
        \.isOutputNode, \.isDeprecated, \.isExperimental, \.isNotIdempotent, \.inputIsList, \.isAsynchronous, \.isV3,
    ]

    func write(to writer: inout WireWriter) {
        for text in [name, displayName, category, description] { writer.write(text) }
        writer.write(inputs)
        writer.write(outputs)
        for flag in Self.flags { writer.write(self[keyPath: flag]) }
        writer.write(anyInput)
        writer.write(searchAliases)
    }

    init(from reader: inout WireReader) throws {
        let (name, displayName): (String, String) = (try reader.read(), try reader.read())
        let (category, description): (String, String) = (try reader.read(), try reader.read())
        self.init(
            name, displayName: displayName, category: category, inputs: try reader.read(), outputs: try reader.read())
        self.description = description
        for flag in Self.flags { self[keyPath: flag] = try reader.read() }
        anyInput = try reader.read()
        searchAliases = try reader.read()
    }
}

extension ProgressChange: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(nodeID)
        writer.write(displayNodeID)
        writer.write(parentNodeID)
        writer.write(realNodeID)
        writer.write(value)
        writer.write(max)
        writer.write(phase == .finished)
    }
    init(from reader: inout WireReader) throws {
        self.init(
            nodeID: try reader.read(), displayNodeID: try reader.read(), parentNodeID: try reader.read(),
            realNodeID: try reader.read(), value: try reader.read(), max: try reader.read(),
            phase: try reader.read(Bool.self) ? .finished : .running)
    }
}
