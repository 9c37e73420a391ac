/// What a stored weight consists of.
protocol WeightElements: Sendable {
    var shape: [Int] { get }
    /// Bytes as stored.
    var byteCount: Int { get }
    /// The narrowest of the types that kernels read which holds every value.
    var sufficientType: DType { get }
    /// What kernels read where it lies; nil where they cannot.
    var readable: Tensor? { get }
    /// Whether expanding rows is cheap, and what kernels make of them much larger: it is made for each use, not kept, so
    /// that the weight takes no more memory than its file.
    var isCompact: Bool { get }
    /// Of rows of integers of 8 bits times a scale each: how many of their numbers were turned together, 0 for none (see
    /// `TurnedElements`). Nil: it is not stored so.
    var integerGroup: Int? { get }

    /// Runs `body` with what expands rows to f32, on any thread, as long as it runs. Reads file maps first if there is a
    /// `workers` to do that with, and throws if one has become shorter than its weights.
    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R
    /// The same with the integers and scales, where there is an `integerGroup`.
    func readingIntegers<R>(_ workers: Workers?, _ body: (@escaping IntegerExpander) throws -> R) throws -> R
    /// Gives back the pages of file maps that nothing else lies on.
    func discardSource()
    /// Items `rows` of the first dimension.
    func slice(_ rows: Range<Int>) -> any WeightElements
}

extension WeightElements {
    var isCompact: Bool { false }
    var integerGroup: Int? { nil }
    func readingIntegers<R>(_ workers: Workers?, _ body: (@escaping IntegerExpander) throws -> R) throws -> R {
        preconditionFailure("these elements are no integers")
    }

    /// Elements of a row.
    var rowLength: Int { shape.dropFirst().reduce(1, *) }
}
