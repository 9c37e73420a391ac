/// Which row of the reference's batch an item of a latent is, where several prompts go through a network together: the
/// last prompt's items come first (`calc_cond_batch` in comfy/samplers.py).
package struct BatchRow: Sendable {
    let item: Int
    let row: Int
    /// How many of each there are.
    let items: Int
    let rows: Int

    package init(item: Int, of items: Int, prompt: Int = 0, of prompts: Int = 1) {
        (self.item, self.items) = (item, items)
        (row, rows) = ((prompts - 1 - prompt) * items + item, prompts * items)
    }

    /// Which of so many hints it gets: that of its row if each row has one, else that of its item, of those that there are
    /// items for (`get_control` and `broadcast_image_to` in comfy/controlnet.py).
    func hint(of count: Int) -> Int { count == rows ? row : item % min(count, items) }
}
