/// Which module files a kernel needs loaded, in which order, for a set of drivers; read from depmod's tables.
struct KernelModules {
    /// Of each module file, its path relative to the kernel's module directory and the paths of what it depends on.
    private var dependencies: [String: [String]] = [:]

    /// Parses `modules.dep`: `path: dependency dependency …`.
    init(modulesDep text: String) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard let path = parts.first else { continue }
            dependencies[String(path)] = parts.count > 1 ? parts[1].split(separator: " ").map(String.init) : []
        }
    }

    /// Paths of the modules to load for `drivers`, dependencies first; a driver without a file is built in.
    func loadOrder(for drivers: [String]) -> [String] {
        var order: [String] = []
        func visit(_ path: String) {
            guard !order.contains(path) else { return }
            (dependencies[path] ?? []).forEach(visit)
            order.append(path)
        }
        for driver in drivers {
            // Sorted, because the first of equals must be the same in each run.
            let path = dependencies.keys.sorted().first { Self.name(of: $0) == driver }
            if let path { visit(path) }
        }
        return order
    }

    /// `kernel/drivers/block/virtio_blk.ko.xz` is `virtio_blk`.
    static func name(of path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        return file.split(separator: ".").first.map(String.init) ?? ""
    }
}
