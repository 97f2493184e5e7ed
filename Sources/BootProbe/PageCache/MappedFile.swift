import Glibc

/// A file mapped to ask which of its pages are in the host's page cache. The mapping is never read, so that it keeps
/// no page there.
@safe package final class MappedFile: @unchecked Sendable {
    let path: String
    let pageCount: Int
    // Unchecked, because the address is only handed to mincore(2), which any thread may call.
    private let address: UnsafeMutableRawPointer
    private let size: Int

    package static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// nil for what is no file with content, or what this user may not ask about: the kernel tells who can neither own
    /// nor write a file that all its pages are resident (mincore(2)).
    init?(_ path: String) {
        guard let file = try? FileDescriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else {
            return nil
        }
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            return nil
        }
        let isOurs = [0, status.st_uid].contains(geteuid())
        guard unsafe isOurs || access(path, W_OK) == 0 else { return nil }
        size = Int(status.st_size)
        guard let mapped = unsafe mmap(nil, size, PROT_READ, MAP_SHARED, file.number, 0),
            unsafe mapped != UnsafeMutableRawPointer(bitPattern: -1)
        else { return nil }
        self.path = path
        unsafe address = mapped
        pageCount = (size + Self.pageSize - 1) / Self.pageSize
    }

    deinit { unsafe munmap(address, size) }

    /// For each page of `range`, whether it is in the page cache.
    func residency(of range: Range<Int>) -> [Bool] {
        var pages = [UInt8](repeating: 0, count: range.count)
        let start = unsafe address + range.lowerBound * Self.pageSize
        guard unsafe mincore(start, range.count * Self.pageSize, &pages) == 0 else {
            return [Bool](repeating: false, count: range.count)
        }
        return pages.map { $0 & 1 == 1 }
    }
}
