import UserInput

/// A scaling policy read from users' own files, with what it needs to be run.
public struct PolicyFile: Sendable {
    public var policy: any ScalingPolicy
    /// What results call it, such as `hpa vote`; on one line.
    public var name: String
    /// Replicas to start with where nothing else is said.
    public var defaultReplicas: Int
    /// What it reads, by the names that observations have.
    public var metrics: Metrics

    public struct Metrics: Sendable, Equatable {
        /// `cpu`, `memory`, or one of these of a container: `cpu of app`.
        public var resources: [String]
        /// Those whose resources it reads apart from the rest of their pods.
        public var containers: [String] = []
        public var pods: [String]
        public var objects: [String]
        public var external: [String]
        /// Those that may be of pods as well as of an object or external.
        public var any: [String]
        /// What the platform itself measures of each pod, under which name.
        public var builtIn: [MetricsPipeline.PodMetric] = []
        /// How often the platform measures, and over what time; nil for the metrics server's way.
        public var intervals: Intervals?

        /// In seconds.
        public struct Intervals: Sendable, Equatable {
            public var scrape: Double
            public var window: Double

            public init(scrape: Double, window: Double) {
                self.scrape = scrape
                self.window = window
            }

            /// A point a minute, as CloudWatch has it with detailed monitoring, Azure Monitor and Cloud Monitoring.
            static let everyMinute = Intervals(scrape: 60, window: 60)
        }

        public init(
            resources: [String] = [], pods: [String] = [], objects: [String] = [], external: [String] = [],
            any: [String] = []
        ) {
            self.resources = resources
            self.pods = pods
            self.objects = objects
            self.external = external
            self.any = any
        }

        /// A resource of whole pods, or of one of their containers.
        mutating func add(_ resource: HPASpec.Resource, of container: String?) {
            resources.append(resource.rawValue + (container.map { " of \($0)" } ?? ""))
            if let container { containers.append(container) }
        }
    }

    public init(policy: any ScalingPolicy, name: String, defaultReplicas: Int, metrics: Metrics = Metrics()) {
        self.policy = policy
        self.name = name.onOneLine
        self.defaultReplicas = defaultReplicas
        self.metrics = metrics
    }

    /// Reads the policy of one or several files together, of whatever kind it is; JSON is read as the YAML that it is.
    ///
    /// Objects of other kinds beside it, such as the Deployment of a Kubernetes file, are passed over.
    ///
    /// - Throws: where there is no policy, or more than one, and for whatever is wrong with it or not supported.
    public static func read(
        contentsOf paths: [String], options: PolicyOptions = PolicyOptions()
    ) throws(ScaleSimError) -> PolicyFile {
        var documents: [YAMLField] = []
        for path in paths { documents += try YAMLField.documents(in: InputFile.text(of: path), file: path) }
        return try read(documents, options: options)
    }

    /// - Parameter file: what messages call the text's origin.
    public static func parse(
        _ text: String, file: String, options: PolicyOptions = PolicyOptions()
    ) throws(ScaleSimError) -> PolicyFile {
        try read(YAMLField.documents(in: text, file: file), options: options)
    }

    private static func read(_ documents: [YAMLField], options: PolicyOptions) throws(ScaleSimError) -> PolicyFile {
        var families: [PolicyFamily] = []
        for document in documents {
            guard document.isMapping, let family = try PolicyFamily(of: document) else { continue }
            if !families.contains(family) { families.append(family) }
        }
        guard let family = families.first, families.count == 1 else {
            let found = families.isEmpty ? "none" : families.map(\.title).joined(separator: " and ")
            throw ScaleSimError(
                .badInput, "expected one scaling policy (\(PolicyFamily.allTitles)), found \(found)",
                at: documents.first.map { .init(file: $0.file) })
        }
        return try family.read(documents, options: options)
    }
}

extension PolicyFile {
    /// The one Kubernetes object of a kind; objects of other kinds may stand beside it.
    static func object(
        ofKind kind: String, in documents: [YAMLField], file: String?
    ) throws(ScaleSimError) -> YAMLMapping {
        var found: [YAMLMapping] = []
        for document in documents where document.isMapping {
            let object = try document.mapping(known: nil)
            if try object.optional("kind")?.string() == kind { found.append(object) }
        }
        return try only(found, "object of kind \(kind)", file: file)
    }

    /// The one item that was found, which must not be several either.
    static func only<Item>(_ found: [Item], _ what: String, file: String?) throws(ScaleSimError) -> Item {
        guard let item = found.first, found.count == 1 else {
            throw ScaleSimError(
                .badInput, "expected one \(what), found \(found.count)", at: file.map { .init(file: $0) })
        }
        return item
    }
}

/// What is not in policy files: flags of the controllers that follow them, and when the run begins.
public struct PolicyOptions: Sendable, Equatable {
    public var kubernetes: HPAControllerFlags
    /// When the run starts, for schedules: seconds since 1970-01-01T00:00:00Z.
    public var startOfTime: Double
    /// Whether each observation is one round of every loop, whatever its time, as a line of a replay is.
    public var evaluatesAlways: Bool

    public init(
        kubernetes: HPAControllerFlags = HPAControllerFlags(), startOfTime: Double = 0, evaluatesAlways: Bool = false
    ) {
        self.kubernetes = kubernetes
        self.startOfTime = startOfTime
        self.evaluatesAlways = evaluatesAlways
    }
}
