internal import Formats
internal import Glibc
internal import System
internal import Workflow

/// Small nodes of ComfyUI's newer releases, which its official templates use.
enum NewerUtilities {
    static let all: [any Node] = [MathExpression(), numberConvert, resolution, seed, box, jsonText]

    private static let numberConvert = FunctionNode(
        .v3(
            "ComfyNumberConvert", displayName: "Number Convert", category: "utilities",
            inputs: [.socket("value", "INT,FLOAT,STRING,BOOLEAN")],
            outputs: [OutputSchema("FLOAT"), OutputSchema("INT")],
            aliases: [
                "int to float", "float to int", "number convert", "int2float", "float2int", "cast", "parse number",
                "string to number", "bool to int",
            ], "A number, a text or yes and no as a float and as an integer.")
    ) { inputs in
        var value = inputs["value"] ?? .null
        var whole: Int128?
        if let text = value.string {
            let trimmed = PythonString(text).stripped()
            guard !trimmed.isEmpty else { throw NodeError("ValueError", "Cannot convert empty string to number.") }
            guard let number = try? PythonConversion.float(.string(trimmed)) else {
                throw NodeError(
                    "ValueError", "Cannot convert string to number: \(PythonText.representation(.string(text)))")
            }
            if case .int(let exact)? = try? PythonConversion.int(.string(trimmed)) { whole = exact }
            value = .float(number)
        }
        guard let number = value.float ?? value.bool.map({ $0 ? 1 : 0 }) else {
            throw NodeError("TypeError", "Unsupported input type: \(value.pythonType)")
        }
        guard number.isFinite else {
            throw NodeError("ValueError", "Cannot convert non-finite value to number: \(PythonText.repr(number))")
        }
        guard let integer = whole ?? PythonOperator.integer(value) ?? Int128(exactly: number.rounded(.towardZero))
        else {
            throw NodeError("OverflowError", "the result has more than 128 bits")
        }
        return [.float(number), .int(integer)]
    }

    private static let ratios: [(name: String, width: Int, height: Int)] = [
        ("1:1 (Square)", 1, 1), ("3:2 (Photo)", 3, 2), ("4:3 (Standard)", 4, 3), ("16:9 (Widescreen)", 16, 9),
        ("21:9 (Ultrawide)", 21, 9), ("2:3 (Portrait Photo)", 2, 3), ("3:4 (Portrait Standard)", 3, 4),
        ("9:16 (Portrait Widescreen)", 9, 16),
    ]

    private static let resolution = FunctionNode(
        .v3(
            "ResolutionSelector", displayName: "Resolution Selector", category: "utilities",
            inputs: [
                .combo("aspect_ratio", ratios.map(\.name), default: ratios[0].name),
                .float("megapixels", default: 1, min: 0.1, max: 16, step: 0.1),
                // workflows of earlier releases lack these two
                InputSchema.int("multiple", default: 8, min: 8, max: 128, step: 4, extra: ["advanced": true]).optional,
                InputSchema.int("minimum", default: 256, min: 32, max: 4096, step: 32, extra: ["advanced": true])
                    .optional,
            ], outputs: [OutputSchema("INT", name: "width"), OutputSchema("INT", name: "height")],
            "A width and a height of given proportions and with about so many megapixels.")
    ) { inputs in
        let name = try inputs.string("aspect_ratio")
        guard let ratio = ratios.first(where: { $0.name == name }) else {
            throw NodeError("ValueError", "aspect_ratio cannot be '\(name)'")
        }
        let megapixels = try inputs.float("megapixels")
        guard megapixels > 0, megapixels <= 1024 else {
            throw NodeError("ValueError", "megapixels must be in 0...1024, not \(megapixels)")
        }
        let multiple = inputs["multiple"] == nil ? 8 : try inputs.int("multiple")
        let scale = (megapixels * 1024 * 1024 / Double(ratio.width * ratio.height)).squareRoot()
        func side(_ part: Int) throws -> Int {
            try Rounding.integer(Double(part) * scale / Double(multiple)) * multiple
        }
        var (width, height) = (try side(ratio.width), try side(ratio.height))
        if let minimum = inputs["minimum"] == nil ? nil : try inputs.int("minimum"), min(width, height) < minimum {
            // the smallest exact multiple of the proportions whose sides are multiples too
            func step(_ part: Int) -> Int { multiple / divisor(part, multiple) }
            let (a, b) = (step(ratio.width), step(ratio.height))
            let stride = a * b / divisor(a, b)
            let least = max(
                (Double(minimum) / Double(ratio.width)).rounded(.up),
                (Double(minimum) / Double(ratio.height)).rounded(.up))
            let factor = Int((least / Double(stride)).rounded(.up)) * stride
            (width, height) = (ratio.width * factor, ratio.height * factor)
        }
        return [.int(Int128(width)), .int(Int128(height))]
    }

    private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }

    private static let seed = FunctionNode(
        .v3(
            "SeedNode", displayName: "Seed", category: "utilities",
            inputs: [.int("seed", min: 0, max: Int128(Int.max), extra: ["control_after_generate": "fixed"])],
            outputs: [OutputSchema("INT", name: "seed")], aliases: ["seed", "random"], "A seed for several nodes.")
    ) { inputs in [.int(Int128(try inputs.seed("seed")))] }

    private static let box = FunctionNode(
        .v3(
            "PrimitiveBoundingBox", displayName: "Bounding Box", category: "utilities/primitive",
            inputs: [
                .int("x", default: 0, min: 0, max: maximumResolution),
                .int("y", default: 0, min: 0, max: maximumResolution),
                .int("width", default: 512, min: 1, max: maximumResolution),
                .int("height", default: 512, min: 1, max: maximumResolution),
            ], outputs: [OutputSchema("BOUNDING_BOX")], "A rectangle in a picture.")
    ) { inputs in
        var box: ValueDictionary = [:]
        for name in ["x", "y", "width", "height"] { box[name] = .int(Int128(try inputs.int(name))) }
        return [.dictionary(box)]
    }

    private static let jsonText = FunctionNode(
        .v3(
            "JsonExtractString", displayName: "Extract Text from JSON", category: "text",
            inputs: [
                .string("json_string", extra: ["multiline": true]), .string("key", extra: ["multiline": false]),
            ], outputs: [OutputSchema("STRING")],
            aliases: ["json", "extract json", "parse json", "json value", "read json"],
            "What the first JSON object in a text has under a key; nothing if there is none.")
    ) { inputs in
        let text = Array(try inputs.string("json_string").utf8)
        let key = try inputs.string("key")
        guard let object = JSONObjectFinder.first(in: text) else { return [.string("")] }
        guard let value = object[key], value != .null else { return [.string("")] }
        return [.string(PythonText.str(value))]
    }
}
