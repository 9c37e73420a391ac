internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Boxes that the editor's page has had drawn: as pixels, as elements of a layout, and as a picture. Of ComfyUI's newer
/// releases.
struct CreateBoundingBoxes: Node {
    private static let most = 1 << 12

    var schema: NodeSchema {
        NodeSchema.v3(
            "CreateBoundingBoxes", displayName: "Create Bounding Boxes", category: "utilities",
            inputs: [
                .socket("background", "IMAGE", section: .optional),
                .socket("bboxes", "BOUNDING_BOX,ARRAY,STRING", section: .optional),
                .int("width", default: 1024, min: 64, max: maximumResolution, step: 16),
                .int("height", default: 1024, min: 64, max: maximumResolution, step: 16),
                // hosts without the page have nothing drawn
                .socket("editor_state", "BOUNDING_BOXES", section: .optional),
                .socket("last_incoming", "BOUNDING_BOXES", section: .optional),
            ],
            outputs: [
                OutputSchema("IMAGE", name: "preview"), OutputSchema("BOUNDING_BOX", name: "bboxes"),
                OutputSchema("ARRAY", name: "elements"),
            ], "Boxes with descriptions on a canvas, for models that take layouts."
        ).with {
            $0.isOutputNode = true; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let canvas = (width: try inputs.int("width"), height: try inputs.int("height"))
        let given = try GivenBoxes.boxes(try inputs.plain("bboxes"), canvas: canvas)
        // what was drawn since stays until what is given changes
        let last = try inputs.plain("last_incoming")
        let isNew = !given.isEmpty && !PythonComparison.equal(.array(given), last)
        let drawn = try inputs.plain("editor_state").array ?? []
        let source = isNew ? given : drawn.filter { $0.object != nil }
        guard source.count <= Self.most else {
            throw NodeError("ValueError", "\(source.count) boxes; at most \(Self.most) are drawn")
        }
        let boxes = try source.map { try LayoutBox($0, canvas: canvas) }
        let background = inputs["background"]?.tensor == nil ? nil : try inputs.image("background")
        let picture = try BoundingBoxPicture.draw(
            boxes, canvas: canvas, background: background, context.cancellation)
        let frame = try boxes.map { try $0.pixels(canvas) }
        var ui: JSONObject = ["dims": [.int(Int128(canvas.width)), .int(Int128(canvas.height))]]
        if !given.isEmpty { ui["input_bboxes"] = .array(given) }
        return .finished(
            NodeOutput(
                [
                    .tensor(picture), .list(frame.isEmpty ? [] : [.list(frame)]),
                    .list(try boxes.map { try $0.element() }),
                ], ui: ui))
    }
}

extension NodeInputs {
    /// A value as JSON; null where nothing is given.
    func plain(_ name: String) throws(NodeError) -> JSON {
        guard let value = self[name] else { return .null }
        guard let json = value.json else { throw wrong(name, "plain values") }
        return json
    }
}
