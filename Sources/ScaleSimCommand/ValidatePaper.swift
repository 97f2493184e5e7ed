import BootProbe
import Foundation
import Profiles
import VotingStack

extension Validate {
    /// Predicts the paper's Tables 2 and 3, prints the comparison, and writes it where a folder is given.
    func predictPaper() throws {
        let prediction = PaperPrediction(try PaperTables.published(), run: PredictionRun(seed: seed))
        if let output { try prediction.write(to: output) }
        switch format {
        case .text: print(prediction.text, terminator: "")
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(prediction))
        }
    }
}
