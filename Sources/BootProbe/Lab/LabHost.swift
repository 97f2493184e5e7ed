import CLinux
import Foundation
import Glibc

/// The process that the user started: it stays outside, starts the lab's init and waits for it.
struct LabHost {
    private let descriptors: [String: Int32]

    init(passing descriptors: [String: Int32]) { self.descriptors = descriptors }

    /// Runs this command inside a lab and returns the exit status to end with.
    func run() throws(BootProbeError) -> Int32 {
        let namespaces = try LabNamespaces.permitted()
        var signals = ForwardedSignals()
        let lifeline = try PipeEnds()
        for descriptor in descriptors.values + [lifeline.read.number] { _ = fcntl(descriptor, F_SETFD, 0) }
        let child = try startInit(in: namespaces, lifeline: lifeline)
        do {
            if namespaces.ownUsers { try IdentityMap.ofCaller().write(for: child) }
            // Its one byte lets init begin. The write end then stays open as long as this process lives.
            try lifeline.write.write([1])
        } catch {
            endChild(child)
            throw error
        }
        return wait(for: child, &signals)
    }

    private func startInit(in namespaces: LabNamespaces, lifeline: borrowing PipeEnds) throws(BootProbeError) -> pid_t {
        let arguments = CStringArray(CommandLine.arguments)
        let stage = LabStage.initial(lifeline: lifeline.read.number)
        let environment = CStringArray(
            LabStage.environment(for: stage, descriptors: descriptors).map { "\($0.name)=\($0.value)" })
        let child = unsafe arguments.withPointers { arguments in
            unsafe environment.withPointers { environment in
                unsafe bs_clone_exec(
                    "/proc/self/exe", arguments, environment, namespaces.flags, lifeline.read.number)
            }
        }
        return try checked(child, "cannot start the lab")
    }

    private func wait(for child: pid_t, _ signals: inout ForwardedSignals) -> Int32 {
        while true {
            switch signals.next(deadline: nil) {
            case .childEnded: if let ended = waitForChild(child, options: WNOHANG) { return ended.status.code }
            case .ending(let signal, let fromTerminal): if !fromTerminal { kill(child, signal) }
            case .deadline: continue
            }
        }
    }
}
