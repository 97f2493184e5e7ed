/// The kinds of policy files.
enum PolicyFamily: CaseIterable {
    case kubernetes, aws

    /// As messages name it.
    var title: String {
        switch self {
        case .kubernetes: "a HorizontalPodAutoscaler"
        case .aws: "scaling policies of an AWS Auto Scaling group"
        }
    }

    static var allTitles: String { allCases.map(\.title).joined(separator: ", ") }

    /// What `document` is a policy of; nil for objects of other kinds.
    init?(of document: YAMLField) throws(ScaleSimError) {
        let fields = try document.mapping(known: nil)
        switch try fields.optional("kind")?.string() {
        case "HorizontalPodAutoscaler": self = .kubernetes
        case nil where AWSGroup.isPart(fields): self = .aws
        default: return nil
        }
    }

    func read(_ documents: [YAMLField], options: PolicyOptions) throws(ScaleSimError) -> PolicyFile {
        switch self {
        case .kubernetes: try HPASpec.policyFile(documents, options: options)
        case .aws: try AWSGroup.policyFile(documents, options: options)
        }
    }
}
