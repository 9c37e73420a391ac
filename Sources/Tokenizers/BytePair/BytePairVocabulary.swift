/// A byte-pair encoding of words: bytes are joined pair by pair, the pair that was learned first before others.
struct BytePairVocabulary: Sendable {
    /// What may be joined.
    private enum Pairs: Sendable {
        /// Pairs of a list, in its order, by left << 32 | right.
        case listed([UInt64: (rank: UInt32, token: UInt32)])
        /// Whatever makes a token, tokens in the order in which they were learned (openai/tiktoken). Of pairs that make
        /// the same one, that of earlier tokens comes first, as where transformers' converters list all pairs.
        case ranked
    }

    private let table: TokenTable
    private let pairs: Pairs
    private let tokenOfByte: [Int]

    var count: Int { table.count }

    func text(_ token: Int) -> ArraySlice<UInt8> { table.text(token) }

    /// Tokens are the bytes in the order of GPT-2's alphabet and then what each merge makes.
    init(merges: some Sequence<(UInt32, UInt32)>) {
        var texts = ByteAlphabet.order.map { [$0] }
        var pairs: [UInt64: (rank: UInt32, token: UInt32)] = [:]
        for (index, (left, right)) in merges.enumerated() {
            // a merge of what does not exist yet joins nothing
            let exist = Int(left) < texts.count && Int(right) < texts.count
            if exist {
                pairs[Self.key(Int(left), Int(right))] = (UInt32(index), UInt32(texts.count))
            }
            texts.append(exist ? texts[Int(left)] + texts[Int(right)] : [])
        }
        self.init(TokenTable(texts), .listed(pairs))
    }

    private static func key(_ left: Int, _ right: Int) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

    /// Tokens are numbered with 21 bits at most.
    static let largestCount = 1 << 21

    /// - Parameter table: tokens in the order in which they were learned.
    init(ranked table: TokenTable) { self.init(table, .ranked) }

    private init(_ table: TokenTable, _ pairs: Pairs) {
        (self.table, self.pairs) = (table, pairs)
        tokenOfByte = (0..<256).map { table.token([UInt8($0)]) ?? -1 }
    }

    /// Whether each byte has a token, so that every text can be said.
    var isComplete: Bool { !tokenOfByte.contains(-1) }

    /// Appends the tokens of a word.
    func encode(_ word: ArraySlice<UInt8>, into result: inout [Int]) {
        if case .ranked = pairs, let token = table.token(word) {
            result.append(token)
            return
        }
        let symbols = word.indices.map { PairJoining.Symbol(start: $0, end: $0 + 1, token: tokenOfByte[Int(word[$0])]) }
        let joined = PairJoining.joined(symbols) { left, right in
            switch pairs {
            case .listed(let pairs):
                return pairs[Self.key(left.token!, right.token!)].map { (UInt64($0.rank), Int($0.token)) }
            case .ranked:
                guard right.end - left.start <= table.longest else { return nil }
                return table.token(word[left.start..<right.end]).map { token in
                    (UInt64(token) << 42 | UInt64(left.token!) << 21 | UInt64(right.token!), token)
                }
            }
        }
        result.append(contentsOf: joined.lazy.compactMap(\.token))
    }
}
