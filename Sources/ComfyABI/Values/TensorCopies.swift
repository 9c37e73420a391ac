// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A host's numbers of elements: the product of its shape.
private func elementCount(_ shape: [Int64]) throws(Failure) -> Int {
    var count = 1
    for side in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: Int(side))
        guard side >= 0, !overflow, product <= 1 << 40 else {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "the shape \(shape) cannot be")
        }
        count = product
    }
    return count
}

@c @implementation
public func comfy_value_create_tensor_from_floats(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ elements: UnsafePointer<Float>?, _ element_count: Int,
    _ shape: UnsafePointer<Int64>?, _ rank: Int, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_value, "out_value")
        guard (0...32).contains(rank) else {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "rank is \(UInt(bitPattern: rank)), not at most 32")
        }
        let sides = rank == 0 ? [] : Array(UnsafeBufferPointer(start: try required(shape, "shape"), count: rank))
        let count = try elementCount(sides)
        guard count == element_count else {
            throw Failure(
                COMFY_STATUS_INVALID_ARGUMENT,
                "a tensor of the shape \(sides) has \(count) elements, not \(UInt(bitPattern: element_count))")
        }
        var tensor = try Tensor(allocating: sides.map { Int($0) })
        if count > 0 {
            let source = UnsafeBufferPointer(start: try required(elements, "elements"), count: count)
            tensor.withMutableFloats { _ = $0.update(fromContentsOf: source) }
        }
        out.pointee = HandleTable.insert(try ValueObject(.tensor(tensor)))
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_value_get_shape(
    _ out_rank: UnsafeMutablePointer<Int>?, _ out_shape: UnsafeMutablePointer<Int64>?, _ capacity: Int,
    _ value: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_rank, "out_rank")
        let shape = try tensor(value).shape
        if capacity != 0 {
            let target = try required(out_shape, "out_shape")
            // A capacity beyond any rank, or one that is negative as Swift has it, means: enough.
            let room = UInt(bitPattern: capacity)
            for (place, side) in shape.enumerated() where UInt(place) < room { target[place] = Int64(side) }
        }
        out.pointee = shape.count
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_value_get_floats(
    _ out_elements: UnsafeMutablePointer<Float>?, _ element_count: Int, _ value: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let tensor = try tensor(value)
        guard tensor.count == element_count else {
            throw Failure(
                COMFY_STATUS_INVALID_ARGUMENT,
                "the tensor has \(tensor.count) elements, not \(UInt(bitPattern: element_count))")
        }
        guard element_count > 0 else { return COMFY_STATUS_OK }
        let target = try required(out_elements, "out_elements")
        try tensor.converted(to: .f32).withFloats { source in
            if let start = source.baseAddress { target.update(from: start, count: element_count) }
        }
        return COMFY_STATUS_OK
    }
}

private func tensor(_ value: OpaquePointer?) throws(Failure) -> Tensor {
    let object = try resolve(value, ValueObject.self)
    guard let tensor = object.value.tensor else { throw object.wrong("a tensor") }
    return tensor
}

// MARK: - Pictures

@c @implementation
public func comfy_value_create_image(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ images: UnsafePointer<comfy_image>?, _ count: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_value, "out_value")
        guard (1...1 << 16).contains(count) else {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "count is \(UInt(bitPattern: count))")
        }
        let pictures = try comfy_image.read(required(images, "images"), count: count).map {
            try PixelImage(host: $0)
        }
        out.pointee = HandleTable.insert(try ValueObject(.tensor(batch(pictures))))
        return COMFY_STATUS_OK
    }
}

/// Pictures of one size and form as an IMAGE. Greys become colours, since an IMAGE has at least three channels.
private func batch(_ pictures: [PixelImage]) throws -> Tensor {
    let first = pictures[0]
    for (place, picture) in pictures.enumerated() {
        guard (picture.width, picture.height, picture.channels) == (first.width, first.height, first.channels) else {
            throw Failure(
                COMFY_STATUS_INVALID_ARGUMENT,
                "images[\(place)] is \(picture.width) x \(picture.height) with \(picture.channels) channels, the first is "
                    + "\(first.width) x \(first.height) with \(first.channels)")
        }
    }
    let channels = max(first.channels, 3)
    var result = try Tensor(allocating: [pictures.count, first.height, first.width, channels])
    let pixels = first.width * first.height
    result.withMutableFloats { target in
        for (place, picture) in pictures.enumerated() {
            for element in 0..<(pixels * channels) {
                let source = first.channels == 1 ? element / channels : element
                target[place * pixels * channels + element] = Float(picture.bytes[source]) / 255
            }
        }
    }
    return result
}

@c @implementation
public func comfy_value_get_image(
    _ out_image: UnsafeMutablePointer<comfy_image>?, _ value: OpaquePointer?, _ index: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try Destination(out_image, "out_image")
        let object = try resolve(value, ValueObject.self)
        guard var tensor = object.value.tensor else { throw object.wrong("a tensor") }
        // a MASK is a picture of greys
        if tensor.rank == 3 { tensor = tensor.reshaped(tensor.shape + [1]) }
        guard tensor.rank == 4, [1, 3, 4].contains(tensor.shape[3]), tensor.shape[1...2].allSatisfy({ $0 > 0 }) else {
            throw Failure(
                COMFY_STATUS_INVALID_ARGUMENT, "a tensor of the shape \(tensor.shape) is neither an IMAGE nor a MASK")
        }
        guard (0..<tensor.shape[0]).contains(index) else {
            throw Failure(COMFY_STATUS_NOT_FOUND, "no image \(UInt(bitPattern: index)); there are \(tensor.shape[0])")
        }
        let picture = try tensor.slice(index..<(index + 1)).converted(to: .f32)
        out.fill(try object.lend(PixelConversion.pixels(picture)[0], place: index).image)
        return COMFY_STATUS_OK
    }
}
