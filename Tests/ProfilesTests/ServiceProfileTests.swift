import Profiles
import Testing

@Suite("Service profiles")
struct ServiceProfileTests {
    private func profile(wakeUp: Double?, cooling: Double?, limit: CPULimit? = CPULimit(cpus: 0.15)) -> ServiceProfile {
        ServiceProfile(
            servers: 1, occupancy: .exponential(mean: 0.001), delay: .deterministic(value: 0), cpuLimit: limit,
            wakeUpSeconds: wakeUp, coolingSeconds: cooling, throughput: [])
    }

    @Test("carry fewer requests at random instants than when saturated, where each may find the replica idle")
    func openLoopCapacity() {
        #expect(abs(profile(wakeUp: nil, cooling: nil).openLoopCapacity - 150) < 1e-9)
        #expect(abs(profile(wakeUp: 0.001, cooling: nil).openLoopCapacity - 75) < 1e-9)
        let rate = profile(wakeUp: 0.0007, cooling: 0.0085).openLoopCapacity
        #expect(abs(rate * (0.001 + 0.0007 / (1 + rate * 0.0085)) - 0.15) < 1e-12)
        #expect((105...115).contains(rate))
        // Where CPU is not limited, wake-ups are not known.
        #expect(abs(profile(wakeUp: 0.001, cooling: nil, limit: nil).openLoopCapacity - 1000) < 1e-9)
    }

    @Test("take so many times as long on a slower host, all but the cooling")
    func scaled() {
        var profile = profile(wakeUp: 0.002, cooling: 0.01)
        profile.wakeUpLatencySeconds = 0.001
        profile.hostPaceSeconds = 1e-4
        let slower = profile.scaled(by: 1.5)
        #expect(abs(slower.occupancy.mean - 0.0015) < 1e-12 && slower.coolingSeconds == 0.01)
        #expect(slower.wakeUpSeconds == 0.003 && slower.wakeUpLatencySeconds == 0.0015)
        #expect(abs((slower.hostPaceSeconds ?? 0) - 1.5e-4) < 1e-12)
    }

    @Test("keep what requests do to each other: longer on a slower host, at rates that must ascend")
    func interference() {
        var profile = profile(wakeUp: nil, cooling: nil)
        func levels(_ rates: [Double]) -> [Interference] {
            rates.map { Interference(requestsPerSecond: $0, latency: .deterministic(value: 0.002)) }
        }
        profile.interference = levels([0, 40])
        #expect(profile.defect == nil)
        let slower = profile.scaled(by: 1.5).interference
        #expect(slower?.map(\.requestsPerSecond) == [0, 40] && slower?.map(\.latency.mean) == [0.003, 0.003])
        for (rates, words) in [
            ([10.0], "interference: must hold at least two rates"),
            ([-1, 1], "interference[0].requests_per_second: must be 0 or more, but is -1"),
            ([10, 30, 30], "interference[2].requests_per_second: must be more than the one before"),
        ] {
            profile.interference = levels(rates)
            #expect(profile.defect?.hasPrefix(words) == true, "\(profile.defect ?? "none")")
        }
    }

    @Test("are refused where a request waits for more than the wake-up")
    func defect() {
        var profile = profile(wakeUp: 0.002, cooling: 0.01)
        profile.wakeUpLatencySeconds = 0.003
        #expect(profile.defect?.hasPrefix("wake_up_latency_seconds: must be from 0") == true)
        profile.wakeUpLatencySeconds = 0.002
        #expect(profile.defect == nil)
    }
}
