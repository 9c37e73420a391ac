internal import Formats
internal import System

/// Which outputs fit which inputs.
enum TypeMatch {
    /// Equal, a wildcard on either side, unions ("INT,FLOAT") with a type in common, or lists of the same choices.
    static func accepts(_ input: InputSchema, _ output: OutputSchema) -> Bool {
        let received = output.type
        guard case .string(let wanted) = input.typeJSON else {
            // An empty list stands for any
            guard let choices = output.choices else { return isWildcard(received) }
            return choices.isEmpty || PythonComparison.equal(.array(choices), input.typeJSON)
        }
        if received == wanted || isWildcard(received) || isWildcard(wanted) { return true }
        guard received.contains(",") || wanted.contains(",") else { return false }
        let offered = names(received)
        let wishes = names(wanted)
        return offered.contains("*") || wishes.contains("*") || !offered.isDisjoint(with: wishes)
    }

    /// COMFY_MATCHTYPE_V3 stands for a type that the front end has checked.
    private static func isWildcard(_ name: String) -> Bool { name == "*" || name == "COMFY_MATCHTYPE_V3" }

    private static func names(_ union: String) -> Set<Substring> {
        Set(
            union.split(separator: ",").map { name in
                var name = name
                while name.first?.isWhitespace == true { name.removeFirst() }
                while name.last?.isWhitespace == true { name.removeLast() }
                return name
            })
    }
}
