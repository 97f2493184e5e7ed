import Foundation

/// The most memory that this process has held.
package enum PeakMemory {
    /// In bytes, as the kernel accounts it (`VmHWM` in proc(5)); nil where it does not.
    package static var bytes: Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let field = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let words = field?.split { $0 == " " || $0 == "\t" } ?? []
        guard words.count == 3, words[2] == "kB" else { return nil }
        return Int(words[1]).map { $0 * 1024 }
    }
}
