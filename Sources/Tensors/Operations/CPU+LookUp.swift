extension CPU {
    /// Rows of a table by their numbers. weight: [N, ...] -> [ids.count, ...]
    func lookUp(_ ids: [Int], in weight: StoredWeight) throws -> Tensor {
        precondition(ids.allSatisfy { (0..<weight.shape[0]).contains($0) })
        let result = try Tensor(allocating: [ids.count] + weight.shape.dropFirst())
        let (yp, rowLength) = (result.freshPointer, weight.shape.dropFirst().reduce(1, *))
        try weight.reading(nil, isWhole: false) { expand in
            try workers.forEach(ids.count) { expand(ids[$0]..<ids[$0] + 1, yp + $0 * rowLength) }
        }
        return result
    }
}
