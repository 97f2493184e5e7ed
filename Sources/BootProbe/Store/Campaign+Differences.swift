import Profiles

extension Campaign {
    /// In what, other than their targets, two campaigns differ, a sentence each: a comparison across them compares that
    /// too.
    package static func differences(
        _ first: Campaign, _ second: Campaign, of technologies: (Technology, Technology)
    ) -> [String] {
        var sentences: [String] = []
        if first.provenance.host != second.provenance.host {
            sentences.append("the hosts differ: what is compared is the hosts, too")
        }
        let accelerators = [(first, technologies.0), (second, technologies.1)].map { campaign, technology in
            campaign.provenance.accelerators[technology.rawValue] ?? Accelerator.none
        }
        let guests = accelerators.filter { $0 != .none }
        if guests.count == 2, guests[0] != guests[1] {
            sentences.append("one ran on \(guests[0].rawValue), the other on \(guests[1].rawValue)")
        } else if accelerators.contains(.tcg), accelerators[0] != accelerators[1] {
            sentences.append("a guest was run by QEMU's emulator, which makes it many times slower")
        }
        if first.id != second.id || first.startedAt != second.startedAt {
            sentences.append("not measured in one campaign: the host may have drifted in between")
        }
        return sentences
    }
}
