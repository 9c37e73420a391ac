import Formats
import Tensors
import TestSupport

@testable import Sampling

/// sampling/sampling.json: what ComfyUI's own code gives (see make_sampling.py beside it).
struct SamplingTable {
    let json: JSON

    init() throws { json = try JSON(parsing: Fixtures.bytes("sampling/sampling.json")) }

    func rows(_ key: String) -> [JSON] { json[key]?.array ?? [] }

    static func floats(_ json: JSON?) -> [Float] {
        (json?.array ?? []).map { Float(bitPattern: UInt32($0.int ?? 0)) }
    }

    static func seed(_ json: JSON) -> UInt64 { UInt64(json["seed"]?.string ?? "")! }
}

extension Float {
    /// How many floats lie between two of the same sign.
    func unitsInTheLastPlace(to other: Float) -> Int {
        abs(Int(Int32(bitPattern: bitPattern)) - Int(Int32(bitPattern: other.bitPattern)))
    }
}
