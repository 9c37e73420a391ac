internal import Formats
internal import Workflow

/// A schema of a host's: what is taken is written, and taken again as the same.
func fuzzNodeSchema(_ bytes: [UInt8]) {
    guard let info = (try? JSON(parsing: bytes, limits: JSON.Limits(bytes: 1 << 20)))?.object,
        let schema = try? NodeSchema(objectInfo: info)
    else { return }
    let written = schema.objectInfo
    guard let object = written.object, let again = try? NodeSchema(objectInfo: object) else {
        fatalError("cannot read what was written: \(written.serialized())")
    }
    precondition(again.objectInfo.serialized() == written.serialized())
    for input in schema.inputs { precondition(input.integers.lowerBound <= input.integers.upperBound) }
}
