internal import Folders
internal import Formats
internal import System
internal import Workflow

extension InputSchema {
    /// A series of inputs of one type: "images.image0", "images.image1", ...
    static func series(_ name: String, of item: String, _ type: String) -> InputSchema {
        InputSchema(
            name, .named("COMFY_AUTOGROW_V3"),
            [
                "template": [
                    "input": ["required": .object([item: [.string(type), [:]]])], "prefix": .string(item), "min": 2,
                    "max": 50,
                ]
            ])
    }
}

extension NodeInputs {
    /// The names of those of a series that are given, in their order.
    func series(_ name: String, of item: String) -> [String] {
        let prefix = "\(name).\(item)"
        return values.keys.filter { $0.hasPrefix(prefix) && Int($0.dropFirst(prefix.count)) != nil }
            .sorted { NameOrder.natural($0, $1) }
    }
}
