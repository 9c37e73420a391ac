extension SyntheticLayout {
    /// A layout from the text that Tests/Fixtures/layouts/make_layouts.py writes, and the file's place below the folder
    /// of models.
    package static func parsing(_ text: String) -> (path: String, layout: SyntheticLayout) {
        let lines = text.split(separator: "\n")
        var layout = SyntheticLayout()
        for line in lines.dropFirst() {
            let parts = line.split(separator: " ").map(String.init)
            precondition(parts.count == 7, "a layout's line: \(line)")
            var tensor = SyntheticTensor(
                name: parts[0], shape: parts[2] == "-" ? [] : parts[2].split(separator: ",").map { Int($0)! },
                element: SyntheticTensor.Element(rawValue: parts[1])!)
            if parts[3] == "range" {
                tensor.constant = (0..<tensor.count).map(Double.init)
            } else if parts[3].hasPrefix("=") {
                tensor.constant = Array(repeating: Double(parts[3].dropFirst())!, count: tensor.count)
            } else {
                (tensor.centre, tensor.half) = (Float(parts[3])!, Float(Double(parts[4])!))
            }
            if parts[5] != "-" { tensor.source = parts[5] }
            if parts[6] != "-" { tensor.adjust = path(parts[6], tensor.shape) }
            layout.tensors.append(tensor)
        }
        return (String(lines[0]), layout)
    }

    /// What lets a latent through a UNet.
    private static func path(_ name: String, _ shape: [Int]) -> @Sendable (inout [Float], UInt64) -> Void {
        let parts = name.split(separator: ":").map(String.init)
        let (outputs, inputs) = (shape[0], shape[1])
        switch parts[0] {
        case "in":
            return { values, seed in
                for (c, sign) in signs(seed, outputs).enumerated() {
                    values[((c * inputs + c % 4) * 3 + 1) * 3 + 1] += sign
                }
            }
        case "skip":
            let first = Int(parts[1])!
            return { values, _ in for k in 0..<outputs { values[k * inputs + first + k] += 2.5 } }
        case "out":
            let amount = Float(0.029 * Double(parts[1])! * 320.0 / Double(inputs))
            return { values, seed in
                for (k, sign) in signs(seed, inputs).enumerated() {
                    values[(((k % 4) * inputs + k) * 3 + 1) * 3 + 1] += amount * sign
                }
            }
        default: preconditionFailure("a layout's \(name)")
        }
    }
}
