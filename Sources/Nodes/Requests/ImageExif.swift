internal import Formats
internal import Glibc
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// What is told of pictures: an EXIF, a list with a dictionary of texts for each picture.
enum ImageExifs {
    private static let common: [InputSchema] = [
        .socket("images", "IMAGE"), InputSchema.string("CreationDate", default: "").optional,
        InputSchema.string("Title", default: "").optional, InputSchema.string("Description", default: "").optional,
        InputSchema.string("Artist", default: "").optional, InputSchema.string("ImageNumber", default: "").optional,
        InputSchema.string("Rating", default: "").optional,
        InputSchema.string("UserComment", default: "", extra: ["multiline": true]).optional,
    ]

    private static let camera: [InputSchema] = [
        InputSchema.string("Make", default: "").optional, InputSchema.string("Model", default: "").optional,
        InputSchema.string("ExposureTime", default: "").optional,
        InputSchema.string("FNumber", default: "").optional,
        InputSchema.string("ISO", default: "").optional,
        InputSchema.string("DateTimeOriginal", default: "").optional,
        InputSchema.string("ShutterSpeedValue", default: "").optional,
        InputSchema.string("ApertureValue", default: "").optional,
        InputSchema.string("BrightnessValue", default: "").optional,
        InputSchema.string("FocalLength", default: "").optional,
        InputSchema.string("MeteringMode", default: "").optional,
        InputSchema.string("Flash", default: "").optional,
        InputSchema.string("WhiteBalance", default: "").optional,
        InputSchema.string("ExposureMode", default: "").optional,
        InputSchema.string("DigitalZoomRatio", default: "").optional,
        InputSchema.string("FocalLengthIn35mmFilm", default: "").optional,
        InputSchema.string("SceneCaptureType", default: "").optional,
        InputSchema.string("GPSLatitude", default: "").optional,
        InputSchema.string("GPSLongitude", default: "").optional,
        InputSchema.string("GPSTimeStamp", default: "").optional,
        InputSchema.string("GPSAltitude", default: "").optional,
        InputSchema.string("LensMake", default: "").optional,
        InputSchema.string("LensModel", default: "").optional,
    ]

    static let all: [any Node] = [
        FunctionNode(
            NodeSchema(
                "ImageExif", category: "api/openapi",
                inputs: common,
                outputs: [OutputSchema("EXIF")]
            ).with { $0.description = "What is told of pictures, if it is not empty." }
        ) { inputs in try texts(inputs) },
        FunctionNode(
            NodeSchema(
                "ImageExifUncommon", category: "api/openapi",
                inputs: common + camera,
                outputs: [OutputSchema("EXIF")]
            ).with { $0.description = "What is told of pictures and of the camera, if it is not empty." }
        ) { inputs in
            try texts(inputs)
        },
        numbered, merged,
        FunctionNode(
            NodeSchema(
                "HashImage", category: "api/openapi",
                inputs: [.socket("images", "IMAGE")],
                outputs: [OutputSchema("IMAGE_HASHES")]
            ).with { $0.description = "SHA-256 of each picture's pixels of 8 bits." }
        ) { inputs in
            let image = try inputs.image("images")
            return [.list(PixelConversion.pixels(image).map { .string($0.bytes.withUnsafeBytes(SHA256.hex)) })]
        },
    ]

    private static func texts(_ inputs: NodeInputs) throws -> [Value] {
        let count = try inputs.image("images").shape[0]
        var members: ValueDictionary = [:]
        for (name, value) in inputs.values where name != "images" && value.string?.isEmpty == false {
            members[name] = value
        }
        return [.list([Value](repeating: .dictionary(members), count: count))]
    }

    private static let numbered = FunctionNode(
        NodeSchema(
            "ImageExifCreationDateAndBatchNumber", category: "api/openapi",
            inputs: [.socket("images", "IMAGE")],
            outputs: [OutputSchema("EXIF")]
        ).with { $0.description = "The time, and each picture's number in its batch." }
    ) { inputs in
        let template = FilenameTemplate(width: 0, height: 0)
        let time = template.expand("%year%:%month%:%day% %hour%:%minute%:%second%")
        return [
            .list(
                (0..<(try inputs.image("images").shape[0])).map { index in
                    .dictionary(["ImageNumber": .string(String(index)), "CreationDate": .string(time)])
                })
        ]
    }

    private static let merged = FunctionNode(
        NodeSchema(
            "ImageExifMerge", category: "api/openapi",
            inputs: [
                InputSchema.socket("value0", "EXIF").optional, InputSchema.socket("value1", "EXIF").optional,
                InputSchema.socket("value2", "EXIF").optional, InputSchema.socket("value3", "EXIF").optional,
                InputSchema.socket("value4", "EXIF").optional,
            ],
            outputs: [OutputSchema("EXIF")]
        ).with { $0.description = "What is told of pictures in several places; what comes later counts." }
    ) { inputs in
        let lists = try (0..<5).map { "value\($0)" }.filter { inputs[$0] != nil }.map { name -> [Value] in
            guard let list = inputs[name]?.list else { throw inputs.wrong(name, "an EXIF") }
            return list
        }
        let count = lists.map(\.count).min() ?? 0
        return [
            .list(
                (0..<count).map { index in
                    var members: ValueDictionary = [:]
                    for list in lists {
                        for (key, value) in list[index].dictionary ?? [:] where value.string?.isEmpty != true {
                            members[key] = value
                        }
                    }
                    return .dictionary(members)
                })
        ]
    }
}
