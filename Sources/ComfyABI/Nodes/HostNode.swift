internal import CComfy
internal import Engine
internal import Formats
internal import System
internal import Workflow

/// A node class that the host wrote.
///
/// `@unchecked Sendable`: immutable; the host promised that its functions may be called from any thread.
final class HostNode: AddedNode, @unchecked Sendable {
    /// As it was registered.
    private let declared: NodeSchema
    let customValidatedInputs: Set<String>
    private let functions: comfy_node_functions
    /// Where calls of `execute` wait for the host to fetch them; nil if it has a function for them.
    private let polled: PolledCalls?
    /// Whether questions bring linked inputs as null.
    private let tellsLinks: Bool
    /// Whether the library owes the host a call of `destroy`.
    private let isAdopted = Monitor(false)

    init(_ schema: JSONObject, _ functions: comfy_node_functions, _ calls: PolledCalls) throws(Failure) {
        let isPolled = schema["polled"]?.bool ?? false
        guard isPolled == (functions.execute == nil) else {
            throw Failure(
                COMFY_STATUS_INVALID_ARGUMENT,
                isPolled ? "the class is polled, and has an execute" : "execute is NULL, and the class is not polled")
        }
        polled = isPolled ? calls : nil
        do {
            declared = try Self.schema(schema)
        } catch {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "schema: \(error.message)")
        }
        let names = schema["validate_inputs"]?.array ?? ["*"]
        guard names.allSatisfy({ $0.string != nil }) else {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "schema: validate_inputs: not a list of texts")
        }
        customValidatedInputs = functions.validate == nil ? [] : Set(names.compactMap(\.string))
        self.functions = functions
        tellsLinks = schema["linked_as_null"]?.bool ?? false
    }

    /// From now on the host's `destroy` is called at the end.
    func adopt() { isAdopted.withLock { $0 = true } }

    deinit {
        guard isAdopted.withLock({ $0 }), let destroy = functions.destroy else { return }
        HostCall.perform { destroy(functions.user_data) }
    }

    var name: String { declared.name }
    var outputs: [OutputSchema] { declared.outputs }

    /// Says where it comes from: ComfyUI's page stops at a class that does not.
    private static func schema(_ info: JSONObject) throws(SchemaError) -> NodeSchema {
        var schema = try NodeSchema(objectInfo: info)
        schema.pythonModule = schema.pythonModule ?? "custom_nodes.host"
        return schema
    }

    var schema: NodeSchema {
        guard let function = functions.schema else { return declared }
        do {
            let answer = try ask(function, "schema", NodeInputs(), nil)
            let json = try answer.string.map { try JSON(parsing: $0) } ?? answer.json
            guard let info = json?.object else { throw NodeError("TypeError", "the answer is no object") }
            let schema = try Self.schema(info)
            guard schema.name == name, schema.outputs.map(\.type) == outputs.map(\.type) else {
                throw NodeError("ValueError", "the name or the outputs have changed")
            }
            return schema
        } catch {
            Log.error("the schema of the node class '\(name)' cannot be had: \(error); the earlier one stays")
            return declared
        }
    }

    func validate(_ inputs: NodeInputs) throws -> String? {
        guard let function = functions.validate else { return nil }
        switch try ask(function, "validate", known(inputs), nil) {
        case .null, .bool(true): return nil
        case .bool(false): return ""
        case .string(let reason): return reason
        default: throw NodeError("TypeError", "\(name): validate answers true, false or a text")
        }
    }

    func fingerprint(_ inputs: NodeInputs) throws -> JSON? {
        guard let function = functions.fingerprint else { return nil }
        guard let json = try ask(function, "fingerprint", known(inputs), nil).json else {
            throw NodeError("TypeError", "\(name): fingerprint answers a plain value")
        }
        return json
    }

    func neededLazyInputs(_ inputs: NodeInputs, _ context: any NodeContext) throws -> [String] {
        guard let function = functions.check_lazy else { return inputs.missing }
        let names: [Value]
        switch try ask(function, "check_lazy", Self.filled(inputs), context) {
        case .null: names = []
        case .list(let values): names = values
        default: throw NodeError("TypeError", "\(name): check_lazy answers a list of names")
        }
        return try names.map { value in
            guard let name = value.string else {
                throw NodeError("TypeError", "\(self.name): check_lazy answers a list of names")
            }
            return name
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (call, handle) = begin(functions.execute, Self.filled(inputs), context)
        let address = UInt(bitPattern: handle)
        // first of all: what was refused at once has a handle as well
        call.answer.whenSettled { _ = HandleTable.remove(OpaquePointer(bitPattern: address), NodeCallObject.self) }
        if let outcome = call.answer.outcome { return .finished(try outcome.get()) }
        return .pending(call.answer)
    }

    /// Asks one of the functions that answer with one value before they return.
    private func ask(
        _ function: comfy_node_function, _ what: String, _ inputs: NodeInputs, _ context: (any NodeContext)?
    ) throws -> Value {
        let (call, handle) = begin(function, inputs, context, isQuestion: true)
        _ = HandleTable.remove(handle, NodeCallObject.self)
        guard let outcome = call.answer.outcome else {
            throw NodeError("RuntimeError", "\(name): \(what) returned without an answer")
        }
        return try outcome.get().values.first ?? .null
    }

    /// Makes a call and has the host at it: at once, or when it asks for it.
    private func begin(
        _ function: comfy_node_function?, _ inputs: NodeInputs, _ context: (any NodeContext)?, isQuestion: Bool = false
    ) -> (NodeCallObject, OpaquePointer) {
        let call = NodeCallObject(of: self, inputs, context, isQuestion: isQuestion)
        let handle = HandleTable.insert(call)
        if let function {
            HostCall.perform { function(handle, functions.user_data) }
        } else {
            polled?.add(handle, call.answer)
        }
        return (call, handle)
    }

    private func known(_ inputs: NodeInputs) -> NodeInputs { tellsLinks ? Self.filled(inputs) : inputs }

    /// Lazy inputs that were not computed are null, as ComfyUI has them.
    private static func filled(_ inputs: NodeInputs) -> NodeInputs {
        var inputs = inputs
        for name in inputs.missing where inputs[name] == nil { inputs.values[name] = .null }
        return inputs
    }
}
