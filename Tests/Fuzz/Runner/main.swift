// Hands a target over to libFuzzer. FUZZ_TARGET names the target.
internal import FuzzTargets
internal import Glibc

typealias OneInput = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

// libFuzzer's driver (compiler-rt's FuzzerInterface.h), which has no header in the toolchain. Integers and pointers alone
// go through, where Swift's calling convention is C's.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ oneInput: OneInput
) -> CInt

let target: FuzzTarget = {
    guard let name = getenv("FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: name)) else {
        fatalError("FUZZ_TARGET is none of \(FuzzTarget.allCases)")
    }
    return target
}()

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(
    runFuzzer(&count, &arguments) { data, count in
        target.run(Array(UnsafeBufferPointer(start: data, count: count)))
        return 0
    })
