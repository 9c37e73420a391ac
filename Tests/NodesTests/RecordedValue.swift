import Formats
import System
import Tensors
import Workflow

@testable import SyntheticModels

/// Values of Fixtures/nodes/bounds.json and recorded.json: see record_reference.py beside them.
enum RecordedValue {
    // MARK: Inputs

    static func input(_ json: JSON) -> Value {
        switch json {
        case .object(let members):
            if let name = json["object"]?.string { return RecordedObjects.object(name, json) }
            if json["shape"] != nil { return .tensor(tensor(json)) }
            var dictionary = ValueDictionary()
            for (key, member) in members { dictionary[key] = input(member) }
            return .dictionary(dictionary)
        case .array(let items): return .list(items.map(input))
        default: return Value(json)
        }
    }

    private static func shape(_ json: JSON) -> [Int]? { json["shape"]?.array?.compactMap(\.int) }

    private static func tensor(_ json: JSON) -> Tensor {
        let shape = shape(json) ?? []
        let count = shape.reduce(1, *)
        if let fill = json["fill"] { return Tensor(repeating: Float(number(fill)), shape) }
        if let period = json["counted"]?.int {
            return Tensor((0..<count).map { Float($0 % period) / 64 }, shape: shape)
        }
        if let seed = json["seed"]?.int {
            return noise(shape, seed: UInt64(seed), low: json["low"]?.number ?? 0, high: json["high"]?.number ?? 1)
        }
        return Tensor((json["values"]?.array ?? []).map { Float(number($0)) }, shape: shape)
    }

    static func noise(_ shape: [Int], seed: UInt64, low: Double, high: Double) -> Tensor {
        let values = (0..<shape.reduce(1, *)).map { index -> Float in
            // counted from the seed itself, where make_checkpoint.py counts from the one after it
            let random = SyntheticTensor.mixed(seed, UInt64(index) &- 1)
            return Float(low + (high - low) * (Double(random >> 40) / Double(1 << 24)))
        }
        return Tensor(values, shape: shape)
    }

    private static func number(_ json: JSON) -> Double { json.number ?? Double(json["number"]?.string ?? "") ?? .nan }

    // MARK: Results

    /// Whether there is a tensor of nothing in it, or what is no number: that may be refused as well.
    static func isUseless(_ expected: JSON) -> Bool {
        switch expected {
        case .array(let items): items.contains(where: isUseless)
        case .object(let members):
            shape(expected)?.contains(0) == true || expected["number"]?.string == "nan"
                || members.contains { isUseless($0.value) }
        default: false
        }
    }

    /// How a result differs from what is expected; nil where it does not.
    static func difference(_ value: Value?, _ expected: JSON, tolerance: Double, at place: String = "") -> String? {
        if expected["opaque"] != nil { return nil }
        guard let value else { return "\(place) is missing" }
        if let number = expected["number"]?.string {
            guard let float = value.float, float.isNaN ? number == "nan" : float == Double(number) else {
                return "\(place) is \(value), not \(number)"
            }
            return nil
        }
        if let shape = shape(expected) {
            guard let tensor = value.tensor else { return "\(place) is no tensor: \(value)" }
            guard tensor.shape == shape else { return "\(place) has shape \(tensor.shape), not \(shape)" }
            return difference(tensor, expected, tolerance).map { "\(place): \($0)" }
        }
        switch expected {
        case .array(let items):
            guard let list = value.list, list.count == items.count else { return "\(place) has other items: \(value)" }
            for (index, pair) in zip(list, items).enumerated() {
                if let found = difference(pair.0, pair.1, tolerance: tolerance, at: "\(place)[\(index)]") {
                    return found
                }
            }
        case .object(let members):
            let own = RecordedObjects.facts(value)
            let keys = own.map { Set($0.keys) } ?? []
            guard keys == Set(members.keys) else { return "\(place) has keys \(keys), not \(members.keys)" }
            for (key, member) in members {
                if let found = difference(own?[key], member, tolerance: tolerance, at: "\(place).\(key)") {
                    return found
                }
            }
        case .double(let number):
            guard let float = value.float, abs(float - number) <= tolerance * max(1, abs(number)) else {
                return "\(place) is \(value), not \(number)"
            }
        default:
            guard value.json == expected || value.float.map({ $0 == expected.number }) == true else {
                return "\(place) is \(value), not \(expected)"
            }
        }
        return nil
    }

    private static func difference(_ tensor: Tensor, _ expected: JSON, _ tolerance: Double) -> String? {
        let values = tensor.floats
        func differs(_ a: Double, _ b: Double) -> Bool {
            if a.isNaN || b.isNaN { return a.isNaN != b.isNaN }
            return a != b && !(abs(a - b) <= tolerance * max(1, abs(b)))
        }
        guard let samples = expected["samples"]?.array else {
            let wanted = Self.tensor(expected).floats
            return zip(values, wanted).enumerated().first { differs(Double($1.0), Double($1.1)) }.map {
                "element \($0) is \($1.0), not \($1.1)"
            }
        }
        let stretch = values.count / samples.count
        for (index, sample) in samples.enumerated() {
            let place = index * values.count / samples.count + index * 7 % stretch
            if differs(Double(values[place]), number(sample)) {
                return "element \(place) is \(values[place]), not \(number(sample))"
            }
        }
        for (key, sum) in [
            ("mean", values.reduce(0) { $0 + Double($1) }), ("size", values.reduce(0) { $0 + Double(abs($1)) }),
        ] {
            let (own, wanted) = (sum / Double(values.count), expected[key].map(number) ?? .nan)
            if differs(own, wanted) { return "the \(key) is \(own), not \(wanted)" }
        }
        return nil
    }
}
