import SyntheticModels
import System
import Testing

@testable import comfy_bench

/// The lists of operations add up to what the models are known to take.
@Suite struct ShapesTests {
    /// GFLOP of the operations that `wanted` wants.
    func work(_ list: OperationList, _ wanted: (OperationShape) -> Bool) -> Double {
        list.operations.filter(wanted).reduce(0) { $0 + ($1.work ?? 0) * Double(list.counts[$1]!) } / 1e9
    }

    func isConvolution(_ operation: OperationShape) -> Bool { if case .convolution = operation { true } else { false } }
    func isAttention(_ operation: OperationShape) -> Bool { if case .attention = operation { true } else { false } }

    /// Multiply-adds published for the UNet at 64x64: 401 G.
    @Test func stableDiffusion15() {
        let list = UNetShapes.sd15.operations(batch: 1, height: 64, width: 64)
        #expect(abs(list.work / 1e9 - 803) < 2)
        #expect(abs(work(list, isAttention) - 126) < 1)
        #expect(list.operations.count { isConvolution($0) } > 20)
        let double = UNetShapes.sd15.operations(batch: 2, height: 64, width: 64)
        #expect(double.work == 2 * list.work)
    }

    /// Multiply-adds published for the UNet at 128x128: 2.99 T, which leaves attention's products out.
    @Test func stableDiffusionXL() {
        let list = UNetShapes.sdxl.operations(batch: 1, height: 128, width: 128)
        #expect(abs(work(list) { !isAttention($0) } / 1e3 - 5.98) < 0.05)
        #expect(abs(work(list, isAttention) / 1e3 - 0.8) < 0.05)
    }

    @Test func autoencoder() {
        #expect(abs(AutoencoderShapes.decoder(height: 64, width: 64).work / 1e9 - 2515) < 15)
        #expect(AutoencoderShapes.encoder(height: 512, width: 512).work > 1e12)
    }

    /// Stable Diffusion 2's UNet differs from 1's by its prompts' width and its heads, which attention's work ignores.
    @Test func fewSteps() {
        let (first, second) = (UNetShapes.sd15, UNetShapes.sd2)
        let difference =
            second.operations(batch: 1, height: 64, width: 64).work
            - first.operations(batch: 1, height: 64, width: 64).work
        // keys and values: 256 numbers more a token
        #expect(difference > 0 && difference / 1e9 < 2)
        // 1.22 million weights, of which those of the last level are used 64 times as often as those of the first
        #expect(abs(AutoencoderShapes.tinyDecoder(height: 64, width: 64).work / 1e9 - 142) < 2)
    }

    @Test func medians() {
        #expect(median([3]) == 3)
        #expect(median([4, 1, 3]) == 3)
        #expect(median([4, 1, 3, 2]) == 2.5)
    }
}

@Suite struct BenchOptionsTests {
    @Test func understood() throws {
        let options = try #require(
            try Options([
                "step", "--model", "sd15", "--size", "256", "--dtype", "bf16", "--threads", "2", "--rounds", "3",
                "--json", "--compare", "torch",
            ]))
        #expect(options.command == .step && options.precision == .bf16 && options.size == 256)
        #expect(options.threads == 2 && options.rounds == 3 && options.json && options.comparison == .torch)
        let klein = try #require(try Options(["step", "--model", "klein", "--storage", "q4_k"]))
        #expect(klein.model == .klein && klein.storage == .q4_k)
        #expect(try Options(["kernels", "--help"]) == nil)
        #expect(try #require(try Options(["vae", "--compare", "torch"])).comparison == .torch)
        let picture = try #require(
            try Options(["picture", "--model", "sd-turbo", "--steps", "1", "--compare", "openvino"]))
        #expect(picture.model == .sdTurbo && picture.steps == 1 && picture.comparison == .openvino)
        #expect(try #require(try Options(["kernels", "--compare", "openblas"])).comparison == .openblas)
    }

    @Test(arguments: [
        [], ["fly"], ["--json"], ["step", "--size"], ["step", "--size", "100"], ["step", "--size", "big"],
        ["step", "--threads", "0"], ["step", "--rounds", "-1"], ["step", "--dtype", "f16"], ["step", "--model", "sd3"],
        ["step", "--compare", "jax"], ["load", "--compare", "torch"], ["step", "--compare", "openblas"],
        ["kernels", "--compare", "openblas", "--dtype", "bf16"], ["kernels", "--compare", "openvino"],
        ["step", "--model", "klein", "--storage", "q9"], ["vae", "--model", "klein"], ["txt2img", "--model", "flux"],
        ["step", "--model", "klein", "--storage", "q4_k", "--compare", "torch"],
        ["step", "--model", "flux", "--compare", "openvino"],
        ["step", "--filter", "conv"], ["vae", "--config", "{}"], ["peaks", "extra"], ["peaks", "--jsn"],
    ])
    func refused(_ arguments: [String]) {
        #expect(throws: UsageError.self) { try Options(arguments) }
    }
}

@Suite struct MeasuredMemoryTests {
    /// A process that we started counts, one that has ended does not.
    @Test func childrenCount() throws {
        let child = try AnsweringProgram(["cat"])
        #expect(child.ask("ready") == "ready\n")
        #expect(MeasuredMemory.childrenPeak > 0)
        // Other tests run beside this one, so what is resident changes between two readings: the peak is read last. The
        // kernel's counters may be off by some pages for each processor, so only a part of it is expected.
        let resident = MeasuredMemory.resident
        #expect(resident > 0 && MeasuredMemory.peak >= resident / 2)
    }

    @Test func numbers() {
        #expect(fixed(1.25, 1) == "1.2")
        #expect(scientific(0.00258) == "2.6e-03")
        #expect(scientific(.infinity) == "-")
    }
}
