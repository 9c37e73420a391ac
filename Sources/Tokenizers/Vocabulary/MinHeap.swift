/// A binary heap, the least element first.
struct MinHeap<Element: Comparable> {
    private var elements: [Element] = []

    mutating func insert(_ element: Element) {
        var i = elements.count
        elements.append(element)
        while i > 0, elements[(i - 1) / 2] > element {
            elements[i] = elements[(i - 1) / 2]
            i = (i - 1) / 2
        }
        elements[i] = element
    }

    mutating func popMin() -> Element? {
        guard let least = elements.first, let last = elements.popLast() else { return nil }
        if elements.isEmpty { return least }
        var i = 0
        while true {
            var child = 2 * i + 1
            if child >= elements.count { break }
            if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
            if elements[child] >= last { break }
            elements[i] = elements[child]
            i = child
        }
        elements[i] = last
        return least
    }
}
