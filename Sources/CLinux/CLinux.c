#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

static int checked(long result) { return result < 0 ? -errno : (int)result; }

// Namespaces

static unsigned long clone_flags(int namespaces) {
    static const unsigned long flags[] = {CLONE_NEWNS,  CLONE_NEWNET, CLONE_NEWPID,
                                          CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWUSER};
    unsigned long wanted = 0;
    for (int i = 0; i < 6; i++)
        if (namespaces & (1 << i)) wanted |= flags[i];
    return wanted;
}

// A raw clone without CLONE_VM behaves as fork; glibc's own fork cannot take namespace flags.
static pid_t fork_into(int namespaces) {
    return (pid_t)syscall(SYS_clone, clone_flags(namespaces) | SIGCHLD, NULL, NULL, NULL, NULL);
}

pid_t bs_clone_exec(
    const char *path, char *const arguments[], char *const environment[], int namespaces, int release) {
    pid_t child = fork_into(namespaces);
    if (child != 0) return checked(child);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    char byte;
    ssize_t count;
    do count = read(release, &byte, 1);
    while (count < 0 && errno == EINTR);
    if (count == 1) execve(path, arguments, environment);
    _exit(127);
}

int bs_try_namespaces(int namespaces) {
    pid_t child = fork_into(namespaces);
    if (child == 0) _exit(0);
    if (child < 0) return -errno;
    pid_t ended;
    do ended = waitpid(child, NULL, 0);
    while (ended < 0 && errno == EINTR);
    return 0;
}

// Processes

int bs_pipe(int ends[2]) { return checked(pipe2(ends, O_CLOEXEC)); }

int bs_die_with_parent(int signal) { return checked(prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)); }

int bs_is_ignored(int signal) {
    struct sigaction current;
    return sigaction(signal, NULL, &current) == 0 && current.sa_handler == SIG_IGN;
}

// What the user told us to ignore (nohup) stays so. SIGPIPE is ignored by libraries of the parent, not by its user.
static void reset_signals(void) {
    struct sigaction initial;
    memset(&initial, 0, sizeof initial);
    initial.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; signal++)
        if (signal == SIGPIPE || !bs_is_ignored(signal)) sigaction(signal, &initial, NULL);
}

// First moves the three out of the way: one of them may itself be descriptor 0, 1 or 2.
static int take_standard_descriptors(const int standard[3]) {
    int moved[3];
    for (int i = 0; i < 3; i++)
        if ((moved[i] = fcntl(standard[i], F_DUPFD_CLOEXEC, 3)) < 0) return -1;
    for (int i = 0; i < 3; i++)
        if (dup2(moved[i], i) < 0) return -1;
    return 0;
}

static int keep_only(const int *inherited, size_t count) {
    if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) < 0) return -1;
    for (size_t i = 0; i < count; i++)
        if (fcntl(inherited[i], F_SETFD, 0) < 0) return -1;
    return 0;
}

// The raw calls, because glibc's wrappers would change the credentials of all the parent's threads, whose memory a
// vfork child shares.
static int become(const struct bs_spawn_plan *plan) {
    if (plan->group >= 0) {
        if (syscall(SYS_setgroups, plan->group_count, plan->groups) < 0) return -1;
        if (syscall(SYS_setresgid, (gid_t)plan->group, (gid_t)plan->group, (gid_t)plan->group) < 0) return -1;
    }
    if (plan->user >= 0)
        if (syscall(SYS_setresuid, (uid_t)plan->user, (uid_t)plan->user, (uid_t)plan->user) < 0) return -1;
    return 0;
}

static int execute(const struct bs_spawn_plan *plan) {
    // 0 is whoever writes it; first, so that all that the process takes counts there.
    if (plan->control_group >= 0 && write(plan->control_group, "0", 1) != 1) return errno;
    if (plan->new_session && setsid() < 0) return errno;
    if (take_standard_descriptors(plan->standard) < 0) return errno;
    if (keep_only(plan->inherited, plan->inherited_count) < 0) return errno;
    if (plan->root && chroot(plan->root) < 0) return errno;
    if (chdir(plan->directory) < 0) return errno;
    if (become(plan) < 0) return errno;
    // After the change of credentials, which would clear it.
    if (plan->end_with_parent && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) return errno;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int error = ENOENT;
    for (char *const *program = plan->programs; *program; program++) {
        execve(*program, plan->arguments, plan->environment);
        if (errno != ENOENT && errno != ENOTDIR) error = errno;
    }
    return error;
}

pid_t bs_spawn(const struct bs_spawn_plan *plan) {
    // No handler of the parent may run in the child, which shares its memory until it executes.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    volatile int error = 0;
    pid_t child = vfork();
    if (child == 0) {
        reset_signals();
        error = execute(plan);
        _exit(127);
    }
    int refused = child < 0 ? errno : error;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (refused == 0) return child;
    if (child > 0) waitpid(child, NULL, 0);
    return -refused;
}

int bs_peek_exit(pid_t child) {
    siginfo_t information;
    memset(&information, 0, sizeof information);
    if (waitid(P_PID, (id_t)child, &information, WEXITED | WNOHANG | WNOWAIT) < 0) return -1;
    if (information.si_pid == 0) return -1;
    return information.si_code == CLD_EXITED ? information.si_status << 8 : information.si_status;
}

int bs_open_process(pid_t child) { return checked(syscall(SYS_pidfd_open, child, 0)); }

int bs_shut_down_file_system(int descriptor) {
    // EXT4_IOC_SHUTDOWN and EXT4_GOING_FLAGS_NOLOGFLUSH of Linux's fs/ext4/ext4.h, of which there is no public header.
    uint32_t without_log_flush = 2;
    return checked(ioctl(descriptor, _IOR('X', 125, uint32_t), &without_log_flush));
}

int bs_sync_file_system(int descriptor) { return checked(syscall(SYS_syncfs, descriptor)); }

uint64_t bs_time_stamp_counter(void) {
#ifdef __x86_64__
    return __builtin_ia32_rdtsc();
#else
    return 0;
#endif
}

uint32_t bs_interpret(uint32_t *memory, uint32_t mask, uint32_t steps) {
    uint32_t state = 12345, a = 1, b = 2;
    for (uint32_t i = 0; i < steps; i++) {
        state = state * 1664525u + 1013904223u;
        uint32_t at = state >> 8 & mask;
        switch (state >> 29) {
        case 0: a += memory[at]; break;
        case 1: memory[at] = a ^ b; break;
        case 2: b = b * 31u + a; break;
        case 3: a = a << 5 | b >> 3; break;
        case 4: b ^= memory[(at + a) & mask]; break;
        case 5:
            if (a & 1) b += 7;
            else a -= 3;
            break;
        case 6: a ^= b >> 7; break;
        default:
            b += a;
            memory[(at ^ b) & mask] = b;
            break;
        }
    }
    return a + b;
}

void bs_use_exact_timers(void) { prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0); }

void bs_wake_on_time(void) {
    bs_use_exact_timers();
    struct sched_param first = {.sched_priority = 1};
    if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first) == 0) return;
    struct sched_param ordinary = {.sched_priority = 0};
    sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &ordinary);
    setpriority(PRIO_PROCESS, (id_t)gettid(), -10);
}

int bs_pin_thread(int processor) {
    if (processor < 0 || processor >= CPU_SETSIZE) return -EINVAL;
    cpu_set_t processors;
    CPU_ZERO(&processors);
    CPU_SET(processor, &processors);
    return checked(sched_setaffinity(0, sizeof processors, &processors));
}

static struct timespec timespec_of(int64_t nanoseconds) {
    return (struct timespec){.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
}

int bs_wait_for_signal(const sigset_t *set, int64_t nanoseconds, int *by_kernel) {
    struct timespec limit = timespec_of(nanoseconds);
    siginfo_t information;
    int signal;
    do signal = nanoseconds < 0 ? sigwaitinfo(set, &information) : sigtimedwait(set, &information, &limit);
    while (signal < 0 && errno == EINTR);
    if (signal < 0) return 0;
    *by_kernel = information.si_code == SI_KERNEL;
    return signal;
}

static int64_t cut(rlim_t value) { return value > INT64_MAX ? INT64_MAX : (int64_t)value; }

static struct bs_limit limit_of(int resource) {
    struct rlimit limit = {0, 0};
    getrlimit(resource, &limit);
    return (struct bs_limit){.soft = cut(limit.rlim_cur), .hard = cut(limit.rlim_max)};
}

struct bs_limit bs_open_file_limit(void) { return limit_of(RLIMIT_NOFILE); }

struct bs_limit bs_process_limit(void) { return limit_of(RLIMIT_NPROC); }

// Mounts and files

int bs_make_mounts_private(void) { return checked(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)); }

int bs_mount(const char *source, const char *target, const char *type, unsigned long flags) {
    return bs_mount_with_options(source, target, type, flags, NULL);
}

int bs_mount_with_options(
    const char *source, const char *target, const char *type, unsigned long flags, const char *options) {
    return checked(mount(source, target, type, flags, options));
}

int bs_detach_mount(const char *target) { return checked(umount2(target, MNT_DETACH | UMOUNT_NOFOLLOW)); }

int bs_open_directory_beneath(int parent, const char *name) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
    return checked(syscall(SYS_openat2, parent, name, &how, sizeof how));
}

int bs_memory_file(const char *name) { return checked(memfd_create(name, MFD_CLOEXEC)); }

int bs_open_file_events(void) { return checked(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)); }

int bs_watch_writing(int events, const char *path) { return checked(inotify_add_watch(events, path, IN_MODIFY)); }

int bs_watch_next_opening(int events, const char *path) {
    return checked(inotify_add_watch(events, path, IN_OPEN | IN_ONESHOT));
}

void bs_end_watch(int events, int watch) { inotify_rm_watch(events, watch); }

int bs_take_file_events(int events, int *watches, int most) {
    // An event of a watched file has no name behind it, so that at most `most` of them are read.
    char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    size_t wanted = (size_t)most * sizeof(struct inotify_event);
    ssize_t size = read(events, buffer, wanted < sizeof buffer ? wanted : sizeof buffer);
    if (size < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    int count = 0;
    for (ssize_t at = 0; at < size;) {
        const struct inotify_event *event = (const struct inotify_event *)(buffer + at);
        at += (ssize_t)(sizeof *event + event->len);
        if (event->mask & (IN_MODIFY | IN_OPEN | IN_Q_OVERFLOW)) watches[count++] = event->wd;
    }
    return count;
}

int bs_is_cgroup2(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 && status.f_type == CGROUP2_SUPER_MAGIC;
}

// Network

static struct ifreq interface_request(const char *name) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    return request;
}

// Reads the interface's flags, and sets those in `add` too.
static int interface_flags(const char *name, short add, short *flags) {
    struct ifreq request = interface_request(name);
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int result = checked(ioctl(descriptor, SIOCGIFFLAGS, &request));
    *flags = request.ifr_flags;
    if (result >= 0 && add) {
        request.ifr_flags |= add;
        result = checked(ioctl(descriptor, SIOCSIFFLAGS, &request));
    }
    close(descriptor);
    return result;
}

int bs_interface_up(const char *name) {
    short flags;
    return interface_flags(name, IFF_UP, &flags);
}

int bs_interface_is_running(const char *name) {
    short flags;
    return interface_flags(name, 0, &flags) >= 0 && flags & IFF_RUNNING ? 1 : 0;
}

int bs_set_queue_length(const char *name, int packets) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    struct ifreq request = interface_request(name);
    request.ifr_qlen = packets;
    int result = checked(ioctl(descriptor, SIOCSIFTXQLEN, &request));
    close(descriptor);
    return result;
}

// Closes `descriptor` and returns the errno of the call before, negated.
static int abandoned(int descriptor) {
    int error = errno;
    close(descriptor);
    return -error;
}

int bs_attach_tap(const char *name) {
    struct ifreq request = interface_request(name);
    request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    int descriptor = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return -errno;
    return ioctl(descriptor, TUNSETIFF, &request) < 0 ? abandoned(descriptor) : descriptor;
}

int bs_enter_network(const char *path) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    int result = checked(setns(descriptor, CLONE_NEWNET));
    close(descriptor);
    return result;
}

int bs_create_persistent_tap(const char *name) {
    int descriptor = bs_attach_tap(name);
    if (descriptor < 0) return descriptor;
    int result = checked(ioctl(descriptor, TUNSETPERSIST, 1));
    close(descriptor);
    return result;
}

static struct sockaddr_in ipv4(uint32_t address, uint16_t port) {
    struct sockaddr_in result;
    memset(&result, 0, sizeof result);
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    result.sin_addr.s_addr = address;
    return result;
}

int bs_start_connection(uint32_t address, uint16_t port) {
    struct sockaddr_in peer = ipv4(address, port);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int result = connect(descriptor, (struct sockaddr *)&peer, sizeof peer);
    return result == 0 || errno == EINPROGRESS ? descriptor : abandoned(descriptor);
}

int bs_socket_error(int descriptor) {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error;
}

void bs_abort_connection(int descriptor) {
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(descriptor);
}

int bs_bind_listener(uint32_t address, uint16_t port) {
    struct sockaddr_in local = ipv4(address, port);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(descriptor, (struct sockaddr *)&local, sizeof local) < 0) return abandoned(descriptor);
    return descriptor;
}

int bs_open_listener(uint32_t address, uint16_t port, int backlog) {
    int descriptor = bs_bind_listener(address, port);
    if (descriptor < 0) return descriptor;
    return listen(descriptor, backlog) < 0 ? abandoned(descriptor) : descriptor;
}

int bs_local_port(int descriptor) {
    struct sockaddr_in local;
    socklen_t size = sizeof local;
    if (getsockname(descriptor, (struct sockaddr *)&local, &size) < 0) return -errno;
    return ntohs(local.sin_port);
}

int bs_poll(struct pollfd *descriptors, size_t count, int64_t nanoseconds) {
    struct timespec timeout = timespec_of(nanoseconds);
    int result = ppoll(descriptors, count, &timeout, NULL);
    return result < 0 && errno == EINTR ? 0 : checked(result);
}
