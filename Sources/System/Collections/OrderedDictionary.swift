/// Members in order. Setting an existing key keeps its place, and keys are equal if their bytes are, as in Python's dict.
///
/// Public, because the compiler specialises nothing else for the modules that use it all over their hot paths.
public struct OrderedDictionary<Value> {
    /// So many members are found faster by looking at each than by hashing.
    @usableFromInline static var fewCount: Int { 20 }

    @usableFromInline var members: [(key: String, value: Value)] = []
    /// Where each key is; empty while the members are few.
    @usableFromInline var places: [ExactString: Int] = [:]

    @inlinable public init() {}

    /// With room for so many members.
    @inlinable public init(capacity: Int) {
        members.reserveCapacity(capacity)
        if capacity > Self.fewCount { places.reserveCapacity(capacity) }
    }

    @inlinable public var count: Int { members.count }
    @inlinable public var isEmpty: Bool { members.isEmpty }
    @inlinable public var keys: [String] { members.map(\.key) }

    @inlinable public subscript(key: String) -> Value? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// The member at a place in the order; nil beyond the last one.
    @inlinable public func member(at place: Int) -> (key: String, value: Value)? {
        members.indices.contains(place) ? members[place] : nil
    }

    /// Sets the value at a place, which must be there.
    @inlinable public mutating func set(_ value: Value, at place: Int) { members[place].value = value }

    /// A key's place in the order.
    @inlinable public func place(of key: String) -> Int? {
        members.count > Self.fewCount ? places[ExactString(key)] : members.firstIndex { $0.key.isExactly(key) }
    }

    @inlinable mutating func append(_ key: String, _ value: Value) {
        members.append((key, value))
        if members.count == Self.fewCount + 1 {
            index()
        } else if members.count > Self.fewCount {
            places[ExactString(key)] = members.count - 1
        }
    }

    @inlinable mutating func remove(at place: Int) {
        members.remove(at: place)
        index()
    }

    /// Notes all places anew.
    @inlinable mutating func index() {
        places.removeAll(keepingCapacity: true)
        guard members.count > Self.fewCount else { return }
        for (place, member) in members.enumerated() { places[ExactString(member.key)] = place }
    }
}

extension OrderedDictionary: Sendable where Value: Sendable {}

extension OrderedDictionary: Sequence {
    @inlinable public func makeIterator() -> IndexingIterator<[(key: String, value: Value)]> {
        members.makeIterator()
    }
    @inlinable public var underestimatedCount: Int { members.count }
}

extension OrderedDictionary: Equatable where Value: Equatable {
    /// Equal members; order does not count.
    @inlinable public static func == (a: Self, b: Self) -> Bool {
        a.count == b.count && a.members.allSatisfy { b[$0.key] == $0.value }
    }
}

extension OrderedDictionary: ExpressibleByDictionaryLiteral {
    @inlinable public init(dictionaryLiteral elements: (String, Value)...) {
        self.init(capacity: elements.count)
        for (key, value) in elements { self[key] = value }
    }
}
