/// A parameter of the kernel, by its name in sysctl(8): `net.ipv4.tcp_tw_reuse`.
package struct KernelParameter: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Where the kernel takes it, for the namespaces of this process.
    package var path: String { "/proc/sys/" + name.replacing(".", with: "/") }
}
