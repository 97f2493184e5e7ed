import Foundation
import Synchronization

/// What one instance has printed so far, and when: the phases of its boot, its last lines, its end.
///
/// The bytes come from a `ConsoleInput`, which is read by the one `ConsoleReader`.
final class Console: Sendable {
    private struct State {
        var scanner: ConsoleScanner
        /// Events that are not printed.
        var events: [PhaseStamp] = []
        var hasEnded = false
    }

    private let state: Mutex<State>
    private let ended = DispatchSemaphore(value: 0)

    init(phases: [ConsolePattern] = [], fatal: [String] = []) {
        state = Mutex(State(scanner: ConsoleScanner(phases: phases, fatal: fatal)))
    }

    /// What an image's manifest says of its console on one technology.
    convenience init(_ variant: Variant?) {
        self.init(phases: variant?.phases ?? [], fatal: variant?.fatal ?? [])
    }

    /// The events, the first byte and the phases seen, in order of time.
    var stamps: [PhaseStamp] {
        state.withLock { state in
            let firstByte = state.scanner.firstByteAt.map { PhaseStamp(name: PhaseStamp.firstConsoleByte, at: $0) }
            return (state.events + [firstByte].compactMap(\.self) + state.scanner.stamps).inOrderOfTime
        }
    }

    /// The first line with a fatal text; nil for the moment in which its end may still come.
    var fatalLine: String? {
        state.withLock { state in
            state.scanner.fatalLine(at: state.hasEnded ? HostInstant(nanoseconds: .max) : .now)
        }
    }

    /// The last lines, for failure messages.
    var tail: String { state.withLock { $0.scanner.tail } }

    /// Whether nothing can come any more, since every writer has gone.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    func feed(_ bytes: some Collection<UInt8>, at instant: HostInstant) {
        state.withLock { $0.scanner.feed(bytes, at: instant) }
    }

    func note(_ event: String, at instant: HostInstant) {
        state.withLock { $0.events.append(PhaseStamp(name: event, at: instant)) }
    }

    func end() {
        state.withLock { $0.hasEnded = true }
        ended.signal()
    }

    /// Waits until all that was printed is read; false where a writer lives on after `seconds`.
    func waitForEnd(seconds: Double) -> Bool {
        guard ended.wait(timeout: .now() + seconds) == .success else { return false }
        ended.signal()
        return true
    }
}

extension PhaseStamp {
    /// The launch call has returned.
    package static let launchReturned = "launch returned"
    /// The process that runs a guest has begun to open its devices.
    package static let hypervisorUp = "hypervisor process up"
    /// The instance has printed anything.
    package static let firstConsoleByte = "first console byte"
    /// A container exists and has not been started.
    package static let containerCreated = "container created"

    /// What is stamped without a manifest's doing.
    package static let ownNames = [
        launchReturned, hypervisorUp, firstConsoleByte, containerCreated, TrialRecord.Phase.firstAnswer,
        TrialRecord.Phase.secondAnswer,
    ]
}

extension [PhaseStamp] {
    /// Sorted; events of the same instant keep their order.
    var inOrderOfTime: [PhaseStamp] { sorted { $0.at < $1.at } }
}
