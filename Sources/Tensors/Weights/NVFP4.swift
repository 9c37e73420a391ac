/// Floats of 4 bits (2 of exponent, 1 of mantissa) times one of 8 bits (e4m3) for each 16 in a row and one for the whole
/// weight.
package enum NVFP4 {
    /// By code, of which the highest bit is the sign.
    package static let values: [Float] = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6]
    package static let largest: Float = 6
    package static let blockSize = 16
}
