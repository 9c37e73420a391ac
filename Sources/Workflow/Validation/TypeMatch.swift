/// Which outputs fit which inputs.
enum TypeMatch {
    /// Equal, a wildcard on either side, or unions ("INT,FLOAT") with a type in common.
    static func accepts(_ kind: InputSchema.Kind, received: String) -> Bool {
        guard case .named(let wanted) = kind else { return isWildcard(received) }
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
