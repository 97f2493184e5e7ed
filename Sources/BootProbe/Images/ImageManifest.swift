import Profiles

/// One description of a service, from which its process, container and guest are all made.
///
/// `command` and `environment` values may hold the placeholders `{address}` and `{port}` (where this instance must
/// listen) and `{gateway}` (the lab's own address, where the backing services listen, the same seen from every
/// technology).
package struct ImageManifest: Sendable, Equatable {
    /// Letters, digits and hyphens; names rows, files and instances.
    package var name: String
    /// File that this was read from, for messages; nil for one made in code.
    package var source: String?
    /// The root file system that the service runs in; nil runs a process on the host's own root.
    package var tree: TreeRecipe?
    /// Program and arguments, never through a shell; empty where all that boots are guests of the user's own.
    package var command: [String]
    package var environment: [EnvironmentVariable]
    package var workingDirectory: String
    /// User to run as; nil is root of the lab.
    package var user: String?
    /// TCP port on which the service listens.
    package var port: UInt16
    package var readiness: Readiness
    /// Seconds after which a trial without an answer ends as censored.
    package var timeoutSeconds: Double
    /// Commands run before each launch, not timed (for example `initdb`).
    package var preparation: [[String]]
    package var throughput: [ThroughputPlan]
    package var variants: [Variant]
    /// Folders of the host that the service finds in its root and that outlive it; processes only.
    package var volumes: [FileMapping] = []
    /// Descriptors that the service keeps under their number, such as a listening socket; processes only.
    package var inheritedDescriptors: [Int32] = []

    package init(
        name: String, source: String? = nil, tree: TreeRecipe? = nil, command: [String],
        environment: [EnvironmentVariable] = [], workingDirectory: String = "/", user: String? = nil, port: UInt16,
        readiness: Readiness, timeoutSeconds: Double = 30, preparation: [[String]] = [],
        throughput: [ThroughputPlan] = [], variants: [Variant] = []
    ) {
        self.name = name
        self.source = source
        self.tree = tree
        self.command = command
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.user = user
        self.port = port
        self.readiness = readiness
        self.timeoutSeconds = timeoutSeconds
        self.preparation = preparation
        self.throughput = throughput
        self.variants = variants
    }

    /// This image without the technologies that are not among `technologies`.
    package func offered(on technologies: [Technology]) -> ImageManifest {
        var image = self
        image.variants = variants.filter { technologies.contains($0.technology) }
        return image
    }

    /// The settings for one technology, or nil where the manifest does not offer it.
    package func variant(_ technology: Technology) -> Variant? {
        variants.first { $0.technology == technology }
    }

    /// Seconds after which a trial on `technology` ends as censored.
    package func timeoutSeconds(on technology: Technology) -> Double {
        variant(technology)?.timeoutSeconds ?? timeoutSeconds
    }
}

/// One variable of a service's environment; order is kept.
package struct EnvironmentVariable: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// How an image runs on one technology.
package struct Variant: Sendable, Equatable {
    package var technology: Technology
    /// CPUs: a quota for processes and containers, a number of virtual CPUs for guests, which the kernel holds to a
    /// fraction of them where this is one; nil leaves the host's.
    package var cpus: Double?
    package var memoryMiB: Int?
    /// Of containers alone; empty for the kernel's defaults.
    package var sysctls: [KernelParameter]
    /// Console patterns of a guest that stamp phases, in the order of their expected appearance.
    package var phases: [ConsolePattern]
    /// Console text that ends a trial as failed.
    package var fatal: [String]
    /// Seconds after which a trial ends as censored, where it differs from the image's.
    package var timeoutSeconds: Double?
    /// What a guest of the user's own boots from; nil boots the image's tree.
    package var guest: GuestImage?

    package init(
        technology: Technology, cpus: Double? = nil, memoryMiB: Int? = nil, sysctls: [KernelParameter] = [],
        phases: [ConsolePattern] = [], fatal: [String] = [], timeoutSeconds: Double? = nil, guest: GuestImage? = nil
    ) {
        self.technology = technology
        self.cpus = cpus
        self.memoryMiB = memoryMiB
        self.sysctls = sysctls
        self.phases = phases
        self.fatal = fatal
        self.timeoutSeconds = timeoutSeconds
        self.guest = guest
    }
}

/// A console line that contains `text` stamps the phase `name`.
package struct ConsolePattern: Sendable, Equatable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// What makes an answer the right one.
package enum Readiness: Sendable, Equatable {
    /// An HTTP GET of `path` that answers `status`, with every one of `headers` and with a body that contains every one
    /// of `contains` and in which every regular expression of `matches` finds something.
    case http(
        path: String, status: Int, contains: [String], matches: [String] = [], headers: [HeaderExpectation] = [])
    /// A Redis `PING` that answers `PONG`.
    case resp
    /// A command in the Redis protocol whose reply, as text, is `answer`.
    case respCommand([String], answer: String)
    /// A connection that is accepted and sends `banner`, or is just accepted where it is empty.
    case tcp(banner: String)
    /// A program of the user's, with its arguments, that exits with status 0.
    case command([String])
}

/// A header that a response must have.
package struct HeaderExpectation: Sendable, Equatable {
    /// In any case of letters.
    package var name: String
    /// Part of the value; empty for any value.
    package var contains: String

    package init(name: String, contains: String) {
        self.name = name
        self.contains = contains
    }
}

/// A Debian root file system, and files of the project that are copied into it.
package struct TreeRecipe: Sendable, Equatable {
    /// Letters, digits and hyphens.
    package var name: String
    package var suite: String
    package var packages: [String]
    package var files: [FileMapping]

    package init(name: String, suite: String, packages: [String], files: [FileMapping]) {
        self.name = name
        self.suite = suite
        self.packages = packages
        self.files = files
    }
}

/// A file or directory of the host, copied into a tree.
package struct FileMapping: Sendable, Equatable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
        self.from = from
        self.to = to
    }
}
