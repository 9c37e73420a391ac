package import Formats
internal import System

/// What each key means here, for people and for bindings.
package enum ConfigurationTable {
    /// The page that `make documentation` writes to `README.md` beside this file; a test holds them together.
    package static var markdown: String {
        var lines = [
            "# Configuration", "", "Written by `make documentation` from the source; do not edit.", "",
            "Every key of ComfyUI's `Configuration` (the hiddenswitch fork 0.10.0) is known. A key has the value that",
            "`comfy_client_options.configuration` gives it, else that of its environment variable (`COMFYUI_` and the key",
            "in capitals, as in `COMFYUI_CACHE_LRU=8`, or the variable named below), else that of the last of the",
            "`config_files` that sets it (YAML or JSON), else its default. Lists in variables are written `a, b`. Unknown",
            "keys and values of a wrong type are errors that name the key and where it was set; a key without effect is",
            "named in the log. A secret is shown as `********`, which as a value stands for a key that is not set.", "",
            "Keys with an asterisk are those for which the original runs prompts in a process of their own.", "",
            "| key | value | default | here | |", "|---|---|---|---|---|",
        ]
        lines += rows(ConfigurationKey.all)
        lines += [
            "", "## Keys of our own", "",
            "The original does not have these: they are for integers of 8 bits, links, URLs, worker processes and the export of spans.",
            "",
            "| key | value | default | here | |", "|---|---|---|---|---|",
        ]
        lines += rows(ConfigurationKey.own)
        return lines.joined(separator: "\n")
    }

    /// {key: {"type", "nullable", "values" (of choices), "default", "effect", "meaning", "variables", "isolates", "secret",
    /// "own" (not one of the original's)}}.
    package static var json: JSON {
        var table = JSONObject()
        for (keys, isOwn) in [(ConfigurationKey.all, false), (ConfigurationKey.own, true)] {
            for key in keys {
                var row: JSONObject = ["type": .string(key.kind.name), "nullable": .bool(key.kind.admits(.null))]
                if let words = key.kind.words { row["values"] = .array(words.map { .string($0) }) }
                row["default"] = key.defaultValue
                row["effect"] = .string(key.role.rawValue)
                row["meaning"] = .string(key.meaning)
                row["variables"] = .array(key.variables.map { .string($0) })
                row["isolates"] = .bool(key.isolates)
                row["secret"] = .bool(key.isSecret)
                row["own"] = .bool(isOwn)
                table[key.name] = .object(row)
            }
        }
        return .object(table)
    }

    private static func rows(_ keys: [ConfigurationKey]) -> [String] {
        keys.map { key in
            let variables = key.variables.dropFirst().map { "`\($0)`" }
            let meaning = ([key.meaning] + (key.isSecret ? ["secret"] : []) + variables).joined(separator: "; ")
            let cells = [
                "`\(key.name)`\(key.isolates ? " \\*" : "")", key.kind.description,
                "`\(key.defaultValue.serialized())`", key.role.rawValue, meaning,
            ]
            return "| " + cells.joined(separator: " | ") + " |"
        }
    }
}
