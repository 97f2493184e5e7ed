/// Why a step of the worker did not succeed; each is survived by reconnecting.
enum WorkerError: Error, CustomStringConvertible {
    case redis(String)
    case postgreSQL(String)

    var description: String {
        switch self {
        case .redis(let reason): "Redis: \(reason)"
        case .postgreSQL(let reason): "PostgreSQL: \(reason)"
        }
    }
}
