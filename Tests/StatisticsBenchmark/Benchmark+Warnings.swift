import BootProbe
import Profiles
import TestSupport

extension Benchmark {
    /// False alarms about samples of one mode, and alarms about two.
    static func warnings(_ campaigns: Int) {
        for (name, truth) in named {
            for count in [50, 20, 10] {
                let alarms = SimulatedCampaign.counts(campaigns: campaigns, seed: 8) { random in
                    let samples = SimulatedCampaign.samples(of: truth, count: count, random)
                    let kinds = SampleWarnings.of(samplesInRunOrder: samples).map(\.kind)
                    return [!kinds.isEmpty] + SampleWarning.Kind.allCases.map { kinds.contains($0) }
                }
                let names = ["any"] + SampleWarning.Kind.allCases.map(\.rawValue)
                report("warnings about \(count) from \(name)", names, alarms, of: campaigns)
            }
        }
    }
}
