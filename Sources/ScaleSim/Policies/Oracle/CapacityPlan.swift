/// How many replicas shall serve in each step of a run.
package struct CapacityPlan: Sendable, Equatable {
    /// In nanoseconds.
    package let step: Int64
    /// Ready replicas wanted from the start of each step on; at least one step.
    package var ready: [Int]

    package init(step: Int64, ready: [Int]) {
        precondition(step > 0 && !ready.isEmpty)
        self.step = step
        self.ready = ready
    }

    /// The scale to ask for at the start of each step, so that replicas that take `boot(n)` nanoseconds for the n-th
    /// launch are ready in time; what is wanted at the start is there.
    package func scale(boot: (_ launch: Int) -> Int64) -> [Int] {
        var changes = [Int](repeating: 0, count: ready.count + 1)
        var (launches, last) = (0, ready[0])
        for index in ready.indices.dropFirst() {
            if ready[index] > last {
                for _ in last..<ready[index] {
                    let steps = (boot(launches) + step - 1) / step
                    changes[max(1, index - Int(steps))] += 1
                    launches += 1
                }
            }
            changes[index] -= max(0, last - ready[index])
            last = ready[index]
        }
        var scale = ready[0]
        return ready.indices.map { index in
            if index > 0 { scale += changes[index] }
            return max(0, scale)
        }
    }

    /// Without the dips that are shorter than `steps`, in which ending a replica costs more than keeping it.
    package func fillingDips(shorterThan steps: Int) -> CapacityPlan {
        var plan = self
        var index = 1
        while index < ready.count {
            guard ready[index] < plan.ready[index - 1] else {
                index += 1
                continue
            }
            let before = plan.ready[index - 1]
            let end = min(index + steps, ready.count)
            if let back = (index..<end).first(where: { ready[$0] >= before }) {
                for filled in index..<back { plan.ready[filled] = before }
                index = back
            } else {
                index += 1
            }
        }
        return plan
    }
}
