internal import CNodeSchemas
package import Formats
internal import System

/// The schemas of ComfyUI's own node classes, also of those that this library does not run.
package enum KnownSchemas {
    /// Each class's entry, as text.
    private static let lines: [ExactString: ArraySlice<UInt8>] = {
        let stream = UnsafeRawBufferPointer(start: node_schemas, count: Int(NODE_SCHEMAS_SIZE))
        // all prompts have it from then on, also where the one that is first is cancelled
        var unpacked: [UInt8]?
        Cancellation.whileNoneIsCurrent {
            unpacked = try? Deflate.unpack(stream, limit: Int(NODE_SCHEMAS_TEXT_SIZE))
        }
        guard let text = unpacked else { preconditionFailure("the table of node schemas is damaged") }
        var lines: [ExactString: ArraySlice<UInt8>] = [:]
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let name = line.prefix { $0 != UInt8(ascii: "\t") }
            lines[ExactString(String(decoding: name, as: UTF8.self))] = line.dropFirst(name.count + 1)
        }
        precondition(lines.count == NODE_SCHEMAS_COUNT)
        return lines
    }()

    package static var names: [String] { lines.keys.map(\.text) }

    package static func contains(_ name: String) -> Bool { lines[ExactString(name)] != nil }

    /// A class's entry in ComfyUI's `object_info`, without what says nothing.
    package static subscript(name: String) -> JSONObject? {
        lines[ExactString(name)].flatMap { try? JSON(parsing: Array($0)).object }
    }
}
