/// Finds what a misspelt name may have meant.
package enum NearestName {
    /// The name with the fewest letters inserted, left out, changed or swapped with their neighbours, whatever their case;
    /// nil if none is near.
    package static func find(_ name: String, among names: [String]) -> String? {
        let letters = Array(name.lowercased().utf8)
        guard (1...100).contains(letters.count) else { return nil }
        // A quarter of the letters may be wrong, and two of a short name
        var best: (distance: Int, name: String)?
        let most = max(2, letters.count / 4)
        for candidate in names {
            let other = Array(candidate.lowercased().utf8)
            let limit = min(most, best.map { $0.distance - 1 } ?? most)
            guard limit >= 0, abs(other.count - letters.count) <= limit else { continue }
            let distance = distance(letters, other)
            if distance <= limit { best = (distance, candidate) }
        }
        return best?.name
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
                row.append(least)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
