/// The share of a budget that one part of a model has.
package final class WeightRoom: Sendable {
    package let budget: WeightBudget
    private let id: Int
    /// Of the weights that are used together with these.
    private let base: WeightRoom?

    /// - Parameter budget: one without a limit by default.
    package init(_ budget: WeightBudget = WeightBudget()) {
        self.budget = budget
        base = nil
        id = budget.addRoom()
    }

    /// Of weights that are used together with those of another room, such as patched ones with the rest of their model.
    package init(beside base: WeightRoom) {
        budget = base.budget
        self.base = base
        id = budget.addRoom()
    }

    deinit { budget.removeRoom(id) }

    /// Bytes of resident weights, without those of the room that this is beside.
    package var byteCount: Int { budget.byteCount(of: id) }

    /// Runs `body`, during which nothing that is kept here makes room for others.
    package func use<R>(_ body: () throws -> R) rethrows -> R {
        budget.beginUse(of: id)
        defer { budget.endUse(of: id) }
        return try base?.use(body) ?? body()
    }

    /// Drops what is kept here; what is used again is made again.
    package func empty() { budget.empty(id) }

    func admit(_ form: any DroppableForm, _ byteCount: Int) -> Int? { budget.admit(form, byteCount, to: id) }
    func release(_ ticket: Int) { budget.release(ticket, of: id) }
}
