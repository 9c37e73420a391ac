internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A chart of a LOSS_MAP, the dictionary that training gives: `loss` is a list of numbers.
struct LossGraphNode: Node {
    private static let (width, height, margin) = (800, 480, 40)
    private static let mostValues = 1 << 20
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "LossGraphNode", displayName: "Plot Loss Graph", category: "training",
            inputs: [
                .socket("loss", "LOSS_MAP"),
                .string("filename_prefix", default: "loss_graph", extra: ["multiline": false]),
            ] + InputSchema.metadata,
            outputs: [], aliases: ["training chart", "training visualization", "plot loss"],
            "Shows how the error of a training went down."
        ).with {
            $0.isOutputNode = true
            $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        guard let list = inputs["loss"]?.dictionary?["loss"]?.list else { throw inputs.wrong("loss", "a LOSS_MAP") }
        let losses = list.compactMap { $0.float ?? $0.int.map(Double.init) }
        guard losses.count == list.count, losses.allSatisfy(\.isFinite), losses.count <= Self.mostValues else {
            throw NodeError("TypeError", "the losses are not finite numbers")
        }
        guard let low = losses.min(), let high = losses.max() else {
            throw NodeError("ValueError", "min() arg is an empty sequence")
        }
        guard low < high else {
            throw NodeError("ZeroDivisionError", "all losses are \(low), of which there is no chart")
        }
        let image = PixelConversion.values(try Self.chart(losses, low, high).image, channels: 3)
        return .finished(
            try PictureSaver(environment: environment, folder: .temp, compression: 1)
                .stillPreview(image, inputs, context))
    }

    private static func chart(_ losses: [Double], _ low: Double, _ high: Double) throws -> Canvas {
        let (white, black, blue): (Canvas.Color, Canvas.Color, Canvas.Color) = (
            (255, 255, 255, 255), (0, 0, 0, 255), (0, 0, 255, 255)
        )
        var canvas = Canvas(width: width + margin, height: height + margin, white)
        func point(_ index: Int) -> (x: Int, y: Int) {
            let share = (losses[index] - low) / (high - low)
            return (
                margin + Int(Double(index) / Double(losses.count) * Double(width)), height - Int(share * Double(height))
            )
        }
        for index in losses.indices.dropFirst() {
            canvas.line(from: point(index - 1), to: point(index), width: 2, blue)
        }
        canvas.line(from: (margin, 0), to: (margin, height), width: 2, black)
        canvas.line(from: (margin, height), to: (width + margin, height), width: 2, black)
        canvas.text("Loss", x: 5, y: height / 2, black)
        canvas.text("Steps", x: width / 2, y: height + 10, black)
        for (value, y) in [(high, 0), (low, height - 10)] {
            let text = try PythonFormat(format: "{:.2f}").expand([.float(value)], [:])
            canvas.text(text, x: margin - 30, y: y, black)
        }
        return canvas
    }
}
