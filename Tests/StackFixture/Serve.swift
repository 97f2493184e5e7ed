import BootProbe
import Foundation
import Glibc
import VotingStack

/// A stack in the background that answers for itself until it is told to end.
struct Serve {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws(BootProbeError) {
        guard let session = try StackSession.begin(in: bench.plan.folder) else {
            print("already up")
            return
        }
        try bench.stack.up()
        defer { bench.stack.down() }
        session.serve {
            StackStatus(
                process: getpid(), startedAt: .now, pages: ["http://\(bench.plan.frontend)/"],
                services: bench.stack.services.map { StackStatus.Service(name: $0.name, failure: $0.failure) },
                bootingReplicas: 0, readyReplicas: 0)
        }
        print("ended")
    }
}
