import BootProbe

extension DemoImages {
    /// What `body` returns while the stack around these images is up, without a replica. To be called inside a lab.
    func withStack<Value>(
        in run: RunDirectory, _ launchers: LauncherSet, _ body: (Stack) throws(BootProbeError) -> Value
    ) throws(BootProbeError) -> Value {
        let stack = Stack(try stackPlan(vote: replica, in: run), launcher: try launchers.launcher(for: .process))
        try stack.up()
        defer { stack.down() }
        return try body(stack)
    }
}
