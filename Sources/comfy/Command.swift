/// What a command takes: for its arguments, its help and the completion of shells.
struct Command {
    struct Option {
        enum Value {
            case none
            /// The last one counts.
            case one(String)
            /// One or more, up to the next option.
            case list(String)
            /// One each time that the option is given.
            case each(String)
        }
        /// What shells offer as its value.
        enum Completion {
            case nothing, files, folders
            case words([String])
        }

        let name: String
        let value: Value
        let summary: String
        var completion = Completion.nothing

        /// As in "--repeat N"
        var title: String {
            switch value {
            case .none: name
            case .one(let place), .each(let place): "\(name) \(place)"
            case .list(let place): "\(name) \(place)..."
            }
        }

        var takesValue: Bool { if case .none = value { false } else { true } }
    }

    let name: String
    /// As in "FILE..."
    let arguments: String
    let summary: String
    /// How many other words there may be.
    let positional: ClosedRange<Int>
    /// Such a word, for whoever has forgotten it.
    var missing = "a file"
    let options: [Option]
    /// Paragraphs between the options and the examples.
    var details: [String] = []
    var examples: [String] = []
    /// What shells offer as other words.
    var completion = Option.Completion.files

    func option(_ name: String) -> Option? { options.first { $0.name == name } }
}
