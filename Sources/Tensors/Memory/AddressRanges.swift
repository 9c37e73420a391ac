/// A set of addresses as ranges in ascending order. Neighbours are one range.
struct AddressRanges {
    private(set) var ranges: [Range<UInt>] = []
    private(set) var byteCount = 0

    var isEmpty: Bool { ranges.isEmpty }

    /// Adds addresses of which none is a member.
    mutating func insert(_ range: Range<UInt>) {
        guard !range.isEmpty else { return }
        byteCount += range.count
        let index = firstIndex(from: range.lowerBound)
        let joinsNext = index < ranges.count && ranges[index].lowerBound == range.upperBound
        let joinsPrevious = index > 0 && ranges[index - 1].upperBound == range.lowerBound
        precondition(index == ranges.count || range.upperBound <= ranges[index].lowerBound)
        precondition(index == 0 || ranges[index - 1].upperBound <= range.lowerBound)
        switch (joinsPrevious, joinsNext) {
        case (true, true):
            ranges[index - 1] = ranges[index - 1].lowerBound..<ranges[index].upperBound
            ranges.remove(at: index)
        case (true, false): ranges[index - 1] = ranges[index - 1].lowerBound..<range.upperBound
        case (false, true): ranges[index] = range.lowerBound..<ranges[index].upperBound
        case (false, false): ranges.insert(range, at: index)
        }
    }

    /// Takes away addresses that are all members, of one range.
    mutating func remove(_ range: Range<UInt>) {
        guard !range.isEmpty else { return }
        let index = firstIndex(from: range.lowerBound + 1) - 1
        let whole = ranges[index]
        precondition(whole.lowerBound <= range.lowerBound && range.upperBound <= whole.upperBound)
        byteCount -= range.count
        let rest = [whole.lowerBound..<range.lowerBound, range.upperBound..<whole.upperBound]
        ranges.replaceSubrange(index...index, with: rest.filter { !$0.isEmpty })
    }

    /// The smallest range of at least `count` addresses, the lowest of equals.
    func bestFit(_ count: Int) -> Range<UInt>? {
        var best: Range<UInt>?
        for range in ranges where range.count >= count && range.count < best?.count ?? .max { best = range }
        return best
    }

    /// Members right before `address`.
    func count(before address: UInt) -> Int {
        let index = firstIndex(from: address)
        guard index > 0, ranges[index - 1].upperBound == address else { return 0 }
        return ranges[index - 1].count
    }

    /// Of the first range that begins at `address` or behind it.
    private func firstIndex(from address: UInt) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].lowerBound < address { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
