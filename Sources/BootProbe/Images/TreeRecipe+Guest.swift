extension TreeRecipe {
    /// What a Debian tree needs so that it can also boot as a guest: systemd, a kernel for virtual machines, and the
    /// static BusyBox that our initial RAM disk consists of.
    package static let guestPackages = [
        "systemd", "systemd-sysv", "udev", "kmod", "linux-image-cloud-amd64", "busybox-static", "iproute2",
    ]
}
