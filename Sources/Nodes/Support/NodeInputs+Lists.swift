internal import Formats
internal import System
internal import Workflow

extension NodeInputs {
    /// The items of an input of a node that takes whole lists, each as if it were the only one.
    func all(_ name: String) throws(NodeError) -> [NodeInputs] {
        guard let values = self[name]?.list else { throw wrong(name, "a list") }
        return values.map { value in
            var item = NodeInputs(declared: declared)
            item.values[name] = value
            return item
        }
    }

    func first(_ name: String) throws(NodeError) -> NodeInputs {
        guard let first = try all(name).first else {
            throw NodeError("IndexError", "the input \(name) is an empty list")
        }
        return first
    }
}
