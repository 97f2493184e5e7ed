import Foundation
import Profiles
import Synchronization

/// Instances of one image that are launched at the same time.
struct LaunchBatch {
    let image: ImageManifest
    let launcher: any Launcher
    let trial: CampaignRunner.Trial
    let cancellation: Cancellation

    /// What became of one launch: nothing to end where it failed.
    typealias Result = Swift.Result<TimedLaunch, BootProbeError>

    /// Stages all of `ids`, calls `beforeLaunch`, and launches them at once; returns when each has answered, died or
    /// timed out.
    ///
    /// - Throws: what `beforeLaunch` throws; nothing is then launched.
    func launch(
        _ ids: [InstanceID], beforeLaunch: () throws(BootProbeError) -> Void
    ) throws(BootProbeError) -> [Result] {
        let staged = ids.map { id in
            Swift.Result { () throws(BootProbeError) in try launcher.stage(image, as: id) }
        }
        do throws(BootProbeError) {
            try beforeLaunch()
        } catch {
            for case .success(let one) in staged { try? one.discard() }
            throw error
        }
        if staged.count == 1 { return [timed(staged[0])] }
        return atOnce(staged)
    }

    private func timed(_ staged: Swift.Result<StagedLaunch, BootProbeError>) -> Result {
        staged.flatMap { staged in
            Result { () throws(BootProbeError) in try trial(staged, image, launcher.technology, cancellation) }
        }
    }

    /// A thread for each, all of which begin when the last is there.
    private func atOnce(_ staged: [Swift.Result<StagedLaunch, BootProbeError>]) -> [Result] {
        let results = Mutex<[Int: Result]>([:])
        let arrived = DispatchGroup()
        let start = DispatchSemaphore(value: 0)
        let ended = DispatchGroup()
        for (index, one) in staged.enumerated() {
            arrived.enter()
            ended.enter()
            Thread.detachNewThread {
                arrived.leave()
                start.wait()
                let result = timed(one)
                results.withLock { $0[index] = result }
                ended.leave()
            }
        }
        arrived.wait()
        for _ in staged { start.signal() }
        ended.wait()
        return results.withLock { results in staged.indices.map { results[$0]! } }
    }
}

/// Ends `instances`, several at the same time.
///
/// - Throws: the first failure; all are tried.
package func endAll(_ instances: [any Instance]) throws(BootProbeError) {
    if instances.count == 1 { return try instances[0].destroy() }
    let failures = Mutex<[BootProbeError]>([])
    DispatchQueue.concurrentPerform(iterations: instances.count) { index in
        do throws(BootProbeError) {
            try instances[index].destroy()
        } catch {
            failures.withLock { $0.append(error) }
        }
    }
    if let failure = failures.withLock({ $0.first }) { throw failure }
}
