import CLinux
import Foundation
import Glibc
import Synchronization

/// How long the host's CPUs take for the same work, from moment to moment.
///
/// On a machine that is shared with others a CPU second does more or less, as the other thread of a core is busy or not and
/// as the clock rate changes; nothing in `/proc` tells. A small interpreter runs a fixed program now and then, on each CPU
/// in turn, and the CPU time that it takes is the pace. It takes less than a hundredth of a CPU.
package final class HostPace: Sendable {
    /// CPU seconds for the fixed program, at an instant.
    package struct Sample: Sendable, Equatable {
        package var at: HostInstant
        package var seconds: Double

        package init(at: HostInstant, seconds: Double) {
            self.at = at
            self.seconds = seconds
        }
    }

    private static let pauseSeconds = 0.04
    /// 1 MiB: more than most cores have for themselves, so that neighbours in the shared cache are felt.
    private static let words = 1 << 18
    private static let steps: UInt32 = 10_000

    private let samples = Mutex<[Sample]>([])
    private let isOver = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    /// Begins to measure, on a thread of its own.
    package init() {
        let thread = Thread { [self] in
            var memory = [UInt32](repeating: 0, count: Self.words)
            for index in memory.indices { memory[index] = UInt32(truncatingIfNeeded: index) &* 2_654_435_761 }
            let cpus = Int32(ProcessInfo.processInfo.activeProcessorCount)
            var turn: Int32 = 0
            while !isOver.withLock({ $0 }) {
                // Where it is refused, the scheduler chooses.
                _ = bs_run_on_cpu(turn % cpus)
                turn &+= 1
                let seconds = Self.time(&memory)
                samples.withLock { $0.append(Sample(at: .now, seconds: seconds)) }
                Thread.sleep(forTimeInterval: Self.pauseSeconds)
            }
            ended.signal()
        }
        thread.name = "host pace"
        thread.start()
    }

    /// Ends the measurement.
    package func end() -> HostPaceRecord {
        isOver.withLock { $0 = true }
        ended.wait()
        ended.signal()
        return HostPaceRecord(samples.withLock { $0 })
    }

    private static func time(_ memory: inout [UInt32]) -> Double {
        let begin = threadSeconds
        _ = unsafe memory.withUnsafeMutableBufferPointer { buffer in
            unsafe bs_interpret(buffer.baseAddress, UInt32(words - 1), steps)
        }
        return threadSeconds - begin
    }

    private static var threadSeconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// The pace of a host over some time.
package struct HostPaceRecord: Sendable, Equatable {
    private let samples: [HostPace.Sample]

    /// - Parameter samples: in the order of time.
    package init(_ samples: [HostPace.Sample]) { self.samples = samples }

    /// The mean of the middle half, which a sample that was interrupted does not move; nil without samples.
    package var seconds: Double? { Self.middleMean(samples.map(\.seconds)) }

    /// The same of each second since `origin`, the last known one where a second has none.
    package func perSecond(from origin: HostInstant, count: Int) -> [Double]? {
        guard let whole = seconds else { return nil }
        var groups = Array(repeating: [Double](), count: count)
        for sample in samples {
            let second = Int(sample.at.seconds(since: origin).rounded(.down))
            if groups.indices.contains(second) { groups[second].append(sample.seconds) }
        }
        var last = whole
        return groups.map { group in
            last = Self.middleMean(group) ?? last
            return last
        }
    }

    private static func middleMean(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted[(sorted.count / 4)..<(sorted.count - sorted.count / 4)]
        return middle.reduce(0, +) / Double(middle.count)
    }
}
