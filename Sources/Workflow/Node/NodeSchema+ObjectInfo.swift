package import Formats
internal import System

extension NodeSchema {
    /// The class's entry in ComfyUI's `object_info`.
    package var objectInfo: JSON {
        var info: JSONObject = [:]
        let sections = InputSchema.Section.allCases.compactMap { section -> (String, [InputSchema])? in
            let inputs = inputs.filter { $0.section == section }
            // ComfyUI shows "required" even where it is empty
            return inputs.isEmpty && section != .required ? nil : (section.rawValue, inputs)
        }
        var input: JSONObject = [:]
        var order: JSONObject = [:]
        for (section, members) in sections {
            var entries: JSONObject = [:]
            for member in members { entries[member.name] = member.objectInfo(isV3: isV3) }
            input[section] = .object(entries)
            order[section] = .array(members.map { .string($0.name) })
        }
        info["input"] = .object(input)
        info["input_order"] = .object(order)
        info["output"] = .array(outputs.map(\.typeJSON))
        info["output_is_list"] = .array(outputs.map { $0.leavesListOpen ? .null : .bool($0.isList) })
        info["output_name"] = .array(outputs.map { .string($0.name) })
        if isV3 || outputs.contains(where: { $0.tooltip != nil }) {
            info["output_tooltips"] = .array(outputs.map { $0.tooltip.map { .string($0) } ?? .null })
        }
        if isV3 {
            let templates = outputs.map { $0.template.map(JSON.string) ?? .null }
            info["output_matchtypes"] = outputs.contains { $0.template != nil } ? .array(templates) : .null
        }
        info["name"] = .string(name)
        // The newer API has no display name where none was given, the classic one has the class's
        info["display_name"] = isV3 && displayName == name && !showsName ? .null : .string(displayName)
        info["description"] = .string(description)
        info["category"] = .string(category)
        info["output_node"] = .bool(isOutputNode)
        if isV3 || isDeprecated { info["deprecated"] = .bool(isDeprecated) }
        if isV3 || isExperimental { info["experimental"] = .bool(isExperimental) }
        if isV3 {
            info["api_node"] = false
            info["price_badge"] = .null
            info["search_aliases"] = searchAliases.map { .array($0.map { .string($0) }) } ?? .null
        }
        return .object(info)
    }
}

extension InputSchema {
    /// [type, options]; hidden inputs are a bare type name in the classic form and [type] in the newer one.
    fileprivate func objectInfo(isV3: Bool) -> JSON {
        if section == .hidden, options?.isEmpty ?? true { return isV3 ? [typeJSON] : typeJSON }
        guard let options else { return [typeJSON] }
        return [typeJSON, .object(options)]
    }
}
