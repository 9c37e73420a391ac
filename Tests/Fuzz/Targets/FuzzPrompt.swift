internal import Formats
import System
internal import Workflow

/// A prompt in API format, validated against nodes with every kind of input.
func fuzzPrompt(_ bytes: [UInt8]) {
    guard let prompt = try? JSON(parsing: bytes, limits: JSON.Limits(bytes: 1 << 20)) else { return }
    check(PromptExecutor.validate(prompt: prompt, registry: registry), targets: nil)
    let targets = Array((prompt.object?.keys ?? []).prefix(3)) + ["none"]
    check(PromptExecutor.validate(prompt: prompt, targets: targets, registry: registry), targets: targets)
}

private func check(_ result: PromptValidation, targets: [String]?) {
    // either there is something to run or a reason why not
    precondition(result.isValid == !result.goodOutputs.isEmpty)
    for output in result.goodOutputs {
        precondition(result.prompt[output] != nil && result.nodeErrors[output] == nil)
        precondition(targets?.contains(output) ?? true)
    }
    for part in [result.error ?? [:], result.nodeErrors, result.prompt] {
        guard (try? JSON(parsing: JSON.object(part).serialized(.python))) != nil else {
            fatalError("cannot read what was written")
        }
    }
}

private struct InertNode: Node {
    let schema: NodeSchema
    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        fatalError("validation runs no node")
    }
}

private let registry = NodeRegistry([
    InertNode(
        schema: NodeSchema(
            "Source", category: "fuzz",
            inputs: [
                InputSchema("int", .named("INT"), ["default": 1, "min": 0, "max": .int(Int128(UInt64.max))]),
                InputSchema(
                    "float", .named("FLOAT"), ["default": 1.0, "min": 0.0, "max": 100.0, "step": 0.1],
                    section: .optional),
                InputSchema("text", .named("STRING"), ["multiline": true], section: .optional),
                InputSchema("flag", .named("BOOLEAN"), section: .optional),
                InputSchema("choice", .combo(["a", "b\\c"]), section: .optional),
                InputSchema("number", .combo([1, 2.5]), section: .optional),
                InputSchema("several", .combo(["x", "y"]), ["multiselect": true], section: .optional),
                InputSchema("prompt", .named("PROMPT"), section: .hidden),
            ],
            outputs: [OutputSchema("MODEL"), OutputSchema("INT")])),
    InertNode(
        schema: NodeSchema(
            "Link", category: "fuzz",
            inputs: [
                InputSchema("model", .named("MODEL")), InputSchema("any", .named("*"), section: .optional),
                InputSchema("either", .named("INT,FLOAT"), section: .optional),
            ],
            outputs: [OutputSchema("MODEL"), OutputSchema("*"), OutputSchema("LATENT", isList: true)])),
    InertNode(
        schema: {
            var schema = NodeSchema(
                "Save", category: "fuzz",
                inputs: [
                    InputSchema("model", .named("MODEL")), InputSchema("prefix", .named("STRING"), ["default": "x"]),
                ])
            schema.isOutputNode = true
            return schema
        }()),
])
