import Foundation
import ScaleSim
import Testing

@Suite struct AzureFileTests {
    /// As `az monitor autoscale show` of older versions prints it: properties at the top, durations as Python's.
    static let flat = """
        {
          "enabled": true,
          "id": "/subscriptions/s/resourceGroups/g/providers/microsoft.insights/autoscalesettings/vmss",
          "location": "eastus",
          "name": "vmss",
          "notifications": [],
          "predictiveAutoscalePolicy": null,
          "profiles": [
            {
              "capacity": {"default": "2", "maximum": "10", "minimum": "1"},
              "fixedDate": null,
              "name": "default",
              "recurrence": null,
              "rules": [
                {
                  "metricTrigger": {
                    "dimensions": [], "dividePerInstance": false, "metricName": "Percentage CPU",
                    "metricNamespace": "", "metricResourceUri": "/subscriptions/s/x/vmss", "operator": "GreaterThan",
                    "statistic": "Average", "threshold": 70.0, "timeAggregation": "Average", "timeGrain": "0:01:00",
                    "timeWindow": "0:10:00"
                  },
                  "scaleAction": {"cooldown": "1 day, 0:05:00", "direction": "Increase", "type": "ChangeCount", "value": "3"}
                },
                {
                  "metricTrigger": {
                    "Dimensions": [], "metricName": "Percentage CPU",
                    "metricResourceUri": "/subscriptions/S/x/vmss", "operator": "LessThan",
                    "statistic": "Average", "threshold": 25, "timeAggregation": "Average", "timeGrain": "PT1M",
                    "timeWindow": "PT1H30M"
                  },
                  "scaleAction": {"cooldown": "P1W", "direction": "Decrease", "type": "PercentChangeCount", "value": 20}
                }
              ]
            }
          ],
          "resourceGroup": "g",
          "tags": {},
          "targetResourceUri": "/subscriptions/s/x/vmss",
          "type": "Microsoft.Insights/autoscaleSettings"
        }
        """

    static let cpu = AzureAutoscaleSpec.Trigger(
        metricName: "Percentage CPU", comparison: .greaterThan, threshold: 70)

    @Test("what the command line prints is read")
    func readsFlat() throws {
        let file = try PolicyText.read(Self.flat)
        #expect(file.name == "azure vmss" && file.defaultReplicas == 2 && file.metrics.resources == ["cpu"])
        let policy = try #require(file.policy as? AzureAutoscale)
        var low = Self.cpu
        (low.comparison, low.threshold, low.timeWindowSeconds) = (.lessThan, 25, 5400)
        let profile = AzureAutoscaleSpec.Profile(
            minimum: 1, maximum: 10, fallback: 2,
            rules: [
                .init(trigger: Self.cpu, direction: .increase, change: .count(3), cooldownSeconds: 86_700),
                .init(trigger: low, direction: .decrease, change: .percent(20), cooldownSeconds: 604_800),
            ])
        #expect(policy.spec == AzureAutoscaleSpec(name: "vmss", profiles: [profile]))
    }

    @Test("the resource, and a template with it among others, are read alike")
    func readsTemplate() throws {
        let resource = AzureScenarioTests.rules(AzureScenarioTests.rule("q", "GreaterThan", 1, "+ 1"))
        let template = """
            {"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
             "resources":[{"type":"Microsoft.Compute/virtualMachineScaleSets","name":"v"},\(resource)]}
            """
        let one = try #require(try PolicyText.read(resource).policy as? AzureAutoscale)
        let other = try #require(try PolicyText.read(template).policy as? AzureAutoscale)
        #expect(one.spec == other.spec && one.spec.profiles.count == 1)
    }

    @Test(
        "what is wrong or not supported is named with its line",
        arguments: [
            (
                "\"predictiveAutoscalePolicy\": null", "\"predictiveAutoscalePolicy\": {\"scaleMode\": \"Enabled\"}",
                ":7: predictiveAutoscalePolicy.scaleMode: predictive autoscale (`Enabled`) is not supported"
            ),
            (
                "\"PercentChangeCount\"", "\"ServiceAllowedNextValue\"",
                ":31: profiles[0].rules[1].scaleAction.type: ServiceAllowedNextValue is not supported"
            ),
            (
                "\"0:10:00\"", "\"10 minutes\"",
                ":20: profiles[0].rules[0].metricTrigger.timeWindow: expected an ISO 8601"
            ),
            ("\"P1W\"", "\"PT\"", "cooldown: expected an ISO 8601 duration (PT5M) of 60 to 604800 seconds, found `PT`"),
            ("\"P1W\"", "\"PT30S\"", "cooldown: expected an ISO 8601 duration"),
            ("\"maximum\": \"10\"", "\"maximum\": \"0\"", "capacity.maximum: must be at least the minimum, 1"),
            ("\"default\": \"2\"", "\"default\": \"11\"", "capacity.default: expected a whole number from 1 to 10"),
            ("\"10\"", "\"[parameters('max')]\"", "capacity.maximum: expected a whole number"),
            (
                "\"direction\": \"Increase\"", "\"direction\": \"None\"",
                "direction: expected one of `Increase`, `Decrease`"
            ),
            ("\"operator\": \"LessThan\"", "\"operator\": \"Less\"", "operator: expected one of `Equals`"),
            ("metricNamespace\": \"\"", "metricNamespac\": \"\"", "metricNamespac: unknown key; did you mean"),
            (
                "/subscriptions/S/x/vmss", "/subscriptions/s/x/other",
                "two rules of one metric name that differ in metricResourceUri are not supported"
            ),
            (
                "\"Dimensions\": []", "\"dimensions\": [{\"DimensionName\": \"VMName\"}]",
                "two rules of one metric name that differ in dimensions are not supported"
            ),
            (
                "\"recurrence\": null",
                "\"recurrence\": {\"frequency\": \"Day\", \"schedule\": {}}", "frequency: expected Week"
            ),
            (
                "\"recurrence\": null",
                "\"recurrence\": {\"frequency\": \"Week\", \"schedule\": {\"timeZone\": \"Pacific Std Time\", \"days\": [\"Monday\"], \"hours\": [0], \"minutes\": [0]}}",
                "timeZone: expected a time zone by its Windows name"
            ),
            (
                "\"fixedDate\": null",
                "\"fixedDate\": {\"start\": \"2026-01-01T00:00:00+02:00\", \"end\": \"2026-01-02T00:00:00\"}",
                "fixedDate.start: expected a time without an offset"
            ),
            (
                "\"fixedDate\": null",
                "\"fixedDate\": {\"start\": \"2026-01-01T00:00:00\", \"end\": \"2027-01-03T00:00:00\"}",
                "fixedDate.end: must lie after the start, by at most 365 days"
            ),
        ])
    func faults(original: String, replacement: String, message: String) {
        let text = Self.flat.replacing(original, with: replacement, maxReplacements: 1)
        #expect(text != Self.flat)
        let error = #expect(throws: ScaleSimError.self) { try PolicyText.read(text) }
        #expect(error?.code == .badInput)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("a forecast that scales nothing is passed over")
    func forecastOnly() throws {
        let text = Self.flat.replacing(
            "\"predictiveAutoscalePolicy\": null",
            with: "\"predictiveAutoscalePolicy\": {\"scaleMode\": \"ForecastOnly\"}")
        #expect(try PolicyText.read(text).name == "azure vmss")
    }

    @Test("the example is one")
    func example() throws {
        let file = try PolicyFile.read(contentsOf: ["examples/policies/azure-autoscale.yaml"])
        var policy = file.policy
        #expect(policy.decide(PolicyStep(0, 3, cpu: 90, to: 4).observation).desired == 4)
    }
}
