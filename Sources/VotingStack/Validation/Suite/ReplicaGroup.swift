import BootProbe
import Profiles

/// Replicas of one image behind a stack's balancer.
struct ReplicaGroup {
    let image: ImageManifest
    let launcher: any Launcher
    let stack: Stack
    private(set) var instances: [any Instance] = []
    /// How many of them the balancer knows, from the first.
    private var balanced = 0

    /// Apart from the instances of a campaign, which count from 0, and from the stack's services.
    private static let firstInstance = 700

    init(image: ImageManifest, launcher: any Launcher, stack: Stack) {
        self.image = image
        self.launcher = launcher
        self.stack = stack
    }

    /// Starts replicas until there are `count`, all of which serve.
    ///
    /// - Throws: `failed` where one did not come up; those that did remain until `end`.
    mutating func grow(to count: Int, _ cancellation: Cancellation) throws(BootProbeError) {
        if instances.isEmpty { try launcher.prepare(image) }
        while instances.count < count {
            let number = instances.count
            let launch = try launcher.timedLaunch(
                image, as: InstanceID(number: Self.firstInstance + number), pacing: ProbePacing(asksTwice: false),
                cancellation: cancellation)
            instances.append(launch.instance)
            try launch.requireAnswer(of: image, on: launcher.technology)
            try route(to: instances.count)
        }
    }

    /// Lets the first `count` of them serve, and the others wait; meant for while there are no requests.
    mutating func route(to count: Int) throws(BootProbeError) {
        while balanced > count {
            try stack.haproxy.remove(Self.name(balanced - 1))
            balanced -= 1
        }
        while balanced < count {
            try stack.haproxy.add(Self.name(balanced), at: instances[balanced].endpoint)
            balanced += 1
        }
    }

    private static func name(_ number: Int) -> String { "group-\(number)" }

    /// Ends all replicas; the balancer knows none of them any more.
    mutating func end() throws(BootProbeError) {
        let removal = Result { () throws(BootProbeError) in try route(to: 0) }
        try endAll(instances)
        try removal.get()
    }

    /// What `body` returns for a group of replicas, which are ended afterwards.
    static func with<Value>(
        _ image: ImageManifest, on launcher: any Launcher, of stack: Stack,
        _ body: (inout ReplicaGroup) throws(BootProbeError) -> Value
    ) throws(BootProbeError) -> Value {
        var group = ReplicaGroup(image: image, launcher: launcher, stack: stack)
        let value: Value
        do throws(BootProbeError) {
            value = try body(&group)
        } catch {
            // The first failure is the one to tell; the lab's end removes what this could not.
            try? group.end()
            throw error
        }
        try group.end()
        return value
    }
}
