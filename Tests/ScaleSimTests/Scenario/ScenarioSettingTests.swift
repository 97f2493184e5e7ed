import Foundation
import ScaleSim
import Testing

@Suite struct ScenarioSettingTests {
    @Test("fields take other values, those that the file leaves out too")
    func settings() throws {
        let folder = try Folder()
        let path = try folder.write(ScenarioFileTests.text, to: "scenario.yaml")
        let scenario = try ScenarioFile.read(
            contentsOf: path,
            settings: [
                .init(field: "service.replicas", value: "8"), .init(field: "policy", value: "{static: 5}"),
                .init(field: "run.replications", value: "2"), .init(field: "metrics.window", value: "10s"),
            ])
        #expect(scenario.service.initialReplicas == 8)
        #expect(scenario.policyName == "static 5")
        #expect(scenario.replications == 2)
        #expect(scenario.metrics.window == SimTime(seconds: 10))
        #expect(scenario.seed == 7)
        let minimal = """
            traffic: {trace: trace.csv}
            service: {profile: profile.json}
            policy: {static: 4}
            objective: {latency: 1s}
            """
        let extended = try ScenarioFile.read(
            contentsOf: folder.write(minimal, to: "small.yaml"), settings: [.init(field: "run.seed", value: "9")])
        #expect(extended.seed == 9)
    }

    @Test(
        "a field that there is not, or a wrong value, is refused by name and without a line",
        arguments: [
            ("service.replica", "2", "service.replica: unknown key; did you mean `replicas`?"),
            ("service.replicas", "many", "service.replicas: expected a whole number from 0 to 100000, found `many`"),
            ("servce.replicas", "2", "servce: unknown key; did you mean `service`?"),
            ("service.replicas.least", "2", "service.replicas: is not a mapping, so it has no field `least`"),
            (
                "service..cpu", "2",
                "`service..cpu` is no field; expected keys separated by dots, such as service.replicas"
            ),
            ("service.cpu", "# none", "service.cpu: a value is missing"),
        ])
    func refused(field: String, value: String, message: String) throws {
        let folder = try Folder()
        let path = try folder.write(ScenarioFileTests.text, to: "scenario.yaml")
        let error = #expect(throws: ScaleSimError.self) {
            try ScenarioFile.read(contentsOf: path, settings: [.init(field: field, value: value)])
        }
        #expect(error?.message == message)
        #expect(error?.location?.file == path)
    }

    @Test("an error elsewhere still has its line")
    func otherLines() throws {
        let folder = try Folder()
        let text = ScenarioFileTests.text.replacing("latency: 250ms", with: "latency: 250")
        let path = try folder.write(text, to: "scenario.yaml")
        let error = #expect(throws: ScaleSimError.self) {
            try ScenarioFile.read(contentsOf: path, settings: [.init(field: "service.replicas", value: "2")])
        }
        #expect(error?.location?.line == 13)
    }

    @Test("variations are read and combined")
    func variations() throws {
        let replicas = try #require(ScenarioVariation("service.replicas=2,4"))
        let policies = try #require(ScenarioVariation("policy={static: 2, a: [1,2]},{static: 4}"))
        #expect(policies.settings.map(\.value) == ["{static: 2, a: [1,2]}", "{static: 4}"])
        #expect(
            ScenarioVariation.combinations([replicas, policies]).map { $0.map(\.value) } == [
                ["2", "{static: 2, a: [1,2]}"], ["2", "{static: 4}"], ["4", "{static: 2, a: [1,2]}"],
                ["4", "{static: 4}"],
            ])
        for text in ["replicas", "replicas=", "=2,4", "replicas=2", "replicas=2,", "replicas=2,2"] {
            #expect(ScenarioVariation(text) == nil)
        }
        #expect(ScenarioSetting("a.b=c=d") == ScenarioSetting(field: "a.b", value: "c=d"))
        #expect(ScenarioSetting("a.b") == nil)
    }
}
