/// W3C's `tracestate` header: up to 32 members `key=value`, the latest system's first.
enum TraceState {
    static func isValid(_ text: String) -> Bool {
        let members = text.split(separator: ",", omittingEmptySubsequences: false).map { member in
            member.drop(while: isSpace).droppingLast(while: isSpace)
        }
        var keys: Set<Substring> = []
        let filled = members.filter { !$0.isEmpty }
        guard !filled.isEmpty, members.count <= 32, text.utf8.count <= 32 * 514 else { return false }
        return filled.allSatisfy { member in
            guard let equals = member.firstIndex(of: "=") else { return false }
            let key = member[..<equals]
            return isKey(key) && isValue(member[member.index(after: equals)...]) && keys.insert(key).inserted
        }
    }

    private static func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }

    private static func isKey(_ key: Substring) -> Bool {
        func isStart(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        guard let first = key.utf8.first, isStart(first), key.utf8.count <= 256 else { return false }
        return key.utf8.allSatisfy { isStart($0) || "_-*/@".utf8.contains($0) }
    }

    private static func isValue(_ value: Substring) -> Bool {
        guard (1...256).contains(value.utf8.count), value.utf8.last != UInt8(ascii: " ") else { return false }
        return value.utf8.allSatisfy {
            (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=")
        }
    }
}

extension Substring {
    fileprivate func droppingLast(while predicate: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return rest
    }
}
