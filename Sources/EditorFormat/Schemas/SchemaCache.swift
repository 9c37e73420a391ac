package import Formats
internal import System

/// A class's entry in ComfyUI's `object_info`; nil if there is no such class.
package typealias SchemaLookup = (_ className: String) -> JSONObject?

/// The classes that a file uses, each looked up once.
final class SchemaCache {
    private let lookUp: SchemaLookup
    private var schemas: [ExactString: ClassSchema?] = [:]

    init(_ lookUp: @escaping SchemaLookup) { self.lookUp = lookUp }

    subscript(name: String) -> ClassSchema? {
        if let schema = schemas[ExactString(name)] { return schema }
        let schema = lookUp(name).map { ClassSchema(name, objectInfo: $0) }
        schemas[ExactString(name)] = .some(schema)
        return schema
    }
}
