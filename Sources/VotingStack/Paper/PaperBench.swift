import BootProbe
import Profiles

/// What this host can launch of the planned entries.
struct PaperBench {
    /// With the accelerator of those that can be launched, and why the others cannot.
    private(set) var planned: [PaperImages.Planned]

    /// Prepares each image, so that one that cannot be launched is told and does not end the others' campaign.
    init(_ planned: [PaperImages.Planned], _ launchers: LauncherSet) {
        self.planned = planned.map { one in
            var one = one
            guard let image = one.image, let technology = one.entry.technology else { return one }
            do throws(BootProbeError) {
                let launcher = try launchers.launcher(for: technology)
                one.entry.accelerator = launcher.accelerator
                do throws(BootProbeError) {
                    try launcher.prepare(image)
                    _ = try launcher.provenance(of: image)
                } catch {
                    one.entry.startFailures = [error.description]
                    one.entry.loadFailure = error.description
                    one.image = nil
                }
            } catch {
                one.entry.absence = error.description
                one.image = nil
            }
            return one
        }
    }

    var entries: [PaperEntry] { planned.map(\.entry) }

    /// Indices of the entries that can be launched.
    var launchable: [Int] { planned.indices.filter { planned[$0].image != nil } }

    func image(of index: Int) -> ImageManifest {
        guard let image = planned[index].image else { preconditionFailure("there is nothing to launch") }
        return image
    }

    func technology(of index: Int) -> Technology {
        guard let technology = planned[index].entry.technology else { preconditionFailure("nothing to launch it as") }
        return technology
    }

    /// One manifest an image, offered on all technologies that it is measured on.
    var images: [ImageManifest] {
        let all = launchable.map(image)
        return all.map(\.name).uniqued().compactMap { name in
            let same = all.filter { $0.name == name }
            var image = same.first
            image?.variants = same.flatMap(\.variants)
            return image
        }
    }
}
