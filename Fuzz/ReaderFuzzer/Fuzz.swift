import BootProbe
import Foundation

/// libFuzzer's entry (https://llvm.org/docs/LibFuzzer.html): a crash, a hang or a broken precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let data = unsafe bytes.map { unsafe Data(bytes: $0, count: count) } ?? Data()
    do {
        try Reader.chosen.read(data)
    } catch {
        precondition([.badInput, .noInput].contains(error.code), "\(error)")
        precondition(error.message.hasPrefix("fuzz.") && !error.message.contains { $0.isNewline }, "\(error)")
        precondition(error.message.utf8.count < 2000, "\(error)")
    }
    return 0
}
