import Formats
import Models
import Sampling
import Tensors
import TestSupport
import Testing

/// The UNet in SDXL's layout: a vector beside the prompt, heads of one width, transformers of several blocks.
@Suite struct SDXLTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let tiny = ModelFile(tinyBelow: "model.diffusion_model.", of: .sdxlTiny)

    static func network(_ file: ModelFile) throws -> UNet { try UNet(WeightReader(file.file(), compute: compute)) }

    func waves(_ shape: [Int], _ step: Int = 1) -> Tensor {
        Tensor((0..<shape.reduce(1, *)).map { Float($0 * step % 11) / 5 - 1 }, shape: shape)
    }

    /// Against what ComfyUI gave for the same weights, at a high and a low noise level.
    @Test(arguments: [(0, 14.6146), (1, 0.5)] as [(Int, Float)])
    func reference(_ index: Int, _ sigma: Float) throws {
        let golden = ReferenceTests.golden
        let unet = try UNet(
            WeightReader(
                SafetensorsFile(path: SyntheticCheckpoint.path(.sdxlSmall)), prefix: "model.diffusion_model.",
                compute: Self.compute))
        #expect(unet.contextWidth == 2048 && unet.vectorWidth == 2816)
        let sampling = DiscreteSampling(prediction: .epsilon)
        let x = try golden.tensor("sd1.unet.x").slice(0..<1) * sigma
        let output = try unet(
            sampling.calculateInput(x, sigma: sigma), timesteps: [sampling.timestep(of: sigma)],
            NetworkInputs(context: golden.tensor("sdxl.cond.pos"), vector: golden.tensor("sdxl.adm.pos")), Self.compute)
        let denoised = sampling.calculateDenoised(output: output, x: x, sigma: sigma)
        #expect(relativeDifference(denoised, try golden.tensor("sdxl.unet.denoised.\(index)")) < 1e-5)
    }

    /// Each item has its own vector, and it matters.
    @Test func vectors() throws {
        let unet = try Self.network(Self.tiny)
        let x = waves([2, 4, 6, 10]), context = waves([2, 77, 128]), vector = waves([2, 1600], 3)
        let both = try unet(x, timesteps: [500, 20], NetworkInputs(context: context, vector: vector), Self.compute)
        for (item, timestep) in [Float(500), 20].enumerated() {
            let range = item..<item + 1
            let (x, context) = (x.slice(range), context.slice(range))
            let one = try unet(
                x, timesteps: [timestep], NetworkInputs(context: context, vector: vector.slice(range)), Self.compute)
            #expect(relativeDifference(one, both.slice(range)) < 1e-6)
            let other = try unet(
                x, timesteps: [timestep], NetworkInputs(context: context, vector: Tensor(zeros: [1, 1600])),
                Self.compute)
            #expect(relativeDifference(other, one) > 1e-3)
        }
    }

    @Test func inputThatDoesNotFit() throws {
        let (xl, old) = (try Self.network(Self.tiny), try Self.network(DetectionTests.unet))
        #expect(old.vectorWidth == nil)
        for (unet, batch, timesteps, vector) in [
            (xl, 1, 1, nil), (xl, 1, 1, [1, 1599]), (xl, 1, 1, [1, 0]), (xl, 1, 1, [1600]), (xl, 1, 1, [2, 1600]),
            (xl, 1, 1, [1, 1600, 1]), (xl, 2, 2, [1, 1600]), (xl, 2, 1, [2, 1600]), (xl, 1, 0, [1, 1600]),
            (old, 2, 1, nil),
            (old, 1, 1, [1, 1600]),
        ] as [(UNet, Int, Int, [Int]?)] {
            let error = #expect(throws: ModelError.self) {
                try unet(
                    Tensor(zeros: [batch, 4, 8, 8]), timesteps: Array(repeating: 1, count: timesteps),
                    NetworkInputs(
                        context: Tensor(zeros: [batch, 77, unet.contextWidth]), vector: vector.map { Tensor(zeros: $0) }
                    ),
                    Self.compute)
            }
            #expect(error?.code == .badInput)
        }
    }

    /// As for the other networks; the vector may have any width.
    @Test func hostileFiles() throws {
        let tests = HostileFileTests()
        let first = "label_emb.0.0.weight"
        tests.check(Self.tiny, except: [first]) { _ = try UNet(WeightReader($0, compute: Self.compute)) }
        func expectError(_ code: ModelError.Code, _ name: String, _ comment: String, _ tensor: Tensor?) {
            var file = Self.tiny
            file.tensors[name] = tensor
            tests.expectError(code, naming: name, comment) { _ = try Self.network(file) }
        }
        expectError(.missingTensor, first, "without it", nil)
        for shape in [[], [0], [256], [256, 0], [256, 1600, 1], [256, 1600, 3, 3]] {
            expectError(.badShape, first, "as \(shape)", Tensor(zeros: shape, dtype: .f16))
        }
        var moved = Self.tiny
        moved = moved.renamed { $0.replacing("label_emb.0.", with: "label_emb.1.") }
        tests.expectError(.missingTensor, naming: first, "under another name") { _ = try Self.network(moved) }
    }

    /// Heads are 64 wide where linear layers are around the transformers: other widths cannot be cut so.
    @Test func widthsThatAreNoHeads() throws {
        var unet = DetectionTests.unet
        for (name, tensor) in unet.tensors where name.contains("proj_in.weight") || name.contains("proj_out.weight") {
            unet.tensors[name] = tensor.reshaped(Array(tensor.shape.prefix(2)))
        }
        HostileFileTests().expectError(.badShape, naming: "proj_in.weight", "32 wide") { _ = try Self.network(unet) }
    }
}
