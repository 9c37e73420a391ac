internal import Formats
internal import System

/// Gives the values that a file has as a list to the widgets that a class has.
struct NodeWidgets {
    private(set) var widgets: [Widget] = []
    private var values: ArraySlice<JSON>

    /// - Parameters:
    ///   - values: nil: the defaults.
    ///   - sockets: the names of the inputs that the file shows, for classes whose inputs depend on the prompt.
    init(_ schema: ClassSchema, values: [JSON]?, sockets: [EditorSlot]) {
        self.values = Self.withoutForced(schema.inputs, values ?? [])[...]
        // What is to come, the next one last: a choice may add inputs of its own
        var open = Array(schema.inputs.reversed())
        while let input = open.popLast() {
            if input.type == "COMFY_AUTOGROW_V3" {
                open += Self.grown(input, sockets).reversed()
                continue
            }
            guard input.isWidget else { continue }
            let given = input.type == InputSpec.comparison ? nil : self.values.popFirst()
            // A choice is never null
            let value = given == nil || given == .null && input.type == "COMBO" ? input.defaultValue ?? given : given
            widgets.append(Widget(name: input.name, value: value, spec: input))
            if input.hasControl {
                // The text is a filter for the choices
                _ = self.values.popFirst()
                if input.type == "COMBO" { _ = self.values.popFirst() }
            }
            if input.type == InputSpec.dynamicCombo { open += Self.chosen(input, value).reversed() }
        }
        if schema.hasOwnChoices {
            for (number, value) in self.values.enumerated() {
                widgets.append(Widget(name: number == 0 ? "index" : "option\(number)", value: value, spec: nil))
            }
        }
    }

    /// Nothing is known of the class: newer files name the widgets beside the sockets.
    init(sockets: [EditorSlot], values: [JSON]?) {
        self.values = (values ?? [])[...]
        for socket in sockets {
            guard let name = socket.widget, let value = self.values.popFirst() else { continue }
            widgets.append(Widget(name: name, value: value, spec: nil))
            if name.hasSuffix("seed"), let next = self.values.first?.string, Self.controls.contains(next) {
                self.values.removeFirst()
            }
        }
    }

    private static let controls: Set<String> = ["fixed", "increment", "decrement", "randomize"]

    /// Once, inputs that are sockets alone had a value too.
    private static func withoutForced(_ inputs: [InputSpec], _ values: [JSON]) -> [JSON] {
        let isForced = inputs.flatMap { input -> [Bool] in
            guard input.isWidget || input.isForced else { return [] }
            return input.hasControl ? [input.isForced, false] : [input.isForced]
        }
        guard isForced.count == values.count else { return values }
        return zip(values, isForced).filter { !$0.1 }.map(\.0)
    }

    /// The inputs that a choice brings along.
    private static func chosen(_ combo: InputSpec, _ value: JSON?) -> [InputSpec] {
        guard let choice = combo.options["options"]?.array?.first(where: { $0["key"] == value }) else { return [] }
        return InputSpec.list(choice["inputs"]).map { input in
            var input = input
            input.name = "\(combo.name).\(input.name)"
            return input
        }
    }

    /// As many inputs of one kind as the file shows.
    private static func grown(_ input: InputSpec, _ sockets: [EditorSlot]) -> [InputSpec] {
        guard var one = InputSpec.list(input.options["template"]?["input"]).first, one.isWidget else { return [] }
        return sockets.compactMap { socket in
            guard let name = socket.widget, name.hasPrefix("\(input.name).") else { return nil }
            one.name = name
            return one
        }
    }
}
