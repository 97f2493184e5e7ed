/// Why a step of the worker did not succeed; those of the databases are survived by reconnecting.
package enum WorkerError: Error, CustomStringConvertible {
    case redis(String)
    case postgreSQL(String)
    /// The one that ends the program, at its start.
    case metrics(String)

    package var description: String {
        switch self {
        case .redis(let reason): "Redis: \(reason)"
        case .postgreSQL(let reason): "PostgreSQL: \(reason)"
        case .metrics(let reason): "metrics: \(reason)"
        }
    }
}
