extension TreeRecipe {
    /// What a Debian tree needs so that it can also boot as a guest: systemd, a kernel for virtual machines, and the
    /// static BusyBox that our initial RAM disk consists of.
    package static let guestPackages = [
        "systemd", "systemd-sysv", "udev", "kmod", "linux-image-cloud-amd64", "busybox-static", "iproute2",
    ]

    /// The tree of the voting application: Debian 12's own Flask, Gunicorn, Node, Redis, PostgreSQL and HAProxy, and
    /// the load tools of the paper, with the application's `files` copied in.
    package static func voting(files: [FileMapping]) -> TreeRecipe {
        TreeRecipe(
            name: "voting", suite: "bookworm",
            packages: [
                "python3-flask", "gunicorn", "python3-redis", "nodejs", "node-express", "node-pg", "redis-server",
                "redis-tools", "postgresql-15", "haproxy", "apache2-utils", "ca-certificates",
            ] + guestPackages,
            files: files)
    }
}
