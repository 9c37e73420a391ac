// Speed of the operations on Stable Diffusion 1.x shapes, also against what the inner loop of the
// matrix product reaches on data in the first level cache. Usage: comfy-bench [threads [filter [seconds a case]]]
internal import CKernels
internal import Glibc
internal import Tensors

/// Seconds of processor time that the process took, over its threads: other programs on the machine
/// hardly count. It hides threads that wait for each other; `COMFY_BENCH_WALL` takes the clock instead.
let clock = getenv("COMFY_BENCH_WALL") == nil ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC
func now() -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    if clock == CLOCK_PROCESS_CPUTIME_ID {
        return (Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9) / Double(threads)
    }
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

let arguments = CommandLine.arguments
let threads = arguments.count > 1 ? Int(arguments[1]) ?? ThreadPool.availableCores : ThreadPool.availableCores
let filter = arguments.count > 2 ? arguments[2] : ""
let budget = arguments.count > 3 ? Double(arguments[3]) ?? 1 : 1
let pool = ThreadPool(threads: threads)
let compute = Compute(pool: pool)

func random(_ shape: [Int], scale: Float = 1) -> Tensor {
    var result = Tensor(uninitialized: shape)
    var state: UInt64 = 1
    result.withMutableFloats { floats in
        for i in floats.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            floats[i] = (Float(state >> 40) * 0x1p-24 - 0.5) * 2 * scale
        }
    }
    return result
}

/// The best time of runs that take `budget` seconds together, at least two.
func best(_ body: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    let end = now() + budget
    var runs = 0
    while runs < 3 || now() < end {
        let start = now()
        try body()
        least = min(least, now() - start)
        runs += 1
    }
    return least
}

/// The same product in one call a thread, of rows in the first level cache: what the inner loop can do at best.
func plain(m: Int, n: Int, k: Int) -> Double {
    let width = Int(ck_panel_width())
    let (rows, depth) = (48, 128)
    let panel = random([depth, width])
    let x = random([rows, depth])
    let calls = 200
    let time = panel.withFloats { panel in
        x.withFloats { x in
            best {
                try! pool.parallelFor(threads) { _ in
                    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: rows) { table in
                        withUnsafeTemporaryAllocation(of: Float.self, capacity: rows * width) { y in
                            for row in 0..<rows { table[row] = x.baseAddress! + row * depth }
                            for _ in 0..<calls {
                                ck_product(
                                    Int64(rows), Int64(width), 1, Int64(depth), table.baseAddress!, 0, 0,
                                    panel.baseAddress!,
                                    y.baseAddress!, Int64(width), 0)
                            }
                        }
                    }
                }
            }
        }
    }
    let rate = 2 * Double(rows * depth * width * calls * threads) / time
    return 2 * Double(m) * Double(n) * Double(k) / rate
}

func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(width - text.count, 1)) }
func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = pow(10, Double(digits))
    return "\((value * scale).rounded() / scale)"
}

/// Prints GFLOP/s of `body`.
func measure(_ name: String, m: Int, n: Int, k: Int, times: Int = 1, _ body: () throws -> Void) rethrows {
    guard filter.isEmpty || name.contains(filter) else { return }
    let work = 2e-9 * Double(m) * Double(n) * Double(k) * Double(times)
    let reference = plain(m: m, n: n, k: k) * Double(times)
    let time = try best(body)
    print(
        pad(name, 34), pad(fixed(time * 1e3, 2) + " ms", 12), pad(fixed(work / time, 1) + " GFLOP/s", 16),
        "\(fixed(100 * reference / time, 0)) % of the inner loop")
}

/// Prints GB/s over the bytes that the operation must read and write, and of a memory copy.
func measure(_ name: String, bytes: Int, _ body: () throws -> Void) rethrows {
    guard filter.isEmpty || name.contains(filter) else { return }
    let time = try best(body)
    print(pad(name, 34), pad(fixed(time * 1e3, 2) + " ms", 12), fixed(Double(bytes) / time * 1e-9, 1), "GB/s")
}

print("isa", String(cString: ck_isa()), "threads", threads)

for (batch, side, input, output, stride) in [
    (2, 64, 4, 320, 1), (2, 64, 320, 320, 1), (2, 64, 640, 320, 1), (2, 64, 320, 320, 2), (2, 32, 640, 640, 1),
    (2, 16, 1280, 1280, 1), (2, 8, 1280, 1280, 1), (1, 64, 512, 512, 1), (1, 256, 256, 256, 1), (1, 512, 128, 128, 1),
    (1, 512, 128, 3, 1),
] {
    let name = "conv3x3 \(batch)x\(side)x\(side) \(input)->\(output) /\(stride)"
    guard filter.isEmpty || name.contains(filter) else { continue }
    let x = random([batch, side, side, input])
    let w = try ConvWeight(weight: random([output, input, 3, 3], scale: 0.1), bias: random([output]))
    let m = batch * side * side / stride / stride
    try measure(name, m: m, n: output, k: 9 * input) { _ = try compute.conv2d(x, w, stride: stride, padding: .same(1)) }
}
for (m, k, n) in [
    (4096, 320, 2560), (8192, 320, 320), (8192, 1280, 320), (2048, 640, 5120), (512, 1280, 1280), (154, 768, 320),
    (77, 768, 3072), (2, 1280, 1280),
] {
    let name = "linear \(m)x\(k)x\(n)"
    guard filter.isEmpty || name.contains(filter) else { continue }
    let x = random([m, k])
    let w = try LinearWeight(weight: random([n, k]), bias: random([n]))
    try measure(name, m: m, n: n, k: k) { _ = try compute.linear(x, w) }
}
for (batch, queries, keys, heads, width) in [
    (1, 4096, 4096, 8, 40), (2, 1024, 1024, 8, 80), (2, 256, 256, 8, 160), (2, 4096, 77, 8, 40),
    (1, 4096, 4096, 1, 512),
] {
    let name = "attention \(batch)x\(queries)x\(keys) \(heads)x\(width)"
    guard filter.isEmpty || name.contains(filter) else { continue }
    let q = random([batch, queries, heads * width])
    let k = random([batch, keys, heads * width])
    try measure(name, m: queries, n: keys, k: width, times: 2 * batch * heads) {
        _ = try compute.attention(q: q, k: k, v: k, heads: heads)
    }
}
for (shape, groups) in [([2, 64, 64, 320], 32), ([1, 512, 512, 128], 32)] {
    let x = random(shape)
    let w = try NormWeight(weight: random([shape[3]]), bias: random([shape[3]]))
    let bytes = x.byteCount
    try measure("groupNorm+silu \(shape)", bytes: 3 * bytes) {
        _ = try compute.groupNorm(x, w, groups: groups, eps: 1e-5, activation: .silu)
    }
    try measure("layerNorm \(shape)", bytes: 2 * bytes) { _ = try compute.layerNorm(x, w) }
    try measure("silu \(shape)", bytes: 2 * bytes) { _ = try compute.silu(x) }
    try measure("geglu \(shape)", bytes: 3 * bytes / 2) { _ = try compute.geglu(x) }
    try measure("add \(shape)", bytes: 3 * bytes) { _ = try compute.add(x, x) }
    try measure("addPerItem \(shape)", bytes: 2 * bytes) {
        _ = try compute.addPerItem(
            x,
            x.slice(0..<1).reshaped([1, x.count / shape[0]]).slice(0..<1).reshaped([
                x.count / shape[0] / shape[3], shape[3],
            ]).slice(0..<shape[0]))
    }
    try measure("upsampleNearest2x \(shape)", bytes: 5 * bytes) { _ = try compute.upsampleNearest2x(x) }
    try measure("concatChannels \(shape)", bytes: 4 * bytes) { _ = try compute.concatChannels(x, x) }
    try measure("nchw \(shape)", bytes: 2 * bytes) { _ = try compute.nchw(x) }
}
