#pragma once
// Linux calls that Swift's Glibc module hides (fork, clone), misses (mount flags) or sees as variadic (ioctl, prctl).
// Unless said otherwise each returns 0 or a useful value, or -errno.
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/types.h>

// Namespaces

/// Namespaces to enter with `bs_clone_exec`.
enum {
    BS_NEW_MOUNT = 1 << 0,
    BS_NEW_NETWORK = 1 << 1,
    BS_NEW_PID = 1 << 2,
    BS_NEW_IPC = 1 << 3,
    BS_NEW_UTS = 1 << 4,
    BS_NEW_USER = 1 << 5,
};

/// Starts `path` in new namespaces and returns its process id; the calling thread must outlive it, since the child is
/// killed when that thread ends. The child reads one byte from `release` before it executes, so that the caller can
/// write its user and group maps first, and ends without executing where the other end is closed.
pid_t bs_clone_exec(
    const char *path, char *const arguments[], char *const environment[], int namespaces, int release);

/// 0 where this process may create the namespaces together.
int bs_try_namespaces(int namespaces);

// Processes

/// pipe2(2): reading end, then writing end; no program run later inherits them.
int bs_pipe(int ends[2]);

/// Delivers `signal` to this process when the thread that started it ends.
int bs_die_with_parent(int signal);

/// What `bs_spawn` starts. Strings are UTF-8 and NULL-terminated, so are the arrays of strings.
struct bs_spawn_plan {
    /// Paths of the program, tried in order, as seen from `root`.
    char *const *programs;
    char *const *arguments;
    char *const *environment;
    /// Directory to chroot to, or NULL.
    const char *root;
    /// Working directory, as seen from `root`.
    const char *directory;
    /// Non-zero starts a session, and with it a process group, of its own.
    int new_session;
    /// Non-zero has the kernel kill the process when the thread that started it ends.
    int end_with_parent;
    /// User and group to become, or -1.
    int64_t user;
    int64_t group;
    const gid_t *groups;
    size_t group_count;
    /// Descriptors that become standard input, output and error.
    int standard[3];
    /// Descriptors that keep their number; all others are closed.
    const int *inherited;
    size_t inherited_count;
    /// The open file `cgroup.procs` of the control group that the process begins in, or -1 for the caller's.
    int control_group;
};

/// Starts a process and returns its id once the program has been executed, or -errno of the step that failed.
pid_t bs_spawn(const struct bs_spawn_plan *plan);

/// The wait status of `child` if it has ended, without reaping it, so that its number stays its own; -1 while it runs.
int bs_peek_exit(pid_t child);

/// A descriptor that becomes readable when `child` ends (pidfd_open(2)); closed on exec.
int bs_open_process(pid_t child);

/// Writes to disk all of the file system that `descriptor` is on (syncfs(2)); 0, or -errno.
int bs_sync_file_system(int descriptor);

/// The processor's time stamp counter; 0 where it has none.
uint64_t bs_time_stamp_counter(void);

/// Runs a fixed program of `steps` instructions on a small interpreter over `memory`, which has `mask` + 1 words, a power of
/// two of them: arithmetic, loads, stores and branches that nobody can predict, as the interpreters of scripts do.
uint32_t bs_interpret(uint32_t *memory, uint32_t mask, uint32_t steps);

/// Takes the slack of 50 µs off the calling thread's timers.
void bs_use_exact_timers(void);

/// Lets the calling thread wake on time: exact timers, and ahead of ordinary threads where that is permitted. What it
/// starts is scheduled as usual.
void bs_wake_on_time(void);

/// Keeps the calling thread on the processor of that number; 0, or -errno.
int bs_pin_thread(int processor);

/// Whether this process ignores `signal`: 1 or 0.
int bs_is_ignored(int signal);

/// Takes one pending signal of `set`, which must be blocked, and returns it; 0 after `nanoseconds`, which may be -1
/// for no limit. `by_kernel` tells the terminal's signals from those that a process sent.
int bs_wait_for_signal(const sigset_t *set, int64_t nanoseconds, int *by_kernel);

/// A resource limit of this process, cut to what fits.
struct bs_limit {
    int64_t soft;
    int64_t hard;
};

struct bs_limit bs_open_file_limit(void);

struct bs_limit bs_process_limit(void);

// Mounts and files

/// Makes all mounts private, so that nothing mounted from here on is seen outside.
int bs_make_mounts_private(void);

/// mount(2) without data.
int bs_mount(const char *source, const char *target, const char *type, unsigned long flags);

/// mount(2) with a file system's own options.
int bs_mount_with_options(
    const char *source, const char *target, const char *type, unsigned long flags, const char *options);

/// Has the file system that `descriptor` is on forget what it has not written to its disk, as a cut of the power does
/// (ext4, xfs, btrfs and others); from then on it only fails, until it is mounted anew.
int bs_shut_down_file_system(int descriptor);

/// Detaches the mount at `target` and all below it.
int bs_detach_mount(const char *target);

/// Opens the directory `name` in `parent`; refuses (-ELOOP, -EXDEV) to follow a symbolic link or to enter a mount.
int bs_open_directory_beneath(int parent, const char *name);

/// Opens an empty file in memory (memfd_create(2)), closed on exec; it goes with its last descriptor.
int bs_memory_file(const char *name);

/// Opens a queue of file events (inotify(7)) that does not block.
int bs_open_file_events(void);

/// Queues an event whenever the file at `path` is written to; returns the number of the watch.
int bs_watch_writing(int events, const char *path);

/// Queues an event when the file at `path` is next opened, and then ends the watch; returns its number.
int bs_watch_next_opening(int events, const char *path);

/// Ends a watch; one that has ended is fine.
void bs_end_watch(int events, int watch);

/// Takes queued events and returns how many: for each the number of its watch, -1 where the queue has overflowed.
int bs_take_file_events(int events, int *watches, int most);

/// Whether `path` is the root of a cgroup v2 file system: 1 or 0.
int bs_is_cgroup2(const char *path);

// Network

/// Sets the interface `name` of this network namespace up.
int bs_interface_up(const char *name);

/// How many packets the interface `name` queues; 0 or a negated errno.
int bs_set_queue_length(const char *name, int packets);

/// Whether the interface `name` is up and has a carrier: 1 or 0.
int bs_interface_is_running(const char *name);

/// Creates the tap interface `name`, without packet information, kept after its descriptor is closed.
int bs_create_persistent_tap(const char *name);

/// Takes the user-space end of a tap that `bs_create_persistent_tap` made; returns a non-blocking descriptor, on which
/// each frame follows a header of 10 bytes (struct virtio_net_hdr).
int bs_attach_tap(const char *name);

/// Moves the calling thread into the network namespace at `path`.
int bs_enter_network(const char *path);

/// Starts a non-blocking TCP connection to an IPv4 address (network byte order) and returns its descriptor.
int bs_start_connection(uint32_t address, uint16_t port);

/// The pending error of a socket: an errno, 0 for none.
int bs_socket_error(int descriptor);

/// Closes an established connection with a reset, so that it leaves no TIME_WAIT behind.
void bs_abort_connection(int descriptor);

/// Opens a TCP listener on an IPv4 address (network byte order) and returns its descriptor; port 0 takes a free one.
int bs_open_listener(uint32_t address, uint16_t port, int backlog);

/// The same without listening yet: connections are refused until listen(2) is called.
int bs_bind_listener(uint32_t address, uint16_t port);

/// The local port of a socket.
int bs_local_port(int descriptor);

/// ppoll(2) with a time-out in nanoseconds; returns how many descriptors have events. A signal counts as none.
int bs_poll(struct pollfd *descriptors, size_t count, int64_t nanoseconds);
