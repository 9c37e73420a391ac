package import Formats
package import System
package import Tensors

/// An object of the engine that passes between nodes untouched: a model, a text encoder, a VAE.
package protocol EngineObject: AnyObject, Sendable {
    /// What errors call it.
    var className: String { get }
}

extension EngineObject {
    package var className: String { "\(type(of: self))" }
}

/// What flows along a workflow's links: a tree of plain values, tensors and engine objects.
package enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int128)
    case float(Double)
    case string(String)
    /// IMAGE [B, H, W, C] f32 in 0...1, MASK [B, H, W] f32, a latent's samples [B, C, H, W] f32.
    case tensor(Tensor)
    case list([Value])
    case dictionary(ValueDictionary)
    case object(any EngineObject)
}

package typealias ValueDictionary = OrderedDictionary<Value>

extension Value {
    /// A JSON document as a value.
    package init(_ json: JSON) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .largeInt: self = .float(json.number ?? .nan)
        case .double(let value): self = .float(value)
        case .string(let value): self = .string(value)
        case .array(let values): self = .list(values.map { Value($0) })
        case .object(let members):
            var dictionary = ValueDictionary(capacity: members.count)
            for (key, value) in members { dictionary[key] = Value(value) }
            self = .dictionary(dictionary)
        }
    }

    /// A plain value as a JSON document; nil where something in it is none.
    package var json: JSON? {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .float(let value): return .double(value)
        case .string(let value): return .string(value)
        case .list(let values):
            var array: [JSON] = []
            for value in values {
                guard let json = value.json else { return nil }
                array.append(json)
            }
            return .array(array)
        case .dictionary(let members):
            var object = JSONObject(capacity: members.count)
            for (key, value) in members {
                guard let json = value.json else { return nil }
                object[key] = json
            }
            return .object(object)
        case .tensor, .object: return nil
        }
    }

    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var int: Int? { if case .int(let value) = self { Int(exactly: value) } else { nil } }
    package var tensor: Tensor? { if case .tensor(let value) = self { value } else { nil } }
    package var list: [Value]? { if case .list(let value) = self { value } else { nil } }
    package var dictionary: ValueDictionary? { if case .dictionary(let value) = self { value } else { nil } }
    package var float: Double? {
        switch self {
        case .int(let value): Double(value)
        case .float(let value): value
        default: nil
        }
    }
}
