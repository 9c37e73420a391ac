internal import Models
internal import Tensors
internal import Workflow

/// A CONTROL_NET.
final class ControlNetObject: EngineObject {
    let control: LoadedControl
    init(_ control: LoadedControl) { self.control = control }
}

extension NodeInputs {
    func controlNet(_ name: String = "control_net") throws(NodeError) -> LoadedControl {
        try object(name, ControlNetObject.self, "a CONTROL_NET").control
    }
}
