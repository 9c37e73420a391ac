internal import Formats
internal import Glibc
internal import System

/// What becomes of a PrimitiveNode's value in the widget that it is wired to.
enum PrimitiveValue {
    /// Rounded to the widget's step, and within its bounds.
    static func value(_ value: JSON, for input: InputSpec) -> JSON {
        switch input.type {
        case "INT": whole(value, input.options)
        case "FLOAT": fraction(value, input.options)
        default: value
        }
    }

    private static func whole(_ value: JSON, _ options: JSONObject) -> JSON {
        guard let number = value.number else { return value }
        let given = options["step"]?.number ?? 1
        let step = given == 0 ? 1 : given
        let shift = step == 1 ? 0 : fmod(options["min"]?.number ?? 0, step)
        let rounded = round((number - shift) / step) * step + shift
        if let most = options["max"], let bound = most.number, rounded > bound { return most }
        if let least = options["min"], let bound = least.number, rounded < bound { return least }
        // Whole numbers keep all their bits
        if case .int = value, step == 1 { return value }
        return WidgetText.number(.double(rounded))
    }

    private static func fraction(_ value: JSON, _ options: JSONObject) -> JSON {
        guard let number = value.number, number.isFinite else { return value }
        let step = options["step"]?.number ?? 0.5
        let digits = step > 0 ? max(0, -floor(log10(step))) : 0
        guard let unit = options["round"]?.number ?? (digits > 0 ? pow(0.1, digits) : nil), unit > 0 else {
            return value
        }
        let scale = pow(10, digits)
        let rounded = round(round(number / unit) * unit * scale) / scale
        let least = options["min"]?.number ?? -.infinity
        let most = options["max"]?.number ?? .infinity
        return WidgetText.number(.double(min(max(rounded, least), most)))
    }

    /// Halves go up, as in JavaScript.
    private static func round(_ value: Double) -> Double { floor(value + 0.5) }
}
