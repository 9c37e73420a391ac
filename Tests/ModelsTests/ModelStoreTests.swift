import Formats
import Glibc
import Models
import Synchronization
import System
import Tensors
import TestSupport
import Testing
import Tokenizers

@Suite struct ModelStoreTests {
    static let pool = ThreadPool(threads: 2)
    static let compute = Compute(pool: pool)
    static let path = SyntheticCheckpoint.path(.tiny)

    func identity(_ location: String = "model", modified: Int = 1) -> FileIdentity {
        FileIdentity(location: location, size: 10, modified: modified)
    }

    func open() throws -> SafetensorsFile { try SafetensorsFile(path: Self.path) }

    @Test func loadsAFileOnce() throws {
        let store = ModelStore()
        let opened = Atomic<Int>(0)
        let results = Mutex([ObjectIdentifier]())
        let threads = (0..<8).map { _ in
            BackgroundThread {
                let checkpoint = try! store.checkpoint(self.identity(), Self.compute) {
                    opened.wrappingAdd(1, ordering: .relaxed)
                    usleep(50_000)
                    return try SafetensorsFile(path: Self.path)
                }
                results.withLock { $0.append(ObjectIdentifier(checkpoint)) }
            }
        }
        for thread in threads { thread.join() }
        #expect(opened.load(ordering: .relaxed) == 1)
        #expect(results.withLock { $0.count == 8 && Set($0).count == 1 })
    }

    @Test func aFailureIsNotKept() throws {
        let store = ModelStore()
        #expect(throws: FormatError.self) {
            try store.checkpoint(identity(), Self.compute) { throw FormatError(.io, "gone") }
        }
        #expect(store.report["models"]?.array?.isEmpty == true)
        _ = try store.checkpoint(identity(), Self.compute, open: open)
    }

    /// The prompt that waits takes over where the one that loads is cancelled.
    @Test func aCancelledLoadHarmsNobody() throws {
        let store = ModelStore()
        let cancellation = Cancellation()
        let isOpening = Atomic<Bool>(false)
        let first = BackgroundThread {
            let error = #expect(throws: CancellationError.self) {
                try store.checkpoint(self.identity(), Compute(pool: Self.pool, cancellation: cancellation)) {
                    isOpening.store(true, ordering: .releasing)
                    while !cancellation.isCancelled { usleep(1000) }
                    return try SafetensorsFile(path: Self.path)
                }
            }
            #expect(error != nil)
        }
        while !isOpening.load(ordering: .acquiring) { usleep(1000) }
        let second = BackgroundThread {
            #expect(throws: Never.self) {
                try store.checkpoint(self.identity(), Self.compute, open: self.open)
            }
        }
        // one that waits is cancelled as well
        let impatient = Cancellation()
        let third = BackgroundThread {
            #expect(throws: CancellationError.self) {
                try store.checkpoint(
                    self.identity(), Compute(pool: Self.pool, cancellation: impatient), open: self.open)
            }
        }
        usleep(20_000)
        impatient.cancel()
        third.join()
        cancellation.cancel()
        first.join()
        second.join()
        #expect(store.report["models"]?.array?.count == 1)
    }

    @Test func replacedFilesAreReadAgain() throws {
        let store = ModelStore()
        let old = try store.checkpoint(identity(modified: 1), Self.compute, open: open)
        let same = try store.checkpoint(identity(modified: 1), Self.compute, open: open)
        let new = try store.checkpoint(identity(modified: 2), Self.compute, open: open)
        #expect(old === same && old !== new)
        #expect(store.report["models"]?.array?.count == 1)
    }

    @Test func report() throws {
        let store = ModelStore()
        #expect(store.report == ["total_bytes": 0, "resident_bytes": 0, "models": []])
        let checkpoint = try store.checkpoint(identity(), Self.compute, open: open)
        _ = try store.autoencoder(identity("vae"), named: "b", Self.compute, open: open)
        let report = store.report
        let models = try #require(report["models"]?.array)
        #expect(models.map { $0["name"]?.string } == ["b", "a"])
        #expect(models.map { $0["kind"]?.string } == ["vae", "checkpoint"])
        let parts = try #require(models[1]["parts"])
        #expect(parts["unet"]?.int == checkpoint.unet.byteCount)
        #expect(parts["clip"]?.int == checkpoint.textEncoder?.byteCount)
        #expect(parts["vae"]?.int == checkpoint.autoencoder?.byteCount)
        let total = models.reduce(0) { $0 + ($1["bytes"]?.int ?? 0) }
        #expect(report["total_bytes"]?.int == total && total > 0)

        #expect(!store.unload("c", of: "checkpoints") && !store.unload("a", of: "vae"))
        #expect(store.unload("a", of: "checkpoints"))
        #expect(store.report["models"]?.array?.count == 1)
        store.unloadAll()
        #expect(store.report == ["total_bytes": 0, "resident_bytes": 0, "models": []])
    }

    /// What it is keyed by: the loader with its options, and all of its files.
    @Test func otherOptionsAreOtherModels() throws {
        struct Named: ModelLoader {
            static let kind = "named"
            let option: String
            func load(
                _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
            ) throws -> LoadedAutoencoder {
                try AutoencoderLoader().load(Array(files.suffix(1)), compute, budget)
            }
            static func parts(of model: LoadedAutoencoder) -> [ModelPart] { AutoencoderLoader.parts(of: model) }
        }
        let store = ModelStore()
        let files = ["a", "b"].map { LoadableFile(identity($0), folder: "vae", name: $0, open: open) }
        let pair = try store.model(Named(option: "x"), files, Self.compute)
        #expect(try store.model(Named(option: "x"), files, Self.compute) === pair)
        #expect(try store.model(Named(option: "y"), files, Self.compute) !== pair)
        #expect(try store.model(Named(option: "x"), files.reversed(), Self.compute) !== pair)
        #expect(try store.model(AutoencoderLoader(), files, Self.compute) !== pair)
        let models = try #require(store.report["models"]?.array)
        #expect(models.map { $0["kind"]?.string } == ["vae", "named", "named", "named"])
        #expect(models[1]["name"]?.string == "b, a")
        #expect(store.unload("b", of: "vae") && store.report["models"]?.array?.isEmpty == true)
    }

    /// Files that are read with one belong to what tells its model from others.
    @Test func companionsThatCameOrChanged() throws {
        let store = ModelStore()
        func load(_ companions: FileIdentity...) throws -> LoadedAutoencoder {
            let file = LoadableFile(identity(), companions: companions, folder: "vae", name: "a", open: open)
            return try store.model(AutoencoderLoader(), [file], Self.compute)
        }
        let alone = try load()
        let first = try load(identity("b"))
        #expect(try first !== alone && load(identity("b")) === first)
        let second = try load(identity("b", modified: 2))
        #expect(second !== first && store.report["models"]?.array?.count == 1)
    }

    @Test func theLeastRecentlyUsedGoesFirst() throws {
        let size = try AutoencoderLoader.load(open(), Self.compute).byteCount
        let store = ModelStore(limit: 2 * size)
        for name in ["a", "b", "a", "c"] {
            _ = try store.autoencoder(identity(name), named: name, Self.compute, open: open)
        }
        #expect(store.report["models"]?.array?.map { $0["name"]?.string } == ["c", "a"])
        // one that is over the budget by itself stays
        let tight = ModelStore(limit: 1)
        _ = try tight.autoencoder(identity(), Self.compute, open: open)
        #expect(tight.report["models"]?.array?.count == 1)
    }

    @Test func identityOfAFile() throws {
        let identity = try FileIdentity(path: Self.path)
        #expect(try identity == FileIdentity(path: Self.path))
        #expect(identity.size > 0 && identity.modified > 0)
        #expect(throws: FormatError.self) { try FileIdentity(path: "/nowhere/model.safetensors") }
    }
}

extension ModelStore {
    /// The checkpoint in a file of "checkpoints".
    fileprivate func checkpoint(
        _ identity: FileIdentity, named name: String = "a", _ compute: Compute,
        open: @escaping () throws -> SafetensorsFile
    ) throws -> Checkpoint {
        try model(
            CheckpointLoader(), [LoadableFile(identity, folder: "checkpoints", name: name, open: open)], compute)
    }

    /// The autoencoder in a file of "vae".
    fileprivate func autoencoder(
        _ identity: FileIdentity, named name: String = "a", _ compute: Compute,
        open: @escaping () throws -> SafetensorsFile
    ) throws -> LoadedAutoencoder {
        try model(AutoencoderLoader(), [LoadableFile(identity, folder: "vae", name: name, open: open)], compute)
    }
}

/// What is made of weights when a model is used.
@Suite struct ExpandedWeightTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    /// Of fp16, which kernels read as it is stored.
    func narrowFile() throws -> SafetensorsFile { try SafetensorsFile(path: SyntheticCheckpoint.path(.tiny)) }

    /// Of f64, which they need a copy of.
    func file() throws -> SafetensorsFile {
        var file = ModelFile(tinyBelow: "")
        for (name, tensor) in file.tensors { file.tensors[name] = try tensor.converted(to: .f64) }
        return file.file()
    }

    /// A picture of all three parts.
    func run(_ checkpoint: Checkpoint) throws -> [UInt32] {
        let encoder = try #require(checkpoint.clip), autoencoder = try #require(checkpoint.autoencoder)
        let prompt = PromptTokenizer().tokenize("a (red:1.2) lake") { (_) throws(Never) in nil }
        let context = try encoder.encode(prompt.chunks, Self.compute).hidden
        let latent = Tensor((0..<4 * 12 * 10).map { Float($0 % 17) / 8 - 1 }, shape: [1, 4, 12, 10])
        let denoised = try checkpoint.model.denoised(latent, sigma: 3, NetworkInputs(context: context), Self.compute)
        let picture = try autoencoder.decode(denoised, Self.compute)
        return try picture.floats.map(\.bitPattern) + autoencoder.encode(picture, Self.compute).floats.map(\.bitPattern)
    }

    @Test func nothingIsInMemoryBeforeItIsUsed() throws {
        let store = ModelStore()
        let identity = FileIdentity(location: "a", size: 1, modified: 1)
        let checkpoint = try store.checkpoint(identity, Self.compute, open: file)
        #expect(store.report["resident_bytes"]?.int == 0)
        _ = try run(checkpoint)
        let expanded = try #require(store.report["resident_bytes"]?.int)
        #expect(expanded == store.report["models"]?.array?[0]["resident_bytes"]?.int)
        // the file is f64, what is made of it f32
        #expect(expanded > checkpoint.unet.byteCount / 3)
    }

    /// What kernels read as it is stored takes its pages and no more.
    @Test func whatKernelsReadAsItIsIsNotCopied() throws {
        let budget = WeightBudget()
        let checkpoint = try CheckpointLoader.load(narrowFile(), Self.compute, budget: budget)
        #expect(try run(checkpoint) == run(CheckpointLoader.load(file(), Self.compute)))
        let stored =
            try checkpoint.unet.byteCount + #require(checkpoint.clip).byteCount
            + #require(checkpoint.autoencoder).byteCount
        #expect(budget.byteCount <= stored && checkpoint.unet.room.byteCount > checkpoint.unet.byteCount / 2)
        withExtendedLifetime(checkpoint) {}
    }

    /// A budget changes what is kept, never a result.
    @Test(arguments: [false, true])
    func everyBudgetGivesTheSameBits(isNarrow: Bool) throws {
        func file() throws -> SafetensorsFile { try isNarrow ? narrowFile() : self.file() }
        let free = WeightBudget()
        let expected = try run(CheckpointLoader.load(file(), Self.compute, budget: free))
        for limit in [0, free.byteCount / 5, free.byteCount / 2, free.byteCount] {
            let budget = WeightBudget(limit: limit)
            let checkpoint = try CheckpointLoader.load(file(), Self.compute, budget: budget)
            for _ in 0..<2 {
                #expect(try run(checkpoint) == expected)
                #expect(budget.byteCount <= limit)
            }
            #expect(limit == 0 || budget.byteCount > 0)
        }
    }

    /// A file that is cut short while its model is in use gives an error and no crash.
    @Test func truncatedAfterLoading() throws {
        let path = "/tmp/comfy-truncated-\(UInt64.random(in: 0...(.max))).safetensors"
        let bytes = try #require(fopen(SyntheticCheckpoint.path(.tiny), "rb"))
        let copy = try #require(fopen(path, "wb"))
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = fread(&buffer, 1, buffer.count, bytes), count > 0 { fwrite(buffer, 1, count, copy) }
        fclose(bytes)
        fclose(copy)
        defer { unlink(path) }
        let checkpoint = try CheckpointLoader.load(SafetensorsFile(path: path), Self.compute)
        #expect(truncate(path, 100_000) == 0)
        let error = #expect(throws: FormatError.self) {
            try checkpoint.model.denoised(
                Tensor(zeros: [1, 4, 8, 8]), sigma: 1, NetworkInputs(context: Tensor(zeros: [1, 77, 64])), Self.compute)
        }
        #expect(error?.description.contains("truncated") == true)
    }
}
