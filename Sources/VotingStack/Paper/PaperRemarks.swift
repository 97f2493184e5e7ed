import BootProbe
import Profiles

/// What must be known before the figures of a table are compared; computed from the figures, the paper's too.
struct PaperRemarks {
    private let published: PaperTables.Throughput
    private let results: PaperResults
    private let entries: [PaperEntry]

    init(_ published: PaperTables.Throughput, _ results: PaperResults, _ entries: [PaperEntry]) {
        self.published = published
        self.results = results
        self.entries = entries
    }

    var all: [String] {
        Self.emulation(entries) + (published.service == .redis ? redis : pages)
    }

    /// The first thing to know: whose times these are.
    static func emulation(_ entries: [PaperEntry]) -> [String] {
        let emulated = entries.filter { $0.isEmulated && $0.absence == nil }
        guard !emulated.isEmpty else { return [] }
        let names = emulated.map(\.system.label).uniqued().joined(separator: ", ")
        return [
            "NOT COMPARABLE with the paper: here \(names) ran under QEMU's emulator (TCG), without KVM, which the paper "
                + "had: such figures are the emulator's"
        ]
    }

    /// On which hardware the two were measured.
    static func hosts(_ results: PaperResults) -> String {
        let here = results.provenance.host.map { host in
            "; here \(host.cpuModel) with \(host.logicalCPUs) CPUs, which service and load tool share"
        }
        return "Other hardware: the paper's is an \(results.published.host)\(here ?? "")."
    }

    static func ofBeacon(_ entries: [PaperEntry]) -> [String] {
        let start = entries.first?.startUp?.median?.seconds.map {
            "It answered first after \(Decimals.time($0)) (median of \(entries.first?.startUp?.answered ?? 0))"
        }
        let meaning =
            "It answers PING and a page of its own from a fixed answer: it is no Redis and no voting page, and shows what "
            + "is left of an exchange when there is no operating system and hardly a service"
        return emulationOfBeacon(entries) + [meaning] + [start].compactMap(\.self)
            + entries.flatMap { law($0.loadRuns, of: $0.name) }
    }

    private static func emulationOfBeacon(_ entries: [PaperEntry]) -> [String] {
        entries.contains { $0.isEmulated && !$0.loadRuns.isEmpty }
            ? ["It ran under QEMU's emulator (TCG), without KVM"] : []
    }

    static func ofStartUp(_ results: PaperResults, _ entries: [PaperEntry]) -> [String] {
        let definition =
            "Here from the launch call to the last byte of the first answer that was checked to be right, all targets "
            + "interleaved in random order (seed \(results.seed)), with the backing services up; the paper has one number "
            + "each, from image start-up to the first result, and does not say how many it timed"
        return emulation(entries) + [definition]
    }
}

// MARK: Redis

extension PaperRemarks {
    /// Commands that change the data each time, without -r; SADD adds the same member, SPOP finds the set empty.
    private static let changing = ["SET", "INCR", "LPUSH", "LPOP", "MSET"]
    private static let unchanging = ["SADD", "SPOP"]

    private var redis: [String] {
        [
            "The paper's load: redis-benchmark with 10 connections of 10 pipelined commands; here after a warm-up",
            "LRANGE_500 asked for 450 elements in the paper's Redis 3.0, and asks for 500 today",
        ] + writes
    }

    private var writes: [String] {
        func slowness(_ row: String) -> [Double] {
            published.systems.compactMap { system in
                guard let get = published.value("GET", of: system), let value = published.value(row, of: system) else {
                    return nil
                }
                return get / value
            }
        }
        let slow = Self.changing.flatMap(slowness)
        let quick = Self.unchanging.flatMap(slowness)
        guard let least = slow.min(), let most = slow.max(), least > 10, let worst = quick.max() else { return [] }
        let ours = entries.filter { $0.absence == nil }.flatMap { entry in
            Self.changing.compactMap { row in
                PaperRow.value("GET", in: entry.loadRuns).flatMap { get in
                    PaperRow.value(row, in: entry.loadRuns).map { get / $0 }
                }
            }
        }
        let here = ours.max().map { " Here they are at most \(Decimals.one($0)) times slower." } ?? ""
        return [
            "The paper's \(Self.changing.joined(separator: ", ")) are \(Decimals.whole(least)) to \(Decimals.whole(most)) "
                + "times slower than its GET in every column, SADD and SPOP, which change nothing after the first, at most "
                + "\(Decimals.one(worst)) times: that is no work in memory, but waiting for each change, as for a file "
                + "that is synced. Our Redis keeps nothing on disk (\(persistence)).\(here) Compare these rows with care"
        ]
    }

    /// The part of the command that says what is kept.
    private var persistence: String {
        let words = results.redisCommand
        let options = ["--save", "--appendonly"].compactMap { option in
            words.firstIndex(of: option).flatMap { index in
                words.indices.contains(index + 1)
                    ? "\(option) \(words[index + 1].isEmpty ? "\"\"" : words[index + 1])" : nil
            }
        }
        return options.joined(separator: " ")
    }
}

// MARK: Pages

extension PaperRemarks {
    private var pages: [String] {
        let load =
            "The paper's load: ab, whose connections it does not tell. Its figures obey Little's law for "
            + "\(PaperLoad.httpConnections), which are used here, after a warm-up, each request on a connection of its own"
        return [load] + published.contradictions + entries.flatMap { Self.law($0.loadRuns, of: "\($0.name), here") }
    }

    /// A sentence for each run of ab whose figures contradict each other.
    static func law(_ runs: [ThroughputResult], of name: String) -> [String] {
        runs.filter { $0.isSound && $0.obeysLittlesLaw == false }.map { run in
            let bounds = run.requestsInFlight
            return
                "\(name) breaks Little's law: \(Decimals.one(run.requestsPerSecond)) requests/s at these latencies are "
                + "\(Decimals.whole(bounds.lowerBound)) to \(Decimals.whole(bounds.upperBound)) requests in flight, not "
                + "\(run.connections)"
        }
    }
}
