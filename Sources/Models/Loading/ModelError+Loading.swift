internal import Tensors

extension ModelError {
    /// A file has nothing of what is wanted of it; says what it is instead, if that is known.
    static func holdsNo(_ wanted: String, _ file: any WeightSource) -> ModelError {
        let kind = ModelDetector(OriginalLayout.of(file)).summary.type.map { ": it is a \($0)" } ?? ""
        return ModelError(.notDetected, "\(file.name) holds no \(wanted)\(kind)")
    }
}
