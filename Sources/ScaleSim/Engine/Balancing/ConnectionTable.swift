/// Requests in flight at each replica, and the replicas in the order in which HAProxy's `leastconn` would take them.
///
/// HAProxy keeps its servers in a tree by number of connections, equals in order of insertion, and inserts a server
/// anew at each change of its number (`src/lb_fwlc.c`). Lists, one for each number, give the same order in O(1).
package struct ConnectionTable: Sendable {
    private struct Entry {
        var connections: Int32 = 0
        var previous: Int32 = -1
        var next: Int32 = -1
        /// False while a replica boots, drains or is gone: it then takes no requests.
        var listed = false
    }

    private struct List {
        var head: Int32 = -1
        var tail: Int32 = -1
    }

    private var entries: ContiguousArray<Entry> = []
    /// By number of connections.
    private var lists: ContiguousArray<List> = [List()]
    /// No list below this one has a replica.
    private var fewest = 0

    package init() {}

    /// The replica that `leastconn` takes next; at least one must be listed. O(1) amortised.
    package mutating func leastConnected() -> Int {
        while lists[fewest].head < 0 { fewest += 1 }
        return Int(lists[fewest].head)
    }

    package func isListed(_ replica: Int) -> Bool { entries[replica].listed }

    package func connections(of replica: Int) -> Int { Int(entries[replica].connections) }

    package mutating func addReplica() { entries.append(Entry()) }

    package mutating func list(_ replica: Int) {
        entries[replica].listed = true
        append(replica)
    }

    package mutating func unlist(_ replica: Int) {
        remove(replica)
        entries[replica].listed = false
    }

    /// Counts a request more (`change` 1) or less (−1) in flight at `replica`.
    package mutating func change(_ replica: Int, by change: Int32) {
        guard entries[replica].listed else {
            entries[replica].connections += change
            return
        }
        remove(replica)
        entries[replica].connections += change
        append(replica)
    }

    private mutating func append(_ replica: Int) {
        let connections = Int(entries[replica].connections)
        while lists.count <= connections { lists.append(List()) }
        let tail = lists[connections].tail
        entries[replica].previous = tail
        entries[replica].next = -1
        if tail < 0 {
            lists[connections].head = Int32(replica)
        } else {
            entries[Int(tail)].next = Int32(replica)
        }
        lists[connections].tail = Int32(replica)
        fewest = min(fewest, connections)
    }

    private mutating func remove(_ replica: Int) {
        let entry = entries[replica]
        let connections = Int(entry.connections)
        if entry.previous < 0 {
            lists[connections].head = entry.next
        } else {
            entries[Int(entry.previous)].next = entry.next
        }
        if entry.next < 0 {
            lists[connections].tail = entry.previous
        } else {
            entries[Int(entry.next)].previous = entry.previous
        }
    }
}
