import CLinux
import Glibc
import Synchronization

/// A launched process, with all that descends from it.
final class ProcessInstance: Instance {
    let id: InstanceID
    let endpoint: Endpoint
    let launchedAt: HostInstant
    let launchReturnedAt: HostInstant

    private let isDestroyed = Mutex(false)
    private let tree: ProcessTree
    private let root: ProcessRoot
    private let group: QuotaGroup?
    private let output: OutputPipe

    init(
        id: InstanceID, endpoint: Endpoint, process: StartedProcess, root: ProcessRoot, group: QuotaGroup?,
        tree: ProcessTree, output: OutputPipe
    ) {
        self.id = id
        self.endpoint = endpoint
        self.root = root
        self.group = group
        self.tree = tree
        self.output = output
        launchedAt = process.launchedAt
        launchReturnedAt = process.launchReturnedAt
    }

    func phases() -> [PhaseStamp] {
        output.catchUp()
        let launchReturned = PhaseStamp(name: PhaseStamp.launchReturned, at: launchReturnedAt)
        return ([launchReturned] + output.console.stamps).inOrderOfTime
    }

    func failure() -> String? {
        if isDestroyed.withLock({ $0 }) { return "it was destroyed" }
        if let line = output.console.fatalLine { return "the process printed \"\(line)\"" }
        let status = bs_peek_exit(tree.root)
        return status < 0 ? nil : "the process \(ExitStatus(waitStatus: status))"
    }

    func cpuSeconds() -> Double? { tree.cpuSeconds }

    func threadSeconds() -> [Int32: Double] { ThreadTimes.seconds(of: tree.members) }

    func throttledPeriods() -> Int? { group?.throttledPeriods }

    func mappedFiles() -> [String] { root.path == nil ? tree.mappedFiles : [] }

    func consoleTail() -> String {
        output.catchUp()
        return output.console.tail
    }

    func requestEnd() {
        // The number stays its own until it is reaped, which `destroy` does.
        if !isDestroyed.withLock({ $0 }) { kill(tree.root, SIGTERM) }
    }

    func destroy() throws(BootProbeError) {
        let isFirst = isDestroyed.withLock { isDestroyed in
            defer { isDestroyed = true }
            return !isDestroyed
        }
        guard isFirst else { return }
        // Most are in the first session and go with one call; the tree finds the others.
        kill(-tree.root, SIGKILL)
        try tree.kill()
        output.close()
        group?.remove()
        try root.remove()
    }
}
