import Foundation
import Glibc

/// Which of a lab's processes this one is, and what it was told, by its environment.
enum LabStage: Equatable {
    /// Process 1 of the lab, not set up yet; `lifeline` is at its end once the host process has died.
    case initial(lifeline: Int32)
    /// The command, inside.
    case command

    private static let stageName = "BOOTSCALE_LAB"
    private static let runName = "BOOTSCALE_LAB_RUN"
    private static let descriptorsName = "BOOTSCALE_LAB_DESCRIPTORS"

    private static let environment = ProcessInfo.processInfo.environment

    /// nil outside a lab.
    static let current: LabStage? = {
        guard let value = environment[stageName] else { return nil }
        if value == "command" { return .command }
        guard let lifeline = Int32(value) else { return nil }
        return .initial(lifeline: lifeline)
    }()

    static let runDirectory = environment[runName]

    static let passedDescriptors: [String: Int32] = {
        let pairs = environment[descriptorsName]?.split(separator: ",").map { $0.split(separator: "=") } ?? []
        return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), Int32($0[1])!) })
    }()

    /// From here on a program inherits a passed descriptor only where `SpawnPlan` names it.
    static func keepDescriptorsFromPrograms() {
        for descriptor in passedDescriptors.values { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    /// The environment of the next process in the row.
    static func environment(
        for stage: LabStage, run: String? = nil, descriptors: [String: Int32]
    ) -> [EnvironmentVariable] {
        let stageValue =
            switch stage {
            case .initial(let lifeline): String(lifeline)
            case .command: "command"
            }
        let passed = descriptors.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        let own = [(stageName, stageValue), (runName, run), (descriptorsName, passed)]
        return SpawnPlan.ownEnvironment.filter { variable in !own.contains { $0.0 == variable.name } }
            + own.compactMap { name, value in value.map { EnvironmentVariable(name: name, value: $0) } }
    }
}
