/// The kinds of policy files.
enum PolicyFamily: CaseIterable {
    case kubernetes
    case keda
    case knative
    /// A policy without a format of its own.
    case own
    case gcp
    case azure
    case aws

    /// As messages name it.
    var title: String {
        switch self {
        case .kubernetes: "a HorizontalPodAutoscaler"
        case .keda: "a ScaledObject"
        case .knative: "a Service of Knative"
        case .own: "one of \(OwnPolicy.keys.joined(separator: ", "))"
        case .gcp: "a GCP autoscaler"
        case .azure: "an Azure autoscale setting"
        case .aws: "scaling policies of an AWS Auto Scaling group"
        }
    }

    static var allTitles: String { allCases.map(\.title).joined(separator: ", ") }

    /// What `document` is a policy of; nil for objects of other kinds.
    init?(of document: YAMLField) throws(ScaleSimError) {
        let fields = try document.mapping(known: nil)
        switch try fields.optional("kind")?.string() {
        case "HorizontalPodAutoscaler": self = .kubernetes
        case KEDASpec.kind: self = .keda
        case nil where AWSGroup.isPart(fields): self = .aws
        case nil where fields.entries.contains { OwnPolicy(rawValue: $0.key) != nil }: self = .own
        default:
            if try KPASpec.isScaled(fields) {
                self = .knative
            } else if try GCPAutoscalerSpec.describes(fields) {
                self = .gcp
            } else if try AzureAutoscaleSpec.describes(fields) {
                self = .azure
            } else {
                return nil
            }
        }
    }

    func read(_ documents: [YAMLField], options: PolicyOptions) throws(ScaleSimError) -> PolicyFile {
        switch self {
        case .kubernetes: try HPASpec.policyFile(documents, options: options)
        case .keda: try KEDASpec.policyFile(documents, options: options)
        case .knative: try KPASpec.policyFile(documents)
        case .own: try OwnPolicy.read(documents)
        case .gcp: try GCPAutoscalerSpec.policyFile(documents, options: options)
        case .azure: try AzureAutoscaleSpec.policyFile(documents, options: options)
        case .aws: try AWSGroup.policyFile(documents, options: options)
        }
    }
}
