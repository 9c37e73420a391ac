internal import System

/// What a kernel wants of a stored weight: made at the first use, and kept as long as the budget has room for it.
final class WeightForm<Form: Sendable>: DroppableForm {
    private let room: WeightRoom
    private let byteCount: Int
    private let kept = Lock<(form: Form, ticket: Int)?>(nil)
    /// Held while a form is made that will be kept, so that it is made once.
    private let making = Lock(())

    /// - Parameter byteCount: of the form.
    init(_ byteCount: Int, in room: WeightRoom) {
        self.byteCount = byteCount
        self.room = room
    }

    deinit {
        if let ticket = kept.withLock({ $0?.ticket }) { room.release(ticket) }
    }

    /// The form; the caller's as long as it holds it, whether it is kept here or not.
    ///
    /// - Parameter make: always makes the same form.
    func callAsFunction(_ make: () throws -> Form) throws -> Form {
        if let form = kept.withLock({ $0?.form }) { return form }
        let admitted: Form? = try making.withLock { _ in
            if let form = kept.withLock({ $0?.form }) { return form }
            guard let ticket = room.admit(self, byteCount) else { return nil }
            do {
                let form = try Refusal.noticing(make)
                kept.withLock { $0 = (form, ticket) }
                return form
            } catch {
                room.release(ticket)
                throw error
            }
        }
        return try admitted ?? make()
    }

    var isKept: Bool { kept.withLock { $0 != nil } }

    func drop() { kept.withLock { $0 = nil } }
}
