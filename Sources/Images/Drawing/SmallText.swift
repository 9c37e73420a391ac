/// The few words and signs that charts are labelled with, as Pillow draws its default font at 10 pixels: Aileron by Sora
/// Sagano, which is in the public domain (CC0). Recorded from Pillow 13 with basic layout.
package enum SmallText {
    /// What covers a sign's or a word's pixels, 0...255, in rows.
    struct Glyph: Sendable {
        /// From its beginning to that of the next.
        let advance: Int
        /// Of its first row, from the text's place down.
        let top: Int
        let width: Int
        let levels: [UInt8]

        init(advance: Int, top: Int, width: Int, levels: String) {
            (self.advance, self.top, self.width) = (advance, top, width)
            let digits = levels.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
            self.levels = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
    }

    /// The glyphs of a text: that of the whole, or those of its signs; others are left out.
    static func glyphs(_ text: String) -> [Glyph] {
        glyphs[text].map { [$0] } ?? text.compactMap { glyphs[String($0)] }
    }

    private static let glyphs: [String: Glyph] = [
        "0": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "0fb0c4b00f008a7200738800d41a001bd300eb020002ea00eb020002ea00d41a001bd3008a72007389000fb0"
                + "c4b00f00"),
        "1": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "0010a0f1000000c36df00000001800f00000000000f00000000000f00000000000f00000000000f000000000"
                + "00f00000"),
        "2": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "0062c3d0460015c10228d7002855000bea000000005f9d00000023d41500000ccc37000001ad5900000061f4"
                + "c0c0b400"),
        "3": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "0aa9c0cd4b0076740019e00011060044db000000a3f543000000004fa20093040003ed00a254003dc6001ebf"
                + "c1bb2800"),
        "4": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "0000004af70000000dc6f20000009556f000003caf00f00007c81a00f0005ad5c0c0fca200000000f0000000"
                + "0000f000"),
        "5": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "45dec0c084005d6800000000764f000000008f9ac4b223008e6b0052be0020030003eb00a84f003abe0025c4"
                + "c0b82300"),
        "6": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "0292c7c222006a850051ae00c52400067600eb72c0af2000f1530053bd00da030003eb0098410041bc0016b3"
                + "bfbb2300"),
        "7": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "a8c0c0c6ec00000000648200000001cf160000004e9a00000000c12700000037b100000000ad3e00000024c7"
                + "00000000"),
        "8": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "43c6bfc33900e0210023d600cd340036e10035f8d3f84c00c15300559e00ee020003ec00c73d003ccc002fc1"
                + "c1c03000"),
        "9": Glyph(
            advance: 6, top: 2, width: 6,
            levels:
                "21b9c0b41700bb4300439700eb030003d900bd510054f00021afbf73ea007a060025c400ae5000856b0024c4"
                + "c7930200"),
        ".": Glyph(
            advance: 2, top: 8, width: 2,
            levels:
                "0c00ba00"),
        "-": Glyph(
            advance: 3, top: 6, width: 3,
            levels:
                "84c051000000000000000000"),
        "Loss": Glyph(
            advance: 19, top: 2, width: 19,
            levels:
                "00f0000000000000000000000000000000000000f0000000000000000000000000000000000000f000000000"
                + "18b6c2b6186dcfce466dcfce4600f000000000a55d005da4ea0d28a2ea0d28a200f000000000e5070007e5a0"
                + "af4500a0af450000f000000000e6070007e5003eae9f003eae9f00f000000000a55b005baac1050beac1050b"
                + "e900f6c4c4c4891ab7c2b71975cdcf6c75cdcf6c"),
        "Steps": Glyph(
            advance: 25, top: 2, width: 25,
            levels:
                "0032babfbb1d0078000000000000000000000000000000000000d01c0053a900f00000000000000000000000"
                + "00000000000000e62400053d81fcba11a4bcc2360000f08bc3c2216dcfce460060e79d410000f0009c37001e"
                + "d00000f757005cafea0d28a200001161d18000f000e3c0c0c0db0300f6060007e8a0af4500153a000015e800"
                + "f000e70800023e0000f4030007e1003eae9f14e41d0028ca00f202ac59004bb70000f84d005ca6c1050be900"
                + "4ac8bfbc2c00b5b41db7c1bd220000f0a0c2b21575cdcf6c00000000000000000000000000000000f0000000"
                + "000000000000000000000000000000000000000000f00000000000000000"),
    ]
}
