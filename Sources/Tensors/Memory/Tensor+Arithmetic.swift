internal import CKernels

// Elementwise arithmetic on small f32 tensors (latents, sigmas), on the calling thread.
// Operands have the same shape.

extension Tensor {
    package static func + (a: Tensor, b: Tensor) -> Tensor { zip(a, b) { $0 + $1 } }
    package static func - (a: Tensor, b: Tensor) -> Tensor { zip(a, b) { $0 - $1 } }
    package static func * (a: Tensor, b: Tensor) -> Tensor { zip(a, b) { $0 * $1 } }
    package static func / (a: Tensor, b: Tensor) -> Tensor { zip(a, b) { $0 / $1 } }
    package static func + (a: Tensor, b: Float) -> Tensor { a.map { $0 + b } }
    package static func - (a: Tensor, b: Float) -> Tensor { a.map { $0 - b } }
    package static func * (a: Tensor, b: Float) -> Tensor { a.map { $0 * b } }
    package static func * (a: Float, b: Tensor) -> Tensor { b.map { a * $0 } }
    package static func / (a: Tensor, b: Float) -> Tensor { a.map { $0 / b } }
    package static prefix func - (a: Tensor) -> Tensor { a.map { -$0 } }
    package static func += (a: inout Tensor, b: Tensor) { a = a + b }

    /// self + scale * other, each product and sum rounded on its own.
    package func adding(_ other: Tensor, times scale: Float) -> Tensor {
        Self.zip(self, other) { $0 + scale * $1 }
    }

    /// The sum of `weight * tensor` over the terms, from left to right.
    package static func combination(_ terms: [(weight: Float, tensor: Tensor)]) -> Tensor {
        precondition(!terms.isEmpty)
        var result = terms[0].tensor * terms[0].weight
        for term in terms.dropFirst() { result = result.adding(term.tensor, times: term.weight) }
        return result
    }

    /// Uninitialised elements; nil where the memory is refused, which is noted. Whoever has another tensor of that shape
    /// goes on with it: nobody will look at the values.
    @usableFromInline package static func orRefused(_ shape: [Int]) -> Tensor? {
        do {
            return try Tensor(allocating: shape)
        } catch {
            Refusal.note(error.byteCount)
            return nil
        }
    }

    /// `transform` of each element.
    @inlinable
    public func map(_ transform: (Float) -> Float) -> Tensor {
        guard var result = Tensor.orRefused(shape) else { return self }
        result.withMutableFloats { target in
            withFloats { source in
                for stretch in (0..<source.count).haltingStretches() {
                    for i in stretch { target[i] = transform(source[i]) }
                }
            }
        }
        return result
    }

    /// `transform` of each element, for sizes that input decides.
    @inlinable
    public func mapped(_ transform: (Float) -> Float) throws(OutOfMemoryError) -> Tensor {
        var result = try Tensor(allocating: shape)
        result.withMutableFloats { target in
            withFloats { source in
                for stretch in (0..<source.count).haltingStretches() {
                    for i in stretch { target[i] = transform(source[i]) }
                }
            }
        }
        return result
    }

    /// `combine` of each pair of elements.
    @inlinable
    public static func zip(_ a: Tensor, _ b: Tensor, _ combine: (Float, Float) -> Float) -> Tensor {
        precondition(a.shape == b.shape, "shapes differ: \(a.shape) and \(b.shape)")
        guard var result = Tensor.orRefused(a.shape) else { return a }
        result.withMutableFloats { target in
            a.withFloats { a in
                b.withFloats { b in
                    for stretch in (0..<target.count).haltingStretches() {
                        for i in stretch { target[i] = combine(a[i], b[i]) }
                    }
                }
            }
        }
        return result
    }
}
