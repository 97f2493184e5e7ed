import CLinux
import Foundation

/// The pages of files that a boot reads, found by looking into the page cache after one.
///
/// Page by page, because a boot reads a small part of a disk image, whose other pages would hide whether that part is
/// there.
package struct WorkingSet: Sendable {
    private struct Part: Sendable {
        let file: CachedFile
        let ranges: [Range<Int>]

        /// Those pages that are resident, or are not, now; nil where there are none.
        func whose(residencyIs wanted: Bool) -> Part? {
            let pages = zip(ranges, file.residency(of: ranges)).flatMap { range, residency in
                zip(range, residency).filter { $0.1 == wanted }.map(\.0)
            }
            return pages.isEmpty ? nil : Part(file: file, ranges: WorkingSet.ranges(of: pages))
        }
    }

    private let parts: [Part]
    package let pageCount: Int

    /// The pages in the page cache now of the files `paths`, and of all files in those that are folders.
    package init(residentIn paths: [String]) {
        self.init(
            Self.files(in: paths).compactMap { file in
                Part(file: file, ranges: [0..<file.pageCount]).whose(residencyIs: true)
            })
    }

    private init(_ parts: [Part]) {
        self.parts = parts
        pageCount = parts.reduce(0) { $0 + $1.ranges.reduce(0) { $0 + $1.count } }
    }

    /// The pages of the set that are not in the page cache now.
    func withoutResident() -> WorkingSet { WorkingSet(parts.compactMap { $0.whose(residencyIs: false) }) }

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
            part.file.residency(of: part.ranges).reduce(sum) { $0 + $1.count { $0 } }
        }
        return Double(resident) / Double(pageCount)
    }

    /// Drops the files from the page cache; pages that a running process has mapped stay.
    package func evict() throws(BootProbeError) {
        for part in parts { try part.file.evict() }
    }

    /// Drops all files of `paths`, and in those that are folders.
    static func evict(_ paths: [String]) throws(BootProbeError) {
        // At once, because an image that was just built has thousands of files that are not on disk.
        for path in paths {
            if let file = try? FileDescriptor(opening: path, flags: O_RDONLY) {
                _ = bs_sync_file_system(file.number)
            }
        }
        for file in files(in: paths) { try file.evict(isOnDisk: true) }
    }

    /// Reads those of the set's pages that are missing in the page cache.
    package func load() throws(BootProbeError) {
        for part in parts {
            if let missing = part.whose(residencyIs: false) { try part.file.load(missing.ranges) }
        }
    }

    private static func files(in paths: [String]) -> [CachedFile] {
        Set(paths.flatMap(files)).sorted().compactMap(CachedFile.init)
    }

    private static func files(_ path: String) -> [String] {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
        guard isFolder.boolValue else { return [URL(filePath: path).resolvingSymlinksInPath().path] }
        guard let names = FileManager.default.enumerator(atPath: path) else { return [] }
        return names.compactMap { ($0 as? String).map { "\(path)/\($0)" } }
    }
}
