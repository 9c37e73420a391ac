// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats
internal import System

@c @implementation
public func comfy_client_get_metrics(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(.object(resolve(client, ClientObject.self).client.metricsReport()), out)
        return COMFY_STATUS_OK
    }
}
