internal import System

/// What kernels made of one stored weight: each form once, for all networks that read the weight.
final class WeightForms: Sendable {
    /// Tells forms of a weight apart.
    enum Key: Hashable {
        /// What stays resident of a file map that is read where it lies.
        case pages
        /// Rows in a type that kernels read.
        case converted
        /// Packed for products that round to bf16; `halves` is 2 for values with gates.
        case pairs(taps: Int, halves: Int)
        /// In integers of 8 bits.
        case bytes
        /// For 3x3 convolutions by Winograd's transform in fixed point.
        case winogradScales
    }

    /// Tells weights apart as long as it is alive, which may be longer than the weight.
    final class Identity: Sendable {}

    let identity = Identity()
    private let room: WeightRoom
    private let forms = Lock<[Key: any DroppableForm]>([:])

    /// - Parameter room: bounds and counts their memory.
    init(in room: WeightRoom) { self.room = room }

    /// The form of a key, made by `make` unless it is kept. The forms of one key are of one type and size.
    func form<Form: Sendable>(
        _ key: Key, byteCount: @autoclosure () -> Int, make: () throws -> Form
    ) throws -> Form {
        let form = forms.withLock { forms in
            if let form = forms[key] { return form as! WeightForm<Form> }
            let form = WeightForm<Form>(byteCount(), in: room)
            forms[key] = form
            return form
        }
        return try form(make)
    }

    /// Whether pages are kept that kernels read where they lie.
    var keepsPages: Bool { forms.withLock { $0[.pages]?.isKept ?? false } }
}
