internal import System

/// A file of Llama 3's vocabulary of which only the tokens that are part of the tests' prompts are real
/// (Fixtures/tokens/llama3_part.txt); the others are bytes that no text has.
enum Llama3Vocabulary {
    private static let count = 128_000

    static func write(to path: String) throws {
        var tokens: [Int: String] = [:]
        for line in Fixtures.text("tokens/llama3_part.txt").split(separator: "\n") {
            let parts = line.split(separator: " ")
            tokens[Int(parts[1])!] = String(parts[0])
        }
        var text = ""
        for number in 0..<count {
            // in base 64: the bytes FE FF FF and three more of the number
            text += "\(tokens[number] ?? "/v//" + digits(number)) \(number)\n"
        }
        _ = try AtomicFile.write(Array(text.utf8), to: path)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    private static func digits(_ number: Int) -> String {
        String([18, 12, 6, 0].map { alphabet[number >> $0 & 63] })
    }
}
