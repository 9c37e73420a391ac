/// What a product does with its sums.
struct ProductEnd {
    var bias: Tensor?
    /// What sums with their bias are multiplied by before the residual is added. [N]
    var factor: Tensor?
    var residual: Tensor?
    var activation = Activation.none
    /// Of [value; gate] with N rows each the result is value * gelu(gate).
    var isGated = false
}
