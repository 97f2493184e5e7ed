import BootProbe
import Foundation
import Profiles
import TestSupport

/// A folder with input files, right ones and wrong ones, and with an empty cache: what a command builds, launches or
/// writes would show in it.
struct InputFiles {
    let folder: TemporaryDirectory

    var cache: String { folder.file("cache") }

    init() throws {
        folder = try TemporaryDirectory()
        try writeManifests()
        try writeDatabases()
        try writeProfiles()
        try writeScenarios()
    }

    /// Every file and its content. The lock by which labs exclude each other is none of a run's results.
    func snapshot() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name != "cache/run/.lock" {
            files[name] = FileManager.default.contents(atPath: folder.file(name))
        }
        return files
    }

    private func writeManifests() throws {
        let good = """
            name: page
            command: [sleep, "60"]
            port: 8080
            readiness: resp
            technologies: {process: }

            """
        try folder.write("good.yaml", good)
        try folder.write("port.yaml", good.replacing("8080", with: "0"))
        try folder.write("misspelt.yaml", good.replacing("command", with: "comand"))
        try folder.write("syntax.yaml", good.replacing("]", with: ""))
    }

    private func writeDatabases() throws {
        try folder.write("text.sqlite", "This is no database.\n")
        _ = try ProbeStore(path: folder.file("empty.sqlite"))
    }

    private func writeProfiles() throws {
        let service = ServiceProfile(
            servers: 1, occupancy: .deterministic(value: 0.01), delay: .deterministic(value: 0), throughput: [])
        var profile = Profile(
            image: "page", technology: .process, accelerator: .none, origin: .measured(campaign: "1"),
            boot: BootProfile(distribution: .deterministic(value: 1), fits: [], trials: 1, censored: 0),
            service: service)
        try folder.write("page.json", String(decoding: JSONFormat.encode(profile), as: UTF8.self))
        profile.boot = nil
        try folder.write("bootless.json", String(decoding: JSONFormat.encode(profile), as: UTF8.self))
        try folder.write("bad.json", "{\n")
    }

    private func writeScenarios() throws {
        try folder.write("trace.csv", "seconds,requests_per_second\n0,10\n5,0\n")
        try folder.write("bad.csv", "seconds,requests_per_second\n0,10\n5,many\n")
        let hpa = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: page
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: page
              minReplicas: 1
              maxReplicas: 3
              metrics:
                - type: Resource
                  resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}

            """
        try folder.write("hpa.yaml", hpa)
        try folder.write("bad-hpa.yaml", hpa.replacing("maxReplicas: 3", with: "maxReplicas: three"))
        let scenario = """
            name: crowd
            traffic:
              trace: trace.csv
            service:
              profile: page.json
              replicas: 1
            policy:
              hpa: hpa.yaml
            objective: {latency: 250ms}
            run: {replications: 2}

            """
        try folder.write("crowd.yaml", scenario)
        let users = scenario.replacing("traffic:\n  trace: trace.csv", with: "users: {count: 3}")
        try folder.write("users.yaml", users.replacing("{replications: 2}", with: "{duration: 10s}"))
        for (name, right, wrong) in [
            ("misspelt-scenario", "replicas:", "replica:"), ("no-trace", "trace.csv", "gone.csv"),
            ("bad-trace", "trace.csv", "bad.csv"), ("no-profile", "page.json", "gone.json"),
            ("bad-profile", "page.json", "bad.json"), ("bootless", "page.json", "bootless.json"),
            ("bad-policy", "hpa.yaml", "bad-hpa.yaml"),
        ] {
            try folder.write("\(name).yaml", scenario.replacing(right, with: wrong))
        }
    }
}
