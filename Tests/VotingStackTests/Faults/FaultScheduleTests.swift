import TestSupport
import Testing

@Suite("The schedule of faults")
struct FaultScheduleTests {
    @Test("is the same for the same seed and another for another, and has every kind before any comes again")
    func seeded() {
        let schedule = FaultSchedule(count: 60, seed: 7)
        #expect(schedule.faults == FaultSchedule(count: 60, seed: 7).faults)
        #expect(schedule.faults != FaultSchedule(count: 60, seed: 8).faults)
        let kinds = StackFault.Kind.all.count
        #expect(Set(schedule.faults.prefix(kinds).map(\.kind)).count == kinds)
        #expect(schedule.faults.prefix(10) == FaultSchedule(count: 10, seed: 7).faults[...])
    }
}
