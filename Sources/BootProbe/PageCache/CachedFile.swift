import Glibc

/// A file of which is asked which of its pages are in the host's page cache.
///
/// It is mapped only while it is asked about: an image may have more files than a process may have mappings (65,530).
struct CachedFile {
    let path: String
    let pageCount: Int

    static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// nil for what is no file with content, or what this user may not ask about: the kernel tells who can neither own
    /// nor write a file that all its pages are resident (mincore(2)).
    init?(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            return nil
        }
        let isOurs = [0, status.st_uid].contains(geteuid())
        guard unsafe isOurs || access(path, W_OK) == 0 else { return nil }
        self.path = path
        pageCount = (Int(status.st_size) + Self.pageSize - 1) / Self.pageSize
    }

    /// For each page of each range, whether it is in the page cache; none is where the file is gone.
    func residency(of ranges: [Range<Int>]) -> [[Bool]] {
        let size = pageCount * Self.pageSize
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
        // Never read, so that the mapping keeps no page in the cache.
        guard let file = try? FileDescriptor(opening: path, flags: flags),
            let address = unsafe mmap(nil, size, PROT_READ, MAP_SHARED, file.number, 0),
            unsafe address != UnsafeMutableRawPointer(bitPattern: -1)
        else { return ranges.map { [Bool](repeating: false, count: $0.count) } }
        defer { unsafe munmap(address, size) }
        return ranges.map { range in
            var pages = [UInt8](repeating: 0, count: range.count)
            let start = unsafe address + range.lowerBound * Self.pageSize
            // Refused, it leaves zeros.
            _ = unsafe mincore(start, range.count * Self.pageSize, &pages)
            return pages.map { $0 & 1 == 1 }
        }
    }

    /// Drops the file from the page cache; pages that a running process has mapped stay.
    ///
    /// - Parameter isOnDisk: Whether all of it is known to be; what is not would stay too, and is written first.
    func evict(isOnDisk: Bool = false) throws(BootProbeError) {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW)
        if !isOnDisk { _ = fdatasync(file.number) }
        _ = posix_fadvise(file.number, 0, 0, Int32(POSIX_FADV_DONTNEED))
    }

    /// Reads the pages of `ranges` into the page cache.
    func load(_ ranges: [Range<Int>]) throws(BootProbeError) {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        for range in ranges {
            _ = file.contents(from: range.lowerBound * Self.pageSize, limit: range.count * Self.pageSize)
        }
    }
}
