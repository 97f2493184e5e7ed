import Foundation
import Glibc

/// The pages of files that a boot reads, found by looking into the page cache after one.
///
/// Page by page, because a boot reads a small part of a disk image, whose other pages would hide whether that part is
/// there.
package final class WorkingSet: Sendable {
    private struct Part: Sendable {
        let file: MappedFile
        let ranges: [Range<Int>]
    }

    private let parts: [Part]
    package let pageCount: Int

    /// The pages in the page cache now of the files `paths`, and of all files in those that are folders.
    package convenience init(residentIn paths: [String]) {
        self.init(
            Set(paths.flatMap(Self.files)).sorted().compactMap { path in
                guard let file = MappedFile(path) else { return nil }
                let resident = zip(0..<file.pageCount, file.residency(of: 0..<file.pageCount)).filter(\.1).map(\.0)
                return resident.isEmpty ? nil : Part(file: file, ranges: Self.ranges(of: resident))
            })
    }

    private init(_ parts: [Part]) {
        self.parts = parts
        pageCount = parts.reduce(0) { $0 + $1.ranges.reduce(0) { $0 + $1.count } }
    }

    /// The pages of the set that are not in the page cache now.
    func withoutResident() -> WorkingSet {
        WorkingSet(
            parts.compactMap { part in
                let missing = part.ranges.flatMap { range in
                    zip(range, part.file.residency(of: range)).filter { !$0.1 }.map(\.0)
                }
                return missing.isEmpty ? nil : Part(file: part.file, ranges: Self.ranges(of: missing))
            })
    }

    /// Ascending numbers as ranges.
    private static func ranges(of pages: [Int]) -> [Range<Int>] {
        pages.reduce(into: []) { ranges, page in
            if let last = ranges.last, last.upperBound == page {
                ranges[ranges.count - 1] = last.lowerBound..<page + 1
            } else {
                ranges.append(page..<page + 1)
            }
        }
    }

    /// The share of the set's pages that is in the page cache now, from 0 to 1; nil for an empty set.
    package var residentShare: Double? {
        guard pageCount > 0 else { return nil }
        let resident = parts.reduce(0) { sum, part in
            part.ranges.reduce(sum) { sum, range in sum + part.file.residency(of: range).count { $0 } }
        }
        return Double(resident) / Double(pageCount)
    }

    /// Drops the files from the page cache; pages that a running process has mapped stay.
    package func evict() throws(BootProbeError) {
        for part in parts {
            let file = try FileDescriptor(opening: part.file.path, flags: O_RDONLY)
            // What is not on disk yet would stay.
            _ = fdatasync(file.number)
            _ = posix_fadvise(file.number, 0, 0, Int32(POSIX_FADV_DONTNEED))
        }
    }

    /// Reads those of the set's pages that are missing in the page cache.
    package func load() throws(BootProbeError) {
        for part in parts {
            let missing = part.ranges.filter { range in part.file.residency(of: range).contains(false) }
            if missing.isEmpty { continue }
            let file = try FileDescriptor(opening: part.file.path, flags: O_RDONLY)
            for range in missing {
                _ = file.contents(
                    from: range.lowerBound * MappedFile.pageSize, limit: range.count * MappedFile.pageSize)
            }
        }
    }

    private static func files(_ path: String) -> [String] {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
        guard isFolder.boolValue else { return [URL(filePath: path).resolvingSymlinksInPath().path] }
        guard let names = FileManager.default.enumerator(atPath: path) else { return [] }
        return names.compactMap { ($0 as? String).map { "\(path)/\($0)" } }
    }
}
