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
    /// Counts the times that it became idle.
    package var idleSerial: UInt32 = 0
    package var queue = JobQueue()
    /// Work done until `lastChange`, in server-nanoseconds.
    private var workDone: Int64 = 0
    private var lastChange: Int64 = 0

    package init(service: Int, number: Int) {
        self.service = Int32(service)
        self.number = Int32(number)
    }

    /// Before `working` changes at `time`.
    @inline(__always)
    package mutating func account(until time: Int64) {
        workDone += Int64(working) * (time - lastChange)
        lastChange = time
    }

    /// In server-nanoseconds.
    package func workDone(at time: Int64) -> Int64 { workDone + Int64(working) * (time - lastChange) }
}
