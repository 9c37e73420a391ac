import FuzzTargets
import Glibc
import Testing

/// The corpus: seeds, and every input that once crashed a target. A plain run of each is a regression test.
@Suite struct ReplayTests {
    @Test(arguments: FuzzTarget.allCases) func corpusHolds(_ target: FuzzTarget) throws {
        let folder =
            #filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" } + "/corpus/\(target.rawValue)"
        let names = Self.names(in: folder)
        #expect(names.count >= 5)
        for name in names { target.run(try #require(Self.read("\(folder)/\(name)"))) }
    }

    private static func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }
}
