/// What the servers of one replica do.
package struct ReplicaLoad: Sendable {
    package let service: Int32
    /// Its number within the service.
    package let number: Int32
    /// Servers that a job holds, whether it works or waits for a call's answer.
    package var held: Int32 = 0
    /// Servers that work.
    package var working: Int32 = 0
    /// Jobs that the balancer counts as in flight here.
    package var inFlight: Int32 = 0
    /// The node that it is on; −1 for none.
    package var node: Int32 = -1
    /// Its boot has left nothing to do, since it waited ready before it was launched.
    package var hasSettled = false
    /// Counts the times that it became idle.
    package var idleSerial: UInt32 = 0
    package var queue = JobQueue()
    /// Requests sent to it, the sum of their occupancies, and when the last of them left it; in nanoseconds. Counted
    /// here, since a write to `ControlPlane.replicas` asks whether anyone shares them.
    package var requests: Int64 = 0
    package var assignedNanoseconds: Int64 = 0
    package var lastReleaseAt: Int64 = 0
    /// Work done, in server-nanoseconds, less the instants at which the servers that work began; modulo 2⁶⁴, since
    /// instants may add up to more than any work does.
    private var workDone: Int64 = 0
    /// Time that requests have spent here, counted in the same way.
    private var presence: Int64 = 0

    package init(service: Int, number: Int) {
        self.service = Int32(service)
        self.number = Int32(number)
    }

    /// A request is sent here at `time` that needs `demand` nanoseconds of a server.
    @inline(__always)
    package mutating func send(_ demand: Int64, at time: Int64) {
        inFlight += 1
        presence &-= time
        requests += 1
        assignedNanoseconds += demand
    }

    /// A request that was sent here is not in flight any more.
    @inline(__always)
    package mutating func release(at time: Int64) {
        inFlight -= 1
        presence &+= time
        lastReleaseAt = time
    }

    /// A server begins to work.
    @inline(__always)
    package mutating func beginWork(at time: Int64) {
        working += 1
        workDone &-= time
    }

    /// A server has done its work.
    @inline(__always)
    package mutating func endWork(at time: Int64) {
        working -= 1
        workDone &+= time
    }

    /// All servers stop working.
    package mutating func stopWork(at time: Int64) {
        workDone = workDone(at: time)
        working = 0
    }

    /// In server-nanoseconds.
    package func workDone(at time: Int64) -> Int64 { workDone &+ Int64(working) &* time }

    /// Area under the number of requests here, in nanoseconds, which may wrap around.
    package func presence(at time: Int64) -> Int64 { presence &+ Int64(inFlight) &* time }

    /// Tells the control plane what was counted here.
    func report(to replica: inout Replica) {
        replica.requests = requests
        replica.assignedNanoseconds = assignedNanoseconds
        replica.lastReleaseAt = lastReleaseAt
    }
}
