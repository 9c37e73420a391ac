internal import Models
internal import Tensors
internal import Workflow

/// A control with a hint, hung on the entries of conditionings. Entries with the same control before it share one.
struct ControlApplication {
    let control: LoadedControl
    let hint: ControlHint
    /// Whether the negative side has it from the positive one.
    let controlsNegative: Bool

    /// Each conditioning with the control on all of its entries.
    func applied(to conditionings: [Conditioning], sharing: Bool) -> [Value] {
        var known: [(previous: (any Control)?, applied: AppliedControl)] = []
        return conditionings.map { conditioning in
            var conditioning = conditioning
            for index in conditioning.entries.indices {
                let previous = conditioning.entries[index].control
                let shared = sharing ? known.first { $0.previous === previous }?.applied : nil
                let applied = shared ?? AppliedControl(control, hint, after: previous)
                if shared == nil { known.append((previous, applied)) }
                conditioning.entries[index].control = applied
                conditioning.entries[index].controlsNegative = controlsNegative
            }
            return conditioning.value
        }
    }
}

extension NodeInputs {
    /// The inputs image, strength, start_percent, end_percent and vae, those of them that the class has. Nil where the
    /// strength is 0.
    func controlHint() throws(NodeError) -> ControlHint? {
        func has(_ name: String) -> Bool { declared.contains { $0.name == name } }
        let strength = try float("strength")
        guard strength != 0 else { return nil }
        var codec: (any LatentCodec)?
        if case .object? = self["vae"] { codec = try vae() }
        return ControlHint(
            picture: try image("image"), strength: strength,
            startPercent: has("start_percent") ? try float("start_percent") : 0,
            endPercent: has("end_percent") ? try float("end_percent") : 1, codec: codec)
    }
}
