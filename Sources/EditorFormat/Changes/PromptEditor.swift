package import Formats
internal import System

/// A prompt in API format whose inputs are changed from outside, by the names that people have for them.
///
/// A node is named by its id, else by its class if one node alone is of it, else by its title if one node alone has it.
package struct PromptEditor {
    package private(set) var prompt: JSONObject
    private let classes: (String) -> JSONObject?

    /// - Parameter classes: the class of a name in ComfyUI's `object_info` form, which says what a node may have beside
    ///   what the prompt gives it.
    package init(_ prompt: JSONObject, classes: @escaping (String) -> JSONObject?) {
        self.prompt = prompt
        self.classes = classes
    }

    // MARK: Inputs

    /// An input of a node, which the prompt or the node's class has.
    package func input(_ name: String, of node: String) throws(PromptChangeError) -> PromptInput {
        guard let id = try self.node(node) else {
            throw PromptChangeError(reason: .absent, message: "no node has the id, class or title '\(node)'")
        }
        if let input = input(name, ofID: id) { return input }
        throw PromptChangeError(
            reason: .absent,
            message: "node \(id) has no input '\(name)'; it has \(names(ofID: id).joined(separator: ", "))")
    }

    /// The input that NODE.INPUT names. Titles and inputs may have dots themselves.
    package func input(at place: String) throws(PromptChangeError) -> PromptInput {
        let parts = place.split(separator: ".", omittingEmptySubsequences: false)
        var node: String?
        for count in 1..<max(parts.count, 1) {
            let name = parts[..<count].joined(separator: ".")
            guard let id = try self.node(name) else { continue }
            if let input = input(parts[count...].joined(separator: "."), ofID: id) { return input }
            node = name
        }
        guard let node else {
            throw PromptChangeError(reason: .absent, message: "no node has that id, class or title")
        }
        return try input(String(place.dropFirst(node.count + 1)), of: node)
    }

    package mutating func set(_ input: PromptInput, to value: JSON) {
        guard var node = prompt[input.nodeID]?.object else { return }
        var inputs = node["inputs"]?.object ?? [:]
        inputs[input.name] = value
        node["inputs"] = .object(inputs)
        prompt[input.nodeID] = .object(node)
    }

    private func node(_ name: String) throws(PromptChangeError) -> String? {
        if prompt[name]?.object != nil { return name }
        var found = prompt.filter { $0.value["class_type"]?.string == name }.map(\.key)
        if found.isEmpty { found = prompt.filter { $0.value["_meta"]?["title"]?.string == name }.map(\.key) }
        guard found.count <= 1 else {
            throw PromptChangeError(
                reason: .ambiguous, message: "several nodes are called '\(name)': \(found.joined(separator: ", "))")
        }
        return found.first
    }

    private func input(_ name: String, ofID id: String) -> PromptInput? {
        if let value = prompt[id]?["inputs"]?[name] { return PromptInput(nodeID: id, name: name, value: value) }
        return declared(ofID: id).contains(name) ? PromptInput(nodeID: id, name: name, value: nil) : nil
    }

    private func names(ofID id: String) -> [String] {
        let given = prompt[id]?["inputs"]?.object?.keys ?? []
        return given + declared(ofID: id).filter { !given.contains($0) }
    }

    /// What the node's class takes.
    private func declared(ofID id: String) -> [String] {
        guard let name = prompt[id]?["class_type"]?.string, let sections = classes(name)?["input"] else { return [] }
        return ["required", "optional"].flatMap { sections[$0]?.object?.keys ?? [] }
    }

    // MARK: What people change most

    /// Gives the prompt another text. Where it stands several times, as for the two encoders of SDXL or the two models
    /// of a refined picture, all are changed; texts that differ from node to node are not one prompt.
    package mutating func setText(_ role: PromptParts.Role, to text: String) throws(PromptChangeError) {
        let places = PromptParts(prompt)[role]
        guard !places.isEmpty else {
            throw PromptChangeError(reason: .absent, message: "the workflow has no \(role) prompt that can be found")
        }
        guard Set(places.map(\.nodeID)).count == 1 || places.allSatisfy({ $0.value == places[0].value }) else {
            let names = places.map { "\($0.nodeID).\($0.name)" }.joined(separator: ", ")
            throw PromptChangeError(reason: .ambiguous, message: "the workflow has several \(role) prompts: \(names)")
        }
        for place in places { set(place, to: .string(text)) }
    }

    /// Gives all nodes that have a seed another one, which is made of their own.
    package mutating func setSeeds(_ next: (UInt64) -> UInt64) throws(PromptChangeError) {
        let places = PromptParts(prompt).seeds
        guard !places.isEmpty else { throw PromptChangeError(reason: .absent, message: "no node has a seed") }
        for place in places {
            guard case .int(let old)? = place.value else { continue }
            set(place, to: .int(Int128(next(UInt64(truncatingIfNeeded: old)))))
        }
    }
}
