/// Porter and Duff's operators on colours that are premultiplied by alpha, in ComfyUI's names and order.
enum PorterDuff: String, CaseIterable {
    case add = "ADD"
    case clear = "CLEAR"
    case darken = "DARKEN"
    case destination = "DST"
    case destinationAtop = "DST_ATOP"
    case destinationIn = "DST_IN"
    case destinationOut = "DST_OUT"
    case destinationOver = "DST_OVER"
    case lighten = "LIGHTEN"
    case multiply = "MULTIPLY"
    case overlay = "OVERLAY"
    case screen = "SCREEN"
    case source = "SRC"
    case sourceAtop = "SRC_ATOP"
    case sourceIn = "SRC_IN"
    case sourceOut = "SRC_OUT"
    case sourceOver = "SRC_OVER"
    case xor = "XOR"

    /// The alpha of the result; s and d: the alphas of source and destination.
    func alpha(_ s: Float, _ d: Float) -> Float {
        switch self {
        case .add: min(max(s + d, 0), 1)
        case .clear: 0
        case .darken, .lighten, .overlay, .screen: s + d - s * d
        case .destination, .sourceAtop: d
        case .source, .destinationAtop: s
        case .destinationIn, .sourceIn, .multiply: s * d
        case .destinationOut: (1 - s) * d
        case .sourceOut: (1 - d) * s
        case .destinationOver: d + (1 - d) * s
        case .sourceOver: s + (1 - s) * d
        case .xor: (1 - d) * s + (1 - s) * d
        }
    }

    /// A colour of the result; x and y: that of source and destination.
    func color(_ x: Float, _ s: Float, _ y: Float, _ d: Float) -> Float {
        switch self {
        case .add: min(max(x + y, 0), 1)
        case .clear: 0
        case .darken: (1 - d) * x + (1 - s) * y + min(x, y)
        case .lighten: (1 - d) * x + (1 - s) * y + max(x, y)
        case .destination: y
        case .destinationAtop: s * y + (1 - d) * x
        case .destinationIn: y * s
        case .destinationOut: (1 - s) * y
        case .destinationOver: y + (1 - d) * x
        case .multiply: x * y
        case .overlay: 2 * y < d ? 2 * x * y : s * d - 2 * (d - x) * (s - y)
        case .screen: x + y - x * y
        case .source: x
        case .sourceAtop: d * x + (1 - s) * y
        case .sourceIn: x * d
        case .sourceOut: (1 - d) * x
        case .sourceOver: x + (1 - s) * y
        case .xor: (1 - d) * x + (1 - s) * y
        }
    }
}
