#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int checked(int result) { return result < 0 ? -errno : result; }

pid_t bs_fork(void) { return checked(fork()); }

int bs_pipe(int ends[2]) { return checked(pipe2(ends, O_CLOEXEC)); }

int bs_die_with_parent(int signal) { return checked(prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)); }

int bs_unshare(int namespaces) {
    static const int flags[] = {CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWUSER};
    int wanted = 0;
    for (int i = 0; i < 6; i++)
        if (namespaces & (1 << i)) wanted |= flags[i];
    return checked(unshare(wanted));
}

int bs_make_mounts_private(void) { return checked(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)); }

int bs_mount(const char *source, const char *target, const char *type, unsigned long flags) {
    return checked(mount(source, target, type, flags, NULL));
}

int bs_detach_mount(const char *target) { return checked(umount2(target, MNT_DETACH)); }

int bs_interface_up(const char *name) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int result = checked(ioctl(descriptor, SIOCGIFFLAGS, &request));
    if (result >= 0) {
        request.ifr_flags |= IFF_UP;
        result = checked(ioctl(descriptor, SIOCSIFFLAGS, &request));
    }
    close(descriptor);
    return result;
}

int bs_create_persistent_tap(const char *name) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    int descriptor = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    int result = checked(ioctl(descriptor, TUNSETIFF, &request));
    if (result >= 0) result = checked(ioctl(descriptor, TUNSETPERSIST, 1));
    close(descriptor);
    return result;
}
