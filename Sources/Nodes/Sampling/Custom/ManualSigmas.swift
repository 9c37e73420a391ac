internal import Formats
internal import System
internal import Workflow

struct ManualSigmas: Node {
    var schema: NodeSchema {
        NodeSchema.sigmas(
            "ManualSigmas", category: "_for_testing/custom_sampling",
            [.string("sigmas", default: "1, 0.5", extra: ["multiline": false])],
            aliases: ["custom noise schedule", "define sigmas"],
            "Noise levels as written, whatever stands between them."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.sigmas(try Self.numbers(in: try inputs.string("sigmas"))))
    }

    /// What a sign (or none), digits, points and digits make: the reference's pattern `[-+]?\d*\.*\d+`.
    private static func numbers(in text: String) throws(NodeError) -> [Float] {
        let bytes = Array(text.utf8)
        func end(_ start: Int, where matches: (UInt8) -> Bool) -> Int {
            bytes[start...].firstIndex { !matches($0) } ?? bytes.count
        }
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        var numbers: [Float] = []
        var at = 0
        while at < bytes.count {
            let isSign = bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+")
            let digits = end(isSign ? at + 1 : at, where: isDigit)
            let points = end(digits, where: { $0 == UInt8(ascii: ".") })
            let fraction = end(points, where: isDigit)
            let last = fraction > points ? fraction : digits
            guard last > (isSign ? at + 1 : at) else {
                at += 1
                continue
            }
            let number = String(decoding: bytes[at..<last], as: UTF8.self)
            guard let value = Double(number) else {
                throw NodeError("ValueError", "could not convert string to float: '\(number)'")
            }
            numbers.append(Float(value))
            at = last
        }
        return numbers
    }
}
