internal import Tensors

/// The names of ESRGAN's tensors in its older files (xinntao/ESRGAN, `model.N`), and those of BSRGAN and of Real-ESRGAN
/// (xinntao/BasicSR, basicsr/archs/rrdbnet_arch.py), which become the older ones here.
enum ESRGANNames {
    /// Whether a file has one.
    static func isIn(_ file: any WeightSource) -> Bool {
        file.info("model.0.weight") != nil && file.names.contains { $0.hasPrefix("model.1.sub.0.RDB1.") }
            || file.info("conv_first.weight") != nil && file.info("conv_last.weight") != nil
                && ["body.0.rdb1.conv1.weight", "RRDB_trunk.0.RDB1.conv1.weight"].contains { file.info($0) != nil }
    }

    static func renamed(_ file: any WeightSource) -> any WeightSource {
        guard file.info("model.0.weight") == nil else { return file }
        let parts = file.names.map { $0.split(separator: ".").map(String.init) }
        let blocks = parts.compactMap { ["body", "RRDB_trunk"].contains($0[0]) && $0.count > 4 ? Int($0[1]) : nil }
        let count = (blocks.max() ?? 0) + 1
        let doublings = parts.compactMap { doubling($0[0]) }.max() ?? 0
        return RenamedSource(file) { name in
            let parts = name.split(separator: ".").map(String.init)
            guard parts.count > 1, let kind = parts.last else { return name }
            switch parts[0] {
            case "conv_first": return "model.0.\(kind)"
            case "trunk_conv", "conv_body": return "model.1.sub.\(count).\(kind)"
            case "HRconv", "conv_hr": return "model.\(3 * doublings + 2).\(kind)"
            case "conv_last": return "model.\(3 * doublings + 4).\(kind)"
            case "body", "RRDB_trunk":
                guard parts.count == 5 else { return name }
                return "model.1.sub.\(parts[1]).RDB\(parts[2].dropFirst(3)).\(parts[3]).0.\(kind)"
            default: return doubling(parts[0]).map { "model.\(3 * $0).\(kind)" } ?? name
            }
        }
    }

    /// 2 for `upconv2` or `conv_up2`.
    private static func doubling(_ name: String) -> Int? {
        for prefix in ["upconv", "conv_up"] where name.hasPrefix(prefix) {
            guard let number = Int(name.dropFirst(prefix.count)), (1...4).contains(number) else { return nil }
            return number
        }
        return nil
    }
}
