import Foundation

/// Whether `condition` comes true within `seconds`; blocks the calling thread.
package func eventually(seconds: Double = 5, _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    repeat {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.01)
    } while Date.now < deadline
    return try condition()
}
