/// Why a step of the worker did not succeed; each is survived by reconnecting.
package enum WorkerError: Error, CustomStringConvertible {
    case redis(String)
    case postgreSQL(String)

    package var description: String {
        switch self {
        case .redis(let reason): "Redis: \(reason)"
        case .postgreSQL(let reason): "PostgreSQL: \(reason)"
        }
    }
}
