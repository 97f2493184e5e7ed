/// Erlang's two formulas; the offered load is arrival rate × mean service time, in Erlang.
package enum ErlangFormulas {
    /// Erlang B: the share of the requests that find all servers taken, where none waits (M/G/c/c).
    ///
    /// A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
    /// exchanges" (1917); by the recursion B(c) = a B(c−1) / (c + a B(c−1)), which is stable (Cooper, "Introduction to
    /// Queueing Theory", 2nd ed. 1981, section 3.3).
    package static func blocking(servers: Int, offeredLoad: Double) -> Double {
        precondition(servers >= 0, "the number of servers is not negative")
        precondition(offeredLoad >= 0, "the offered load is not negative")
        return (0..<servers).reduce(1) { blocking, count in
            offeredLoad * blocking / (Double(count + 1) + offeredLoad * blocking)
        }
    }

    /// Erlang C: the share of the requests that must wait, where all do who find the servers taken (M/M/c); 1 where the
    /// servers cannot carry the load.
    ///
    /// Erlang (1917); from Erlang B by C = c B / (c − a (1 − B)) (Cooper 1981, section 3.4).
    package static func waiting(servers: Int, offeredLoad: Double) -> Double {
        guard offeredLoad < Double(servers) else { return 1 }
        let blocking = blocking(servers: servers, offeredLoad: offeredLoad)
        return Double(servers) * blocking / (Double(servers) - offeredLoad * (1 - blocking))
    }
}
