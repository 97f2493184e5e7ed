import BootProbe
import Foundation
import ScaleSim

/// A reader of users' files, which must end in a value or in one message, whatever the bytes; or of the network.
enum Reader: String, CaseIterable {
    case manifest
    case pods
    case lambda
    case csv
    case beacon
    case scenario
    /// Files of scaling policies, with what they decide.
    case policy
    /// As lines, and as answers of Prometheus.
    case observations
    /// Of the format that it looks like.
    case trace
    case traceLog = "trace-log"
    case traceWorldCup = "trace-worldcup"
    /// Arrivals and rates, in all their forms.
    case traceCSV = "trace-csv"
    case traceAzure2019 = "trace-azure2019"
    case traceAzure2021 = "trace-azure2021"
    case traceLLM = "trace-llm"
    case tracePrometheus = "trace-prometheus"

    /// The reader that the environment names.
    static let chosen: Reader = {
        let name = ProcessInfo.processInfo.environment["FUZZ_READER"] ?? "manifest"
        guard let reader = Reader(rawValue: name) else {
            fatalError("FUZZ_READER: expected one of \(allCases.map(\.rawValue)), found \(name)")
        }
        return reader
    }()

    func read(_ data: Data) throws(BootProbeError) {
        switch self {
        case .manifest:
            // What is no UTF-8 is refused before it is parsed.
            guard let text = String(data: data, encoding: .utf8) else { return }
            check(try ImageManifest.parse(text, file: "fuzz.yaml"))
        case .pods: check(try KubernetesPods.parse(data, file: "fuzz.json"))
        case .lambda:
            guard let text = String(data: data, encoding: .utf8) else { return }
            check(try LambdaReports.parse(text, file: "fuzz.log", image: "fuzz"))
        case .csv:
            for csv in [TimesCSV(), TimesCSV(column: "time", unit: .milliseconds, censoringColumn: "censored")] {
                check([try csv.parse([UInt8](data), file: "fuzz.csv", image: "fuzz", technology: .vm)])
            }
        case .beacon: BeaconReader.read([UInt8](data))
        case .scenario: SimulatorReader.readScenario(data)
        case .policy: PolicyReader.read(data)
        case .observations: ObservationReader.read(data)
        case .trace: SimulatorReader.readTrace(data, nil)
        case .traceLog: SimulatorReader.readTrace(data, .log)
        case .traceWorldCup: SimulatorReader.readTrace(data, .worldcup)
        case .traceCSV:
            for format in [TraceFormat.arrivals, .rates, .timestampRates, .rateList, .minuteCounts] {
                SimulatorReader.readTrace(data, format)
            }
        case .traceAzure2019: SimulatorReader.readTrace(data, .azure2019)
        case .traceAzure2021: SimulatorReader.readTrace(data, .azure2021)
        case .traceLLM: SimulatorReader.readTrace(data, .azureLLM)
        case .tracePrometheus: SimulatorReader.readTrace(data, .prometheus)
        }
    }

    /// What every manifest that was accepted keeps, so that the code behind need not ask again.
    private func check(_ image: ImageManifest) {
        precondition(ImageManifest.isName(image.name))
        precondition(!image.variants.isEmpty && image.port > 0)
        precondition(!image.command.isEmpty || image.variants.allSatisfy { $0.guest != nil })
        for guest in image.variants.compactMap(\.guest) {
            precondition(guest.kernel != nil || !guest.disks.isEmpty && guest.addressing == .dhcp)
            precondition(!guest.commandLine.contains { $0.isNewline })
            precondition(guest.machine != .microvm || guest.kernel != nil && guest.hypervisor == .qemu)
        }
        precondition(image.timeoutSeconds > 0 && image.timeoutSeconds <= 3600)
        let words = image.command + image.preparation.flatMap(\.self) + image.environment.map(\.value)
        precondition(words.allSatisfy { !$0.utf8.contains(0) })
        precondition(image.workingDirectory.hasPrefix("/") && !image.workingDirectory.contains("/../"))
    }

    private func check(_ imported: [ImportedTrials]) {
        for trials in imported {
            precondition(ImageManifest.isName(trials.image))
            for trial in trials.trials {
                switch trial.outcome {
                case .answered(let lower, let upper): precondition(lower >= 0 && upper >= lower && upper.isFinite)
                case .censored(let after): precondition(after >= 0 && after.isFinite)
                case .failed(let reason): precondition(!reason.isEmpty && !reason.contains { $0.isNewline })
                }
                precondition(trial.phases.allSatisfy { $0.lower >= 0 && $0.upper >= $0.lower && $0.upper.isFinite })
            }
        }
    }
}
