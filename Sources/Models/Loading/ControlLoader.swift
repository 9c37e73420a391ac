internal import System
package import Tensors

/// Loads a ControlNet, a Control-LoRA or a T2I-Adapter.
package struct ControlLoader: ModelLoader {
    package static let kind = "controlnet"

    /// What the weights are rounded to; nil leaves them as they are.
    private let format: Float8?

    package init(roundedTo format: Float8? = nil) { self.format = format }

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> LoadedControl {
        try load(files[0], for: nil, compute, budget)
    }

    /// - Parameter model: what weights are added to that a file holds as differences.
    package func load(
        _ file: any WeightSource, for model: DiffusionModel?, _ compute: Compute, _ budget: WeightBudget
    ) throws -> LoadedControl {
        let room = WeightRoom(budget)
        if file.info("lora_controlnet") != nil {
            return LoadedControl(ControlLoRA(file, room: room), poolsGlobally: Self.poolsGlobally(file.name))
        }
        func reader(
            _ source: any WeightSource, _ prefix: String = "", roundedTo type: DType? = nil
        ) -> WeightReader {
            WeightReader(
                format.map { RoundedSource(source, to: $0) } ?? source, prefix: prefix, compute: compute, room: room,
                roundedTo: type)
        }
        func controlNet(_ reader: WeightReader, heads: UNetBuilder.Heads? = nil) throws -> LoadedControl {
            let control = LoadedControl(
                try ControlNet(reader, heads: heads), poolsGlobally: Self.poolsGlobally(file.name))
            reader.warnOfUnread()
            return control
        }
        if file.info("controlnet_cond_embedding.conv_in.weight") != nil {
            return try controlNet(reader(DiffusersUNet.renamed(file)), heads: DiffusersUNet.heads(ofControlNet: file))
        }
        if let control = try TransformerControls.load(file, reader: { reader($0) }) { return LoadedControl(control) }
        let prefix = "control_model."
        if file.info("\(prefix)zero_convs.0.0.weight") != nil {
            guard file.info("difference") != nil else { return try controlNet(reader(file, prefix)) }
            // the reference adds in the file's type
            let isHalf = file.info("\(prefix)zero_convs.0.0.weight")?.format == .dense(.f16)
            return try controlNet(
                reader(try Self.adding(file, prefix, to: model, room), prefix, roundedTo: isHalf ? .f16 : nil))
        }
        if file.info("zero_convs.0.0.weight") != nil { return try controlNet(reader(file)) }
        if let adapter = Self.adapter(file) {
            let reader = WeightReader(adapter, compute: compute, room: room)
            let control = LoadedControl(try T2IAdapter(reader))
            reader.warnOfUnread()
            return control
        }
        throw ModelError.holdsNo("ControlNet and no adapter that is known", file)
    }

    /// By the file's name, as the reference does: nothing in it says so.
    private static func poolsGlobally(_ name: String) -> Bool {
        var stem = name[...]
        if let dot = stem.lastIndex(of: "."), !stem[dot...].contains("/") { stem = stem[..<dot] }
        return stem.hasSuffix("_shuffle") || stem.hasSuffix("_shuffle_fp16")
    }

    /// A file whose weights are differences to a model's, with those added.
    private static func adding(
        _ file: any WeightSource, _ prefix: String, to model: DiffusionModel?, _ room: WeightRoom
    ) throws -> any WeightSource {
        guard let model else {
            Log.warning("\(file.name) holds differences to a model's weights: without that model it will not work well")
            return file
        }
        guard let base = (model.network as? UNet)?.weights.relativeSource() else {
            throw ModelError(.badInput, "\(file.name) holds differences to a UNet's weights, and the model has none")
        }
        var patches: [String: [any WeightPatch]] = [:]
        for name in file.names where name.hasPrefix(prefix) {
            let own = String(name.dropFirst(prefix.count))
            guard base.info(own) != nil else { continue }
            patches[name] = [DifferencePatch(try base.weight(own), strength: 1)]
        }
        let sums = try PatchedSource(file, by: patches, in: room)
        guard sums.unused.isEmpty else {
            throw ModelError(
                .badInput,
                "\(file.name) holds differences to another model's weights: \(sums.unused[0]) has another shape")
        }
        return sums
    }

    /// A T2I-Adapter's tensors in the original layout; nil if there is none.
    private static func adapter(_ file: any WeightSource) -> (any WeightSource)? {
        let prefix = "adapter."
        func unprefixed(_ name: String) -> String {
            name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
        }
        let plain = RenamedSource(file, rename: unprefixed)
        guard plain.info("body.0.in_conv.weight") != nil || plain.info("conv_in.weight") != nil,
            plain.names.contains(where: { $0.hasPrefix("body.0.") })
        else { return nil }
        guard plain.info("body.0.resnets.0.block1.weight") != nil else { return plain }
        // diffusers counts blocks by level
        let isLight = plain.info("body.0.out_conv.weight") != nil
        return RenamedSource(plain) { name in
            var parts = name.split(separator: ".").map(String.init)
            guard parts.count > 3, parts[0] == "body", let level = Int(parts[1]), (0..<100).contains(level) else {
                return name
            }
            if parts[2] == "resnets", let index = Int(parts[3]), (0..<100).contains(index) {
                parts.replaceSubrange(1...3, with: isLight ? [parts[1], "body", parts[3]] : ["\(2 * level + index)"])
            } else if !isLight {
                parts[1] = "\(2 * level)"
            }
            return parts.joined(separator: ".")
        }
    }

    package static func parts(of loaded: LoadedControl) -> [ModelPart] {
        [ModelPart("controlnet", loaded.model.byteCount, loaded.model.room)]
    }
}

extension WeightReader {
    /// Tells of tensors that no part of a network has asked for.
    func warnOfUnread() {
        let unread = unread
        guard !unread.isEmpty else { return }
        let first = unread.prefix(3).joined(separator: ", ")
        let more = unread.count > 3 ? ", ..." : ""
        Log.warning("\(fileName): \(unread.count) tensors fit nothing: \(first)\(more)")
    }
}
