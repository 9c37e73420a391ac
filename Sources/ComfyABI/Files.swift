// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Folders
internal import Formats
internal import Tensors

@c @implementation
public func comfy_client_add_image(
    _ client: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ image: UnsafePointer<comfy_image>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        let name = try text(name, "name")
        try client.addImage(name, PixelImage(host: comfy_image.read(required(image, "image"))))
        return COMFY_STATUS_OK
    }
}

extension PixelImage {
    /// Pixels along a side.
    private static var largestSide: Int64 { 65536 }
    /// Bytes in all.
    private static var largest: Int { 1 << 30 }

    init(host: comfy_image) throws {
        func refuse(_ reason: String) -> Failure { Failure(COMFY_STATUS_INVALID_ARGUMENT, "the image's \(reason)") }
        guard (1...Self.largestSide).contains(host.width), (1...Self.largestSide).contains(host.height) else {
            throw refuse("size \(host.width) x \(host.height) is not between 1 and \(Self.largestSide)")
        }
        guard [COMFY_PIXEL_FORMAT_GRAY8, COMFY_PIXEL_FORMAT_RGB8, COMFY_PIXEL_FORMAT_RGBA8].contains(Int(host.format))
        else { throw refuse("format \(host.format) does not exist") }
        let channels = Int(host.format)
        guard host.channels == 0 || host.channels == Int64(channels) else {
            throw refuse("format has \(channels) channels, not \(host.channels)")
        }
        let width = Int(host.width)
        let height = Int(host.height)
        // All within 2^36: nothing overflows.
        let row = width * channels
        guard row * height <= Self.largest else { throw refuse("size is over \(Self.largest) bytes") }
        let stride = host.stride == 0 ? Int64(row) : host.stride
        guard stride >= Int64(row), !stride.multipliedReportingOverflow(by: Int64(height)).overflow else {
            throw refuse("stride \(stride) is smaller than a row of \(row) bytes, or absurd")
        }
        guard let pixels = host.pixels else { throw refuse("pixels are NULL") }
        let bytes = try [UInt8](allocating: row * height) { buffer, count in
            for y in 0..<height {
                let source = UnsafeBufferPointer(start: pixels + y * Int(stride), count: row)
                _ = buffer[(y * row)..<((y + 1) * row)].initialize(fromContentsOf: source)
            }
            count = row * height
        }
        self.init(width: width, height: height, channels: channels, bytes: bytes)
    }
}

@c @implementation
public func comfy_client_remove_image(
    _ client: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        try client.removeImage(text(name, "name"))
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_add_model_file(
    _ client: OpaquePointer?, _ folder: UnsafePointer<CChar>?, _ name: UnsafePointer<CChar>?,
    _ file: UnsafePointer<comfy_model_file>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        let folder = try text(folder, "folder")
        let name = try text(name, "name")
        let host = try comfy_model_file.read(required(file, "file"))
        guard let data = host.data, host.byte_count > 0 else {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "the file is empty, NULL, or larger than memory")
        }
        let (count, release) = (host.byte_count, host.release)
        let userData = HostPointer(pointer: host.user_data)
        let start = HostPointer(pointer: UnsafeMutableRawPointer(mutating: data))
        try client.addModelFile(folder, name) {
            MemoryFile(pointer: data, size: count) {
                guard let release else { return }
                HostCall.perform { release(start.pointer, count, userData.pointer) }
            }
        }
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_remove_model_file(
    _ client: OpaquePointer?, _ folder: UnsafePointer<CChar>?, _ name: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        try client.removeModelFile(text(folder, "folder"), text(name, "name"))
        return COMFY_STATUS_OK
    }
}
