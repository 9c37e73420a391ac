// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats

@c @implementation
public func comfy_client_register_node(
    _ client: OpaquePointer?, _ schema: UnsafePointer<CChar>?, _ functions: UnsafePointer<comfy_node_functions>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let object = try resolve(client, ClientObject.self)
        let functions = try comfy_node_functions.read(required(functions, "functions"))
        let node = try HostNode(jsonObject(schema, "schema"), functions, object.polledCalls)
        try object.client.register(node)
        node.adopt()
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_unregister_node(
    _ client: OpaquePointer?, _ class_name: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        try resolve(client, ClientObject.self).client.unregisterNode(text(class_name, "class_name"))
        return COMFY_STATUS_OK
    }
}
