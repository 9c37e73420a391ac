/// What a file is that holds no model, by its first bytes: for errors that say so.
struct ModelFileSignature: Sendable {
    /// What it is, and what to do about it.
    let message: String
    private let marks: [[UInt8]]
    private let offset: Int

    private init(_ message: String, _ marks: String..., at offset: Int = 0) {
        self.init(message, bytes: marks.map { Array($0.utf8) }, at: offset)
    }

    private init(_ message: String, bytes marks: [[UInt8]], at offset: Int = 0) {
        (self.message, self.marks, self.offset) = (message, marks, offset)
    }

    private static let all = [
        ModelFileSignature(
            "a Git LFS pointer, not the model itself: fetch it with `git lfs pull`, or download it from the model's page",
            "version https://git-lfs", "version https://hawser"),
        ModelFileSignature(
            "a web page, not a model: the download needs a login, or its address is that of the page; download it again",
            "<!doctype html", "<html", "<head", "<script", "<!--"),
        ModelFileSignature("an XML document, not a model: most likely a server's error; download it again", "<?xml"),
        ModelFileSignature("a picture, not a model", bytes: [[0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff]]),
        ModelFileSignature("a GIF picture, not a model", "gif87a", "gif89a"),
        ModelFileSignature(
            "a TIFF picture, not a model", bytes: [[0x49, 0x49, 0x2a, 0], [0x4d, 0x4d, 0, 0x2a]]),
        ModelFileSignature(
            "a packed archive, not a model: unpack it",
            bytes: [
                [0x1f, 0x8b], [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], [0x52, 0x61, 0x72, 0x21], [0x42, 0x5a, 0x68],
                [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], [0x28, 0xb5, 0x2f, 0xfd],
            ]),
        ModelFileSignature("a tar archive, as PyTorch before 0.1.10 wrote them; it is not read", "ustar", at: 257),
        ModelFileSignature("an HDF5 file, as Keras writes them; it is not read", bytes: [[0x89, 0x48, 0x44, 0x46]]),
        ModelFileSignature("a NumPy array, not a model", bytes: [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]]),
        ModelFileSignature("a TensorRT engine or another program's file; it is not read", "ftrt"),
        ModelFileSignature("a GGML file of before GGUF; convert it again", "lmgg", "tjgg", "fmgg"),
    ]

    /// Nil for what may hold a model.
    static func of(_ file: UnsafeRawBufferPointer) -> String? {
        // behind a byte order mark and blanks, as in web pages
        var start = file.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        while start < min(file.count, 256), [0x20, 0x09, 0x0a, 0x0d].contains(file[start]) { start += 1 }
        for signature in all {
            let text = signature.offset == 0 ? file[start...] : file.dropFirst(signature.offset)
            for mark in signature.marks where text.count >= mark.count {
                let matches = zip(text, mark).allSatisfy { byte, wanted in
                    byte == wanted || (0x41...0x5a).contains(byte) && byte + 0x20 == wanted
                }
                if matches { return signature.message }
            }
        }
        if start < file.count, file[start] == UInt8(ascii: "{") {
            return "a JSON document, not a model; a list of shards is read if its name ends with .index.json"
        }
        if file.count >= 16, file.prefix(4096).allSatisfy({ $0 == 0 }) {
            return "zeros where a model should begin: a download that was not finished; download it again"
        }
        return nil
    }
}
