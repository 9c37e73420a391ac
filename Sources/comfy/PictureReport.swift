internal import EditorFormat
internal import Formats
internal import System

/// What `libcomfy inspect` says of a picture: the texts that it carries.
struct PictureReport {
    private let file: String
    private let texts: [(keyword: String, text: String)]

    /// nil if the file is no picture that could have texts.
    init?(_ path: String) throws(CommandError) {
        // A model file may be huge: a look at its beginning first
        guard let start = SystemFile.beginning(of: path, count: 12), WorkflowFile.isPicture(start) else { return nil }
        file = path
        texts = WorkflowFile.texts(try InputFile.read(path)) ?? []
    }

    var json: JSONObject {
        var members: JSONObject = [:]
        for (keyword, text) in texts { members[keyword] = .string(text) }
        return ["file": .string(file), "type": "picture", "texts": .object(members)]
    }

    var lines: [String] {
        ["\(file): a picture that carries \(Self.count(texts.count))"]
            + texts.map { "  \($0.keyword): \(Self.summary($0.text))" }
    }

    private static func count(_ number: Int) -> String {
        switch number {
        case 0: "no texts"
        case 1: "one text"
        default: "\(number) texts"
        }
    }

    private static func summary(_ text: String) -> String {
        guard let json = (try? JSON(parsing: text))?.object else { return "\(text.count) characters" }
        let document = WorkflowDocument(json)
        switch document.form {
        case .editor: return "a workflow of the editor, \(json["nodes"]?.array?.count ?? 0) nodes"
        case .api:
            let classes = document.workflow.compactMap { $0.value["class_type"]?.string }
            guard !classes.isEmpty else { return "JSON of \(text.utf8.count) bytes" }
            var seen: Set<String> = []
            let names = classes.filter { seen.insert($0).inserted }.joined(separator: ", ")
            return "a prompt of \(classes.count) nodes (\(names))"
        }
    }
}
