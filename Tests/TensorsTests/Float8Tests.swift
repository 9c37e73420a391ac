import Tensors
import Testing

/// Rounding to 8-bit floats, against the values that the kernels read them as.
@Suite struct Float8Tests {
    /// The finite values from 0 on, ascending.
    static func values(_ format: Float8) throws -> [Float] {
        var codes = Tensor(uninitialized: [256], dtype: format == .e4m3 ? .f8e4m3 : .f8e5m2)
        codes.withUnsafeMutableBytes { bytes in for code in 0..<256 { bytes[code] = UInt8(code) } }
        return try codes.converted(to: .f32).floats.prefix(128).filter(\.isFinite)
    }

    @Test(arguments: Float8.allCases) func nearestAndToEven(_ format: Float8) throws {
        let values = try Self.values(format)
        #expect(values.count == (format == .e4m3 ? 127 : 124))
        for (code, (low, high)) in zip(values, values.dropFirst()).enumerated() {
            let middle = low + (high - low) / 2
            #expect(format.rounded(low) == low && format.rounded(-high) == -high)
            #expect(format.rounded(middle) == (code % 2 == 0 ? low : high))
            #expect(format.rounded(middle.nextDown) == low && format.rounded(-middle.nextUp) == -high)
        }
    }

    @Test func beyondTheLargest() {
        #expect(Float8.e4m3.rounded(464) == 448 && Float8.e4m3.rounded(465).isNaN)
        #expect(Float8.e5m2.rounded(-61440) == -.infinity && Float8.e5m2.rounded(61439) == 57344)
        #expect(Float8.e4m3.rounded(.infinity).isNaN && Float8.e5m2.rounded(.infinity) == .infinity)
        #expect(Float8.e5m2.rounded(.nan).isNaN)
    }
}
