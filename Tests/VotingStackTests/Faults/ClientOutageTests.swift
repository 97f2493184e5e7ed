import TestSupport
import Testing

@Suite("The longest outage that clients see")
struct ClientOutageTests {
    @Test("lasts from the first vote that failed to the next acknowledgement of any")
    func longest() {
        let sent = [0.0, 1, 2, 3, 4]
        #expect(ClientOutage.longest(sent: sent, acknowledged: [0.1, 1.1, 4.2], end: 9) == 4.2 - 2)
        // An answer that came late counts as one that was waited for.
        #expect(ClientOutage.longest(sent: sent, acknowledged: [3.5, 0.1, 1.1, 4.1], end: 9) == 1.5)
    }

    @Test("reaches to the end where no acknowledgement follows, and is none without requests")
    func ends() {
        #expect(ClientOutage.longest(sent: [0, 1], acknowledged: [0.5], end: 9) == 8)
        #expect(ClientOutage.longest(sent: [], acknowledged: [], end: 9) == 0)
    }
}
