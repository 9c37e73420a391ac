internal import Formats

/// A number as it is written: `digits * 10 ** exponent`.
struct Decimal {
    private let digits: Int128
    private let exponent: Int

    /// The shortest number that is read as `value`: Python's `Decimal(str(value))`. Nil for what is no finite number.
    private init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let parts = JSON.double(value).serialized(.python).lowercased().split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        guard let digits = Int128(mantissa[0] + fraction) else { return nil }
        self.digits = digits
        exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - fraction.count
    }

    /// The digits for an exponent that is not larger; nil if 128 bits do not hold them.
    private func digits(at exponent: Int) -> Int128? {
        var result = digits
        for _ in 0..<min(self.exponent - exponent, 64) {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = product
        }
        return self.exponent - exponent > 64 && digits != 0 ? nil : result
    }

    /// How often `step`, which is not 0, fits between two numbers as they are written, cut off towards 0.
    static func quotient(of end: Double, minus start: Double, by step: Double) -> Int128 {
        if let end = Decimal(end), let start = Decimal(start), let step = Decimal(step) {
            let exponent = min(end.exponent, start.exponent, step.exponent)
            if let end = end.digits(at: exponent), let start = start.digits(at: exponent),
                let step = step.digits(at: exponent),
                case let (span, overflow) = end.subtractingReportingOverflow(start),
                !overflow, step != 0
            {
                return span.dividedReportingOverflow(by: step).partialValue
            }
        }
        // far apart in size: what is written does not matter
        return Int128(exactly: ((end - start) / step).rounded(.towardZero)) ?? .max
    }
}
