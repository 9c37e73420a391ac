internal import Formats
internal import System
internal import Workflow

/// A box on a canvas with what it is to hold, as ComfyUI's CreateBoundingBoxes has it. Places are shares of the canvas.
struct LayoutBox {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
    var isText: Bool
    var text: JSON
    var description: JSON
    /// Colours such as "#FF8000".
    var palette: [String]

    private static let limit = 1e9

    /// - Parameter box: `{x, y, width, height}` in pixels, and `metadata` with the rest.
    init(_ box: JSON, canvas: (width: Int, height: Int)) throws(NodeError) {
        func share(_ name: String, of side: Int) throws(NodeError) -> Double {
            try Self.number(box[name] ?? 0, name) / Double(max(side, 1))
        }
        x = try share("x", of: canvas.width)
        y = try share("y", of: canvas.height)
        width = try share("width", of: canvas.width)
        height = try share("height", of: canvas.height)
        let rest = box["metadata"]
        isText = rest?["type"] == "text"
        text = rest?["text"] ?? ""
        description = rest?["desc"] ?? ""
        let colors = rest?["palette"]?.array ?? rest?["palette"]?.object.map { $0.map(\.value) } ?? []
        palette = colors.compactMap(\.string).filter { !$0.isEmpty }
    }

    static func number(_ json: JSON, _ name: String) throws(NodeError) -> Double {
        guard let number = json.number ?? json.bool.map({ $0 ? 1 : 0 }), abs(number) <= limit else {
            throw NodeError("TypeError", "a box's \(name) is no number, or too large: \(PythonText.str(json))")
        }
        return number
    }

    /// `{x, y, width, height}` in pixels, sides positive.
    func pixels(_ canvas: (width: Int, height: Int)) throws(NodeError) -> Value {
        func span(_ start: Double, _ length: Double, _ side: Int) throws(NodeError) -> (Int, Int) {
            let start = length < 0 ? start + length : start
            return (
                try Rounding.integer(start * Double(side)), try Rounding.integer(abs(length) * Double(side))
            )
        }
        let across = try span(x, width, canvas.width)
        let down = try span(y, height, canvas.height)
        return .dictionary([
            "x": .int(Int128(across.0)), "y": .int(Int128(down.0)), "width": .int(Int128(across.1)),
            "height": .int(Int128(down.1)),
        ])
    }

    /// As models that were taught layouts read it: top, left, bottom, right on a grid of 1000.
    func element() throws(NodeError) -> Value {
        func grid(_ value: Double) throws(NodeError) -> Int { try min(max(Rounding.integer(value * 1000), 0), 1000) }
        let rows = [try grid(y), try grid(y + height)].sorted()
        let columns = [try grid(x), try grid(x + width)].sorted()
        var element: ValueDictionary = [
            "type": .string(isText ? "text" : "obj"),
            "bbox": .list([rows[0], columns[0], rows[1], columns[1]].map { .int(Int128($0)) }),
        ]
        if isText { element["text"] = Value(text) }
        element["desc"] = Value(description)
        if !palette.isEmpty { element["color_palette"] = .list(palette.prefix(5).map { .string($0.uppercased()) }) }
        return .dictionary(element)
    }
}

/// What may be given as boxes: `{x, y, width, height}` in pixels, elements with a `bbox`, lists of either, a list with a
/// list of boxes, or any of these as the text of JSON.
enum GivenBoxes {
    /// Boxes in pixels.
    static func boxes(_ given: JSON, canvas: (width: Int, height: Int)) throws(NodeError) -> [JSON] {
        switch given {
        case .null: return []
        case .string(let text):
            guard !PythonString(Substring(text)).stripped().isEmpty else { return [] }
            let json: JSON
            do { json = try JSON(parsing: text) } catch {
                throw NodeError("ValueError", "bboxes string input is not valid JSON: \(error)")
            }
            if case .string = json { throw wrong(json) }
            return try boxes(json, canvas: canvas)
        case .object: return try boxes(.array([given]), canvas: canvas)
        case .array(let list):
            guard let first = list.first else { return [] }
            if case .array(let frame) = first { return frame.compactMap(plain) }
            if isElement(first) {
                var boxes: [JSON] = []
                for element in list where element.object != nil { boxes.append(try box(element, canvas)) }
                return boxes
            }
            guard ["x", "y", "width", "height"].allSatisfy({ first[$0] != nil }) else { throw wrong(first) }
            return list.compactMap(plain)
        default: throw wrong(given)
        }
    }

    private static func wrong(_ json: JSON) -> NodeError {
        NodeError(
            "ValueError",
            "boxes have x, y, width and height, or a bbox; this is none: \(PythonText.str(json).prefix(80))")
    }

    private static func isElement(_ json: JSON) -> Bool { json["bbox"]?.array?.count == 4 }

    private static func plain(_ json: JSON) -> JSON? {
        guard json.object != nil else { return nil }
        var box: JSONObject = [:]
        for name in ["x", "y", "width", "height"] { box[name] = json[name] ?? 0 }
        if let rest = json["metadata"], rest.object != nil { box["metadata"] = rest }
        return .object(box)
    }

    /// An element's box: top, left, bottom and right of a thousand.
    private static func box(_ element: JSON, _ canvas: (width: Int, height: Int)) throws(NodeError) -> JSON {
        guard let sides = element["bbox"]?.array, sides.count == 4 else { throw wrong(element) }
        var shares: [Double] = []
        for side in sides { shares.append(try LayoutBox.number(side, "bbox") / 1000) }
        func pixels(_ a: Double, _ b: Double, _ side: Int) throws(NodeError) -> (JSON, JSON) {
            let start = try Rounding.integer(min(a, b) * Double(side))
            return (.int(Int128(start)), .int(Int128(try Rounding.integer(abs(b - a) * Double(side)))))
        }
        let (y, height) = try pixels(shares[0], shares[2], canvas.height)
        let (x, width) = try pixels(shares[1], shares[3], canvas.width)
        let isText = element["type"] == "text"
        return [
            "x": x, "y": y, "width": width, "height": height,
            "metadata": [
                "type": isText ? "text" : "obj", "text": isText ? element["text"] ?? "" : "",
                "desc": element["desc"] ?? "", "palette": element["color_palette"] ?? [],
            ],
        ]
    }
}
