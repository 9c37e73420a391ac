import Testing

@testable import Tensors

/// How many threads a pool has where nobody says it.
@Suite struct ThreadNumberTests {
    @Test(arguments: [
        (nil, 8), ("", 8), ("4", 4), (" 4 ", 4), ("4,2", 4), ("3 , 2,1", 3), ("1", 1), ("64", 8), ("0", 8), ("-2", 8),
        ("four", 8), (",4", 8), ("4 2", 8), ("2.5", 8), ("99999999999999999999", 8),
    ])
    func openMP(value: String?, threads: Int) {
        #expect(ThreadPool.threads(openMP: value, available: 8) == threads)
    }
}
