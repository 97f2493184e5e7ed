import BootProbe
import Profiles

/// What a service ran on: a column of the paper's tables, or one of ours.
package struct PaperSystem: Codable, Sendable, Hashable {
    /// `ubuntu-kvm`, `rumprun`, `container`: names manifests and rows.
    package var key: String
    /// As the paper calls it; nil where it has no such column.
    package var published: String?
    /// On which our own images stand for it; nil where the user supplies the image.
    package var own: Technology?

    /// A system that a user's manifest names and the paper does not.
    package init(supplied key: String) { self.key = key }

    private init(_ key: String, _ published: String?, _ own: Technology?) {
        self.key = key
        self.published = published
        self.own = own
    }

    /// The paper's, in the order of its Table 2, and after them ours that it has not.
    package static let known = [
        PaperSystem("ubuntu", "Ubuntu", .process), PaperSystem("ubuntu-kvm", "Ubuntu (KVM)", .vm),
        PaperSystem("rumprun", "Rumprun", nil), PaperSystem("osv", "OSv", nil),
        PaperSystem("netbsd", "NetBSD (KVM)", nil), PaperSystem("container", nil, .container),
        PaperSystem("microvm", nil, .microvm),
    ]

    /// Our own unikernel, which is none of the paper's services and stands in a table of its own.
    package static let beacon = PaperSystem("beacon", nil, .unikernel)

    /// What was measured here, as columns are headed.
    package var label: String { own?.label ?? published ?? key }
}
