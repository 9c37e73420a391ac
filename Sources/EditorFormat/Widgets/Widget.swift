internal import Formats

/// A place for a value on a node.
struct Widget {
    let name: String
    /// nil: neither the file nor the class has one.
    var value: JSON?
    /// How its class declares it; nil where nothing is known of the class.
    let spec: InputSpec?
}
