import Foundation
import Profiles
import ScaleSim
import Testing

@Suite("CPU bandwidth")
struct CPUBandwidthTests {
    static let phases = RandomStream(seed: 7, purpose: .cpuPeriod)

    /// The same CPU, nanosecond by nanosecond: in each period the first `quota` nanoseconds of work run.
    struct StepByStep {
        let quota: Int64
        let period: Int64
        let phase: Int64
        var clock: Int64
        var used: Int64 = 0
        /// Nanoseconds left of each request, in the order of arrival.
        var queue: [(request: Int, left: Int64)] = []
        /// Of the replica's own work, which comes after all requests.
        var background: Int64 = 0
        /// When the last work was done; long ago at first.
        var emptiedAt: Int64 = -1_000_000_000
        var arrivedAt: Int64 = -1_000_000_000
        var starts: [Int: Int64] = [:]
        var finishes: [Int: Int64] = [:]

        mutating func advance(to time: Int64) {
            while clock < time { step() }
        }

        mutating func step() {
            if (clock - phase) % period == 0 { used = 0 }
            if used < quota, let head = queue.first {
                if starts[head.request] == nil { starts[head.request] = clock }
                used += 1
                queue[0].left -= 1
                if queue[0].left == 0 {
                    finishes[head.request] = clock + 1
                    queue.removeFirst()
                    if queue.isEmpty { emptiedAt = clock + 1 }
                }
            } else if used < quota, background > 0 {
                used += 1
                background -= 1
            }
            clock += 1
        }
    }

    @Test("completions, starts and backlogs equal those of a CPU that is stepped through", arguments: 0..<40)
    func agreesWithSteps(seed: UInt64) {
        let draws = RandomStream(seed: seed, purpose: .occupancy)
        func draw(_ index: Int, below bound: Int64) -> Int64 { Int64(draws.uniform(UInt64(index)) * Double(bound)) }
        let period = 20 + draw(0, below: 80)
        let quota = 1 + draw(1, below: period)
        let limit = CPULimit(cpus: Double(quota) / Double(period), periodSeconds: Double(period) / 1e9)
        let streamOfSeed = RandomStream(seed: seed, purpose: .cpuPeriod)
        let wakeUp = seed % 2 == 0 ? 0 : draw(2, below: 30)
        let cooling: Int64? = seed % 4 == 3 ? 5 + draw(3, below: 60) : nil
        let workers = seed % 5 < 2 ? 1 : 2 + Int(seed) % 4
        let wakeUpLatency = seed % 3 == 0 ? 0 : draw(4, below: wakeUp + 1)
        var fast = CPUBandwidth(
            limit, wakeUp: SimTime(nanoseconds: wakeUp), wakeUpLatency: SimTime(nanoseconds: wakeUpLatency),
            cooling: cooling.map { SimTime(nanoseconds: $0) }, workers: workers, phases: streamOfSeed)
        fast.addReplica()
        let phase = Int64(streamOfSeed.uniform(0) * Double(period)) - period
        var plain = StepByStep(quota: quota, period: period, phase: phase, clock: phase)
        var expected: [Served] = []
        var time: Int64 = 0
        for request in 0..<60 {
            time += draw(10 + request, below: request % 7 == 0 ? 400 : 60)
            plain.advance(to: time)
            if request % 20 == 0 {
                let work = 1 + draw(5, below: 200)
                plain.background += work
                fast.occupy(replica: 0, at: time, work: work)
            }
            let left = plain.queue.reduce(plain.background) { $0 + $1.left }
            #expect(fast.backlog(replica: 0, at: time) == left)
            let demand = 1 + draw(100 + request, below: 40)
            let taken = Set(plain.queue.map(\.request).map { $0 < 0 ? -$0 - 1 : $0 })
            let gap = Double(time - (plain.queue.isEmpty ? plain.emptiedAt : plain.arrivedAt))
            func cooled(_ whole: Int64) -> Int64 {
                guard taken.count < workers else { return 0 }
                return cooling.map { Int64((Double(whole) * (1 - exp(-gap / Double($0)))).rounded()) } ?? whole
            }
            let before = cooled(wakeUpLatency)
            // The other workers get as much, as long as they have work.
            let shared = min(plain.background, Int64(max(1, workers - 1)) * (demand + before))
            plain.background -= shared
            plain.queue.append((request, demand + before + shared))
            let after = cooled(wakeUp) - before
            // What comes after the answer still keeps the worker.
            if after > 0 { plain.queue.append((-request - 1, after)) }
            plain.arrivedAt = time
            expected.append(fast.serve(replica: 0, at: time, demand: demand))
        }
        plain.advance(to: time)
        while !plain.queue.isEmpty { plain.step() }
        for (request, served) in expected.enumerated() {
            #expect(served.start == plain.starts[request])
            #expect(served.finish == plain.finishes[request])
        }
    }

    @Test("at random instants the wake-up costs W / (1 + λτ) of CPU a request in the mean")
    func cooling() {
        let (wakeUp, cooling, gap) = (1_000_000.0, 10e6, 25e6)
        var cpu = CPUBandwidth(
            CPULimit(cpus: 0.9), wakeUp: SimTime(seconds: wakeUp / 1e9), cooling: SimTime(seconds: cooling / 1e9),
            phases: Self.phases)
        cpu.addReplica()
        let gaps = RandomStream(seed: 3, purpose: .arrivals)
        var (time, work) = (Int64(1e9), Int64(0))
        let requests = 20_000
        for request in 0..<requests {
            time += Int64(-log(1 - gaps.uniform(UInt64(request))) * gap)
            work += cpu.serve(replica: 0, at: time, demand: 1000).work - 1000
        }
        let expected = wakeUp / (1 + cooling / gap)
        #expect(abs(Double(work) / Double(requests) / expected - 1) < 0.03)
    }

    @Test("a request that meets the end of the quota waits for the next period")
    func throttling() {
        var cpu = CPUBandwidth(CPULimit(cpus: 0.25), phases: Self.phases)
        cpu.addReplica()
        let phase = Int64(Self.phases.uniform(0) * 1e8)
        let first = cpu.serve(replica: 0, at: phase, demand: 24_000_000)
        #expect(first.finish == phase + 24_000_000)
        let second = cpu.serve(replica: 0, at: phase + 30_000_000, demand: 2_000_000)
        #expect(second.start == phase + 30_000_000)
        #expect(second.finish == phase + 101_000_000)
    }

    @Test("what a replica does by itself uses the quota up, and slows the requests beside it down by the other workers")
    func background() {
        var cpu = CPUBandwidth(CPULimit(cpus: 0.25), workers: 4, phases: Self.phases)
        cpu.addReplica()
        let phase = Int64(Self.phases.uniform(0) * 1e8)
        cpu.occupy(replica: 0, at: phase, work: 40_000_000)
        #expect(cpu.backlog(replica: 0, at: phase + 10_000_000) == 30_000_000)
        // The quota is used up at 25 ms. In the next period the other three take 6 ms, and then the 9 ms that are left.
        let request = cpu.serve(replica: 0, at: phase + 30_000_000, demand: 2_000_000)
        #expect(request.start == phase + 100_000_000 && request.finish == phase + 108_000_000)
        #expect(request.work == 2_000_000)
        #expect(cpu.backlog(replica: 0, at: phase + 108_000_000) == 9_000_000)
        #expect(cpu.backlog(replica: 0, at: phase + 117_000_000) == 0)
        let later = cpu.serve(replica: 0, at: phase + 120_000_000, demand: 2_000_000)
        #expect(later.finish == phase + 122_000_000)
    }

    @Test("a saturated replica answers at the rate that its limit allows")
    func saturation() {
        var cpu = CPUBandwidth(CPULimit(cpus: 0.25), phases: Self.phases)
        cpu.addReplica()
        var last: Int64 = 0
        for _ in 0..<10_000 { last = cpu.serve(replica: 0, at: 0, demand: 1_600_000).finish }
        let seconds = Double(last) / 1e9
        #expect(abs(seconds - 64) < 0.2)
    }
}
