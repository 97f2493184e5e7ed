import CLinux
import Foundation
import Glibc

/// How long the host's CPUs take for the same work, from moment to moment.
///
/// On a machine that is shared with others a CPU second does more or less, as the other thread of a core is busy or not and
/// as the clock rate changes; nothing in `/proc` tells. A small interpreter runs a fixed program now and then, on each CPU
/// in turn, and exchanges a few requests with itself over TCP, and the CPU time that both take is the pace. They take about a
/// hundredth of a CPU. How busy the CPUs are is noted beside it: what has to wait for one takes longer at any pace.
package final class HostPace: Sendable {
    /// CPU seconds for the fixed program, at an instant.
    package struct Sample: Sendable, Equatable {
        package var at: HostInstant
        package var seconds: Double
        /// CPU time of all CPUs since boot, busy and whole, in ticks.
        package var busyTicks: Double
        package var allTicks: Double

        package init(at: HostInstant, seconds: Double, busyTicks: Double = 0, allTicks: Double = 0) {
            self.at = at
            self.seconds = seconds
            self.busyTicks = busyTicks
            self.allTicks = allTicks
        }
    }

    private static let pauseSeconds = 0.08
    /// 1 MiB, an interpreter's working set: what neighbours do to the caches behind the first ones is felt as a service feels it.
    private static let words = 1 << 18
    /// Where the kernel puts the pages of one such memory makes it quicker or slower by 4 % (standard deviation; up to 11 %) for as
    /// long as it lives, so these are used in turn.
    private static let memories = 16
    private static let steps: UInt32 = 10_000
    /// As many as take about as long as the program: the kernel has slow minutes of its own in which user code is as quick as ever,
    /// and a request of a web service is made of both.
    private static let exchanges = 3
    /// In two of the memories one after another, so that a sample hangs less on where one lies.
    private static let passes = 2

    private let cancellation = Cancellation()
    private let thread: DedicatedThread<[Sample], Never>

    /// Runs `body` and measures meanwhile, on a thread of its own.
    package static func during<Value>(
        _ body: () throws(BootProbeError) -> Value
    ) throws(BootProbeError) -> (value: Value, pace: HostPaceRecord) {
        let pace = HostPace()
        let outcome = Result(catching: body)
        let record = pace.end()
        return (try outcome.get(), record)
    }

    private init() {
        thread = DedicatedThread(name: "host pace") { [cancellation] in
            var memory = [UInt32](repeating: 2_654_435_761, count: Self.memories * Self.words)
            let cpus = ProcessInfo.processInfo.activeProcessorCount
            let exchange = LoopbackExchange()
            var samples: [Sample] = []
            while !cancellation.isCancelled {
                // Where it is refused, the scheduler chooses.
                _ = bs_pin_thread(Int32(samples.count % cpus))
                let seconds = Self.time(&memory, samples.count / cpus % Self.memories, exchange)
                let ticks = (try? LinuxFacts.text("/proc/stat")).flatMap { LinuxFacts.cpuTicks($0) } ?? (0, 0)
                samples.append(Sample(at: .now, seconds: seconds, busyTicks: ticks.busy, allTicks: ticks.all))
                Thread.sleep(forTimeInterval: Self.pauseSeconds)
            }
            return samples
        }
    }

    private func end() -> HostPaceRecord {
        cancellation.cancel()
        return HostPaceRecord(thread.wait())
    }

    /// - Parameter place: which of the memories is used first.
    private static func time(
        _ memory: inout [UInt32], _ place: Int, _ exchange: borrowing LoopbackExchange?
    ) -> Double {
        // The first exchanges after a pause take twice as long as the next, on an idle machine, and hardly longer on a busy one: they
        // would tell how much the machine does and not how fast.
        for _ in 0..<exchanges { exchange?.run() }
        let begin = ThreadClock.seconds
        for pass in 0..<passes {
            _ = unsafe memory.withUnsafeMutableBufferPointer { buffer in
                let start = unsafe buffer.baseAddress! + (place + pass) % memories * words
                return unsafe bs_interpret(start, UInt32(words - 1), steps)
            }
            for _ in 0..<exchanges { exchange?.run() }
        }
        return ThreadClock.seconds - begin
    }
}

/// The pace of a host over some time.
package struct HostPaceRecord: Sendable, Equatable {
    private let samples: [HostPace.Sample]

    /// - Parameter samples: in the order of time.
    package init(_ samples: [HostPace.Sample]) { self.samples = samples }

    /// The mean of the middle half, which a sample that was interrupted does not move; nil without samples.
    package var seconds: Double? { Self.middleMean(samples.map(\.seconds)) }

    /// CPU seconds that were spent on anything between the first and the last sample.
    package var busySeconds: Double {
        guard let first = samples.first, let last = samples.last else { return 0 }
        return (last.busyTicks - first.busyTicks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The same of each second since `origin`, the last known one where a second has none.
    package func perSecond(from origin: HostInstant, count: Int) -> [Double]? {
        guard let whole = seconds else { return nil }
        return Self.filled(groups(from: origin, count: count).map { Self.middleMean($0.map(\.seconds)) }, first: whole)
    }

    /// The share of all CPU time that was spent on anything, in each second since `origin`; that of the second before where
    /// one has fewer than two samples, nil where none has.
    package func busyShares(from origin: HostInstant, count: Int) -> [Double]? {
        let shares = groups(from: origin, count: count).map { group -> Double? in
            guard let first = group.first, let last = group.last, last.allTicks > first.allTicks else { return nil }
            return (last.busyTicks - first.busyTicks) / (last.allTicks - first.allTicks)
        }
        return shares.compactMap(\.self).first.map { Self.filled(shares, first: $0) }
    }

    /// What is unknown is as before, or as `first`.
    private static func filled(_ values: [Double?], first: Double) -> [Double] {
        var last = first
        return values.map { value in
            last = value ?? last
            return last
        }
    }

    private func groups(from origin: HostInstant, count: Int) -> [[HostPace.Sample]] {
        var groups = Array(repeating: [HostPace.Sample](), count: count)
        for sample in samples {
            let second = Int(sample.at.seconds(since: origin).rounded(.down))
            if groups.indices.contains(second) { groups[second].append(sample) }
        }
        return groups
    }

    private static func middleMean(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted[(sorted.count / 4)..<(sorted.count - sorted.count / 4)]
        return middle.reduce(0, +) / Double(middle.count)
    }
}
