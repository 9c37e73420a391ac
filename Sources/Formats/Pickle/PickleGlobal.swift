internal import Tensors

/// What the pickles of model files may name. Nothing of it is code: each row has a meaning here, and a pickle that names
/// anything else is refused before a tensor of it is read. CONTRIBUTING.md shows the table.
enum PickleGlobal: Sendable, Equatable {
    case orderedDictionary
    case set
    /// How PyTorch puts tensors together; the numbers tell its ways apart.
    case tensor(version: Int)
    /// A tensor of some class: its first argument says how.
    case tensorOfType
    case parameter
    case storage(DType)
    case dtype(DType)
    case size
    /// Known, and of no use here: a device, a score, the class of a callback.
    case inert

    private static let storages: KeyValuePairs<String, DType> = [
        "Double": .f64, "Float": .f32, "Half": .f16, "BFloat16": .bf16, "Long": .i64, "Int": .i32, "Short": .i16,
        "Char": .i8, "Byte": .u8, "Bool": .bool,
    ]

    /// What `torch` calls the storages of a type; nil of one that it has none of.
    static func storageName(of dtype: DType) -> String? {
        storages.first { $0.value == dtype }.map { $0.key + "Storage" }
    }

    /// The table. Storage classes are PyTorch's typed ones, in `torch` and in `torch.cuda`.
    static let table: [String: PickleGlobal] = {
        var table: [String: PickleGlobal] = [
            "collections.OrderedDict": .orderedDictionary,
            "torch.nn.modules.container.ParameterDict": .orderedDictionary,
            "builtins.set": .set, "__builtin__.set": .set,
            "torch._utils._rebuild_tensor": .tensor(version: 1),
            "torch._utils._rebuild_tensor_v2": .tensor(version: 2),
            "torch._utils._rebuild_tensor_v3": .tensor(version: 3),
            "torch._utils._rebuild_parameter": .parameter,
            "torch._utils._rebuild_parameter_with_state": .parameter,
            "torch._tensor._rebuild_from_type_v2": .tensorOfType,
            "torch.Tensor": .inert, "torch._tensor.Tensor": .inert, "torch.nn.parameter.Parameter": .inert,
            "torch.Size": .size,
            "torch.device": .inert,
            "torch.UntypedStorage": .storage(.u8), "torch.storage.UntypedStorage": .storage(.u8),
            // what trainers leave in checkpoints: names of callbacks, best scores, texts as bytes
            "pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint": .inert,
            "numpy.core.multiarray.scalar": .inert, "numpy._core.multiarray.scalar": .inert,
            "numpy.dtype": .inert, "numpy.dtypes.Float64DType": .inert, "numpy.dtypes.Float32DType": .inert,
            "numpy.dtypes.Int64DType": .inert,
            "_codecs.encode": .inert,
        ]
        for (name, dtype) in Self.storages {
            for module in ["torch", "torch.cuda"] { table["\(module).\(name)Storage"] = .storage(dtype) }
        }
        let dtypes: KeyValuePairs<String, DType> = [
            "float64": .f64, "float32": .f32, "float16": .f16, "bfloat16": .bf16, "int64": .i64, "int32": .i32,
            "int16": .i16, "int8": .i8, "uint64": .u64, "uint32": .u32, "uint16": .u16, "uint8": .u8, "bool": .bool,
            "float8_e4m3fn": .f8e4m3, "float8_e5m2": .f8e5m2,
        ]
        for (name, dtype) in dtypes { table["torch.\(name)"] = .dtype(dtype) }
        return table
    }()
}
