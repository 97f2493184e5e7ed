/// The kinds of policy files.
enum PolicyFamily: CaseIterable {
    case kubernetes
    case knative
    /// A policy without a format of its own.
    case own

    /// As messages name it.
    var title: String {
        switch self {
        case .kubernetes: "a HorizontalPodAutoscaler"
        case .knative: "a Service of Knative"
        case .own: "one of \(OwnPolicy.keys.joined(separator: ", "))"
        }
    }

    static var allTitles: String { allCases.map(\.title).joined(separator: ", ") }

    /// What `document` is a policy of; nil for objects of other kinds.
    init?(of document: YAMLField) throws(ScaleSimError) {
        let fields = try document.mapping(known: nil)
        switch try fields.optional("kind")?.string() {
        case "HorizontalPodAutoscaler": self = .kubernetes
        case nil where fields.entries.contains { OwnPolicy(rawValue: $0.key) != nil }: self = .own
        default:
            guard try KPASpec.isScaled(fields) else { return nil }
            self = .knative
        }
    }

    func read(_ documents: [YAMLField], options: PolicyOptions) throws(ScaleSimError) -> PolicyFile {
        switch self {
        case .kubernetes: try HPASpec.policyFile(documents, options: options)
        case .knative: try KPASpec.policyFile(documents)
        case .own: try OwnPolicy.read(documents)
        }
    }
}
