/// `/init` of a tree's guests: as little as gets from the kernel to the root disk's first process, because an emulated
/// machine pays for each process.
enum InitScript {
    /// - Parameters:
    ///   - modules: File that lists the modules in the order of loading.
    ///   - stage: Puts into `/mnt`, which becomes the root's `/run`, what the next process finds there.
    ///   - next: The root's first process.
    static func text(modules: String, stage: String, next: String) -> String {
        """
        #!/bin/busybox sh
        b=/bin/busybox
        $b mount -t devtmpfs dev /dev
        exec >/dev/console 2>&1
        echo 'bootscale: kernel is up'
        $b mount -t proc proc /proc
        $b mount -t sysfs sys /sys
        while read module; do $b insmod "/modules/$module" || echo "bootscale: cannot load $module"; done </\(modules)
        if [ -e /network ]; then
            read address gateway </network
            $b ip address add "$address" dev eth0
            $b ip link set eth0 up || echo 'bootscale: cannot set the network up'
            $b ip route add default via "$gateway"
        fi
        $b mount -t tmpfs -o mode=755,nosuid,nodev tmpfs /mnt
        \(stage)
        $b mount -t ext4 -o noatime /dev/vda /root || echo 'bootscale: cannot mount the root disk'
        $b mount --move /mnt /root/run
        $b mount --move /dev /root/dev
        $b mount --move /sys /root/sys
        $b mount --move /proc /root/proc
        echo 'bootscale: starting init'
        exec $b switch_root /root \(next)

        """
    }
}
