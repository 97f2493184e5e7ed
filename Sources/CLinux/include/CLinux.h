#pragma once
// Linux calls that Swift's Glibc module hides (fork), misses (unshare, mount flags) or sees as variadic (ioctl, prctl).
// Each returns 0 or a useful value, or -errno.
#include <sys/epoll.h>
#include <sys/types.h>

/// fork(2); only where no other thread exists, or where the child calls nothing but exec.
pid_t bs_fork(void);

/// Delivers `signal` to this process when its parent dies.
int bs_die_with_parent(int signal);

/// Namespaces to leave behind with `bs_unshare`.
enum {
    BS_NEW_MOUNT = 1 << 0,
    BS_NEW_NETWORK = 1 << 1,
    BS_NEW_PID = 1 << 2,
    BS_NEW_IPC = 1 << 3,
    BS_NEW_UTS = 1 << 4,
    BS_NEW_USER = 1 << 5,
};

/// unshare(2) with a set of the flags above.
int bs_unshare(int namespaces);

/// Makes all mounts private, so that nothing mounted from here on is seen outside.
int bs_make_mounts_private(void);

/// mount(2) without data.
int bs_mount(const char *source, const char *target, const char *type, unsigned long flags);

/// Detaches the mount at `target` and all below it.
int bs_detach_mount(const char *target);

/// Sets the interface `name` of this network namespace up.
int bs_interface_up(const char *name);

/// Creates the tap interface `name`, without packet information, kept after its descriptor is closed.
int bs_create_persistent_tap(const char *name);
