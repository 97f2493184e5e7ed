import BootProbe
import Profiles
import Testing

@Suite("Campaign plans")
struct PlanTests {
    static let targets = [
        CampaignPlan.Target(image: "vote", technology: .process, trials: 20, warmUps: 1),
        CampaignPlan.Target(image: "vote", technology: .container, trials: 20, warmUps: 2),
        CampaignPlan.Target(image: "vote", technology: .vm, trials: 3),
        CampaignPlan.Target(image: "result", technology: .vm, trials: 1),
    ]

    @Test("a plan is a pure function of targets and seed")
    func pure() {
        let plan = CampaignPlan(seed: 7, targets: Self.targets)
        #expect(plan.order() == plan.order())
        #expect(plan.order() != CampaignPlan(seed: 8, targets: Self.targets).order())
    }

    @Test("the order of a seed never changes, or campaigns could not be resumed by a later version")
    func stable() {
        let plan = CampaignPlan(
            seed: 1,
            targets: [
                CampaignPlan.Target(image: "a", technology: .process, trials: 3),
                CampaignPlan.Target(image: "b", technology: .process, trials: 3),
                CampaignPlan.Target(image: "c", technology: .process, trials: 1),
            ])
        #expect(plan.order().map(\.target) == [1, 0, 1, 0, 0, 1, 2])
    }

    @Test("every target gets its trials and warm-ups, positions count up", arguments: 0..<50 as Range<UInt64>)
    func complete(seed: UInt64) {
        let order = CampaignPlan(seed: seed, targets: Self.targets).order()
        #expect(order.map(\.position) == Array(order.indices))
        for (index, target) in Self.targets.enumerated() {
            let mine = order.filter { $0.target == index }
            #expect(mine.count { !$0.isWarmUp } == target.trials)
            #expect(mine.count { $0.isWarmUp } == target.warmUps)
            #expect(Set(mine.map(\.block)).count == mine.count, "at most one trial a block")
        }
        let lastWarmUp = order.lastIndex { $0.isWarmUp } ?? 0
        #expect(order[...lastWarmUp].allSatisfy { $0.isWarmUp }, "warm-ups come first")
    }

    @Test("a target with fewer trials is spread evenly over the blocks", arguments: 0..<50 as Range<UInt64>)
    func spread(seed: UInt64) {
        let order = CampaignPlan(seed: seed, targets: Self.targets).order()
        let blocks = order.filter { $0.target == 2 }.map { $0.block - 2 }
        for (trial, block) in blocks.enumerated() {
            #expect((trial * 20 / 3...(trial + 1) * 20 / 3).contains(block))
        }
    }

    @Test("each target comes first in about its share of the blocks")
    func unbiased() {
        let targets = (0..<4).map { CampaignPlan.Target(image: "i\($0)", technology: .process, trials: 4000) }
        let order = CampaignPlan(seed: 3, targets: targets).order()
        for target in 0..<4 {
            let firsts = stride(from: 0, to: order.count, by: 4).count { order[$0].target == target }
            // Binomial(4000, 1/4): standard deviation 27, so 5 of them.
            #expect(abs(firsts - 1000) < 137)
        }
    }

    @Test("a plan without trials has no order")
    func empty() {
        #expect(CampaignPlan(seed: 1, targets: []).order().isEmpty)
        #expect(
            CampaignPlan(seed: 1, targets: [CampaignPlan.Target(image: "a", technology: .vm, trials: 0)]).order()
                .isEmpty)
    }
}
