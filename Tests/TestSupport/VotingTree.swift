import BootProbe

/// The tree that the voting application ships with, holding other files: its packages are installed once for all tests.
package enum VotingTree {
    package static func recipe(holding files: [FileMapping]) throws(BootProbeError) -> TreeRecipe {
        let shipped = Repository.file("Sources/VotingStack/Resources/images/voting.tree.yaml")
        var recipe = try TreeRecipe.read(contentsOf: shipped)
        recipe.files = files
        return recipe
    }
}
