internal import EditorFormat
internal import Folders
internal import Formats
internal import Runners
internal import System
internal import Workflow

// What can be said of a prompt that is invalid, beside ComfyUI's words.
extension Client {
    func remark(_ error: JSONObject, _ request: PromptRequest) -> String? {
        switch error["type"]?.string {
        case "invalid_prompt":
            // All that a prompt lacks, where ComfyUI names the first class alone.
            guard let names = try? withResources({ $0.prompts.registry.names }) else { return nil }
            return MissingClasses.report(request.prompt, names: names)
        case "prompt_no_outputs": return targetsRemark(request)
        default: return try? withResources { Self.modelsRemark(error, $0.prompts.folders) }
        }
    }

    /// Which nodes could have been asked for.
    private func targetsRemark(_ request: PromptRequest) -> String? {
        guard let targets = request.targets else { return nil }
        let outputs = request.prompt.compactMap { id, node -> String? in
            guard let name = node["class_type"]?.string,
                (try? withResources { $0.prompts.registry[name]?.schema.isOutputNode }) == true
            else { return nil }
            return "\(id) (\(name))"
        }
        let wanted = targets.map { "'\($0)'" }.joined(separator: ", ")
        let there = outputs.isEmpty ? "the workflow has none" : "there are " + outputs.joined(separator: ", ")
        return targets.isEmpty
            ? "no output node is asked for; \(there)" : "none of the nodes \(wanted) is an output node; \(there)"
    }

    /// Where a list of files is empty: why that is so, if it is for the folder.
    private static func modelsRemark(_ errors: JSONObject, _ folders: Folders) -> String? {
        for (_, node) in errors {
            for error in node["errors"]?.array ?? [] where error["type"] == "value_not_in_list" {
                guard error["details"]?.string?.hasSuffix(" not in []") == true else { continue }
                return folders.modelsProblem ?? "the models folder \(folders.models) has no such files"
            }
        }
        return nil
    }
}
