/// Requests become answers.
extension NetworkStack {
    /// How long the guest still lives after it was told to power off: the answer has to arrive.
    private static var farewell: Nanoseconds { 50_000_000 }

    /// Answers all requests that are complete, in their order, while there is room for answers.
    mutating func serve(_ slot: Int, on platform: inout some Platform) {
        while canServe(slot) {
            let input = table.input(slot).part(0, count: table.entries[slot].inputCount)
            guard let request = Request.read(input, &table.entries[slot].exchange.dialect) else { break }
            switch request.kind {
            case .http(let http): begin(http, slot, on: &platform)
            case .resp(let command): answer(command, from: input, slot, on: &platform)
            }
            table.entries[slot].consume(request.count, of: table.input(slot))
        }
        // The client has said all, and nothing of it is left to answer; a half request is no request.
        if table.entries[slot].peerFinished, table.entries[slot].exchange.wakesAt == .max, hasRoom(slot) {
            table.entries[slot].close()
        }
    }

    /// The request that waited is answered, and those behind it are.
    mutating func wake(_ slot: Int, on platform: inout some Platform) {
        let request = table.entries[slot].exchange.waiting
        table.entries[slot].exchange.wakesAt = .max
        answer(request, slot, on: &platform)
        serve(slot, on: &platform)
        send(slot, on: &platform)
    }

    private func canServe(_ slot: Int) -> Bool {
        !table.entries[slot].closes && table.entries[slot].exchange.wakesAt == .max && hasRoom(slot)
    }

    private func hasRoom(_ slot: Int) -> Bool {
        ConnectionTable.outputSize - table.entries[slot].outputCount >= max(HTTPAnswer.sizeMax, RESPCommand.answerMax)
    }

    private mutating func begin(_ request: HTTPRequest, _ slot: Int, on platform: inout some Platform) {
        guard case .wait(let microseconds) = request.action else { return answer(request, slot, on: &platform) }
        let end = platform.now + Nanoseconds(microseconds) * 1_000
        table.entries[slot].exchange.waiting = request
        table.entries[slot].exchange.wakesAt = end
        table.note(deadline: end)
    }

    private mutating func answer(_ request: HTTPRequest, _ slot: Int, on platform: inout some Platform) {
        var duration = serviceTimes.next()
        if case .work(let microseconds) = request.action { duration += Nanoseconds(microseconds) * 1_000 }
        if duration > 0 { platform.occupyProcessor(duration) }
        let output = table.output(slot).from(table.entries[slot].outputCount)
        let count = HTTPAnswer.write(request, address: address, to: output)
        finish(slot, count: count, isLast: !request.keepsConnection, isFlushed: duration > 0, on: &platform)
        if request.action == .powerOff { powersOffAt = platform.now + Self.farewell }
    }

    private mutating func answer(
        _ command: RESPCommand, from input: Bytes, _ slot: Int, on platform: inout some Platform
    ) {
        let duration = serviceTimes.next()
        if duration > 0 { platform.occupyProcessor(duration) }
        let output = table.output(slot).from(table.entries[slot].outputCount)
        let count = RESPAnswer.write(command, from: input, to: output)
        let isLast =
            switch command {
            case .quit, .malformed: true
            default: false
            }
        finish(slot, count: count, isLast: isLast, isFlushed: duration > 0, on: &platform)
    }

    /// - Parameter isFlushed: sends at once, so that no answer waits for the work of the next one; else answers that come
    ///   together share a segment.
    private mutating func finish(
        _ slot: Int, count: Int, isLast: Bool, isFlushed: Bool, on platform: inout some Platform
    ) {
        table.entries[slot].outputCount += count
        if isLast { table.entries[slot].close() }
        if isFlushed { send(slot, on: &platform) }
    }
}
