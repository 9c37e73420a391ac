internal import Formats
internal import Tensors
internal import Workflow

/// Inputs as Swift values. Validation has seen the literals, but links may bring anything.
extension NodeInputs {
    /// Whether an input has a value.
    func isGiven(_ name: String) -> Bool {
        switch self[name] {
        case nil, .null: false
        default: true
        }
    }

    func string(_ name: String) throws(NodeError) -> String {
        guard let value = self[name]?.string else { throw wrong(name, "a string") }
        return value
    }

    /// An integer in the range that the schema gives: links are not validated.
    func int(_ name: String) throws(NodeError) -> Int {
        let value = try anyInt(name)
        guard let range = declared.first(where: { $0.name == name })?.integers else {
            preconditionFailure("the class declares no input \(name)")
        }
        guard range.contains(value) else {
            let text = range.upperBound == .max ? "at least \(range.lowerBound)" : "in \(range)"
            throw NodeError("ValueError", "\(name) must be \(text), not \(value)")
        }
        return value
    }

    private func anyInt(_ name: String) throws(NodeError) -> Int {
        switch self[name] {
        case .int(let value):
            if let value = Int(exactly: value) { return value }
        case .float(let value):
            if let value = Int(exactly: value.rounded(.towardZero)) { return value }
        case .bool(let value): return value ? 1 : 0
        default: break
        }
        throw wrong(name, "an integer")
    }

    func seed(_ name: String) throws(NodeError) -> UInt64 {
        guard case .int(let value)? = self[name], let seed = UInt64(exactly: value) else {
            throw wrong(name, "an integer from 0 to 2^64 - 1")
        }
        return seed
    }

    /// A finite number.
    func float(_ name: String) throws(NodeError) -> Double {
        if let value = self[name]?.float, value.isFinite { return value }
        if let value = self[name]?.bool { return value ? 1 : 0 }
        throw wrong(name, "a finite number")
    }

    func bool(_ name: String) throws(NodeError) -> Bool {
        if let value = self[name]?.bool { return value }
        return try anyInt(name) != 0
    }

    func choice<T: RawRepresentable<String>>(_ name: String, _ type: T.Type = T.self) throws(NodeError) -> T {
        let value = try string(name)
        guard let choice = T(rawValue: value) else { throw NodeError("ValueError", "\(name) cannot be '\(value)'") }
        return choice
    }

    /// [B, H, W, C] f32 with 1 to 4 channels, nothing empty.
    func image(_ name: String) throws(NodeError) -> Tensor {
        let tensor = try tensor(name, "an image")
        guard tensor.rank == 4, (1...4).contains(tensor.shape[3]), !tensor.shape.contains(0) else {
            throw NodeError("ValueError", "\(name) is not an image of shape [B, H, W, C]: \(tensor.shape)")
        }
        return tensor
    }

    /// [B, H, W] f32; a single [H, W] gets a batch, and [B, 1, H, W] loses its channel.
    func mask(_ name: String) throws(NodeError) -> Tensor {
        let tensor = try tensor(name, "a mask")
        guard tensor.rank >= 2, !tensor.shape.contains(0) else {
            throw NodeError("ValueError", "\(name) is not a mask of shape [B, H, W]: \(tensor.shape)")
        }
        let (height, width) = (tensor.shape[tensor.rank - 2], tensor.shape[tensor.rank - 1])
        return tensor.reshaped([tensor.count / (height * width), height, width])
    }

    /// - Parameter ranks: as `Latent` has them.
    func latent(_ name: String, ranks: ClosedRange<Int> = Latent.ofPictures) throws(NodeError) -> Latent {
        try Latent(self[name], name, ranks: ranks)
    }

    func object<T: EngineObject>(_ name: String, _ type: T.Type = T.self, _ what: String) throws(NodeError) -> T {
        guard case .object(let object)? = self[name], let object = object as? T else { throw wrong(name, what) }
        return object
    }

    private func tensor(_ name: String, _ what: String) throws(NodeError) -> Tensor {
        guard let tensor = self[name]?.tensor else { throw wrong(name, what) }
        return try floats(tensor)
    }

    func wrong(_ name: String, _ what: String) -> NodeError {
        switch self[name] {
        case nil, .null: NodeError("RuntimeError", "the input \(name) is missing; it must be \(what)")
        default: NodeError("TypeError", "the input \(name) is not \(what)")
        }
    }
}

/// The tensor in f32: nodes of hosts may bring any numbers (f64 comes easily with NumPy), and ComfyUI's take them.
func floats(_ tensor: Tensor) throws(NodeError) -> Tensor {
    do {
        return try tensor.converted(to: .f32)
    } catch {
        throw NodeError("MemoryError", error.description)
    }
}
